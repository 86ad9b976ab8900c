package dev.substation.api;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/csms}. */
@Path("csms")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "CSMSs")
public class CsmsResource {

    @Context private ServletContext context;

    @GET
    @Operation(operationId = "csms", summary = "All CSMSs, their links and what waits for them")
    public CompletionStage<CsmsState.CsmsList> all() {
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.csms(), Deadline.QUESTION_S, operations.threads(), list -> list);
    }
}
