package dev.substation.api;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/csms}. */
@Path("csms")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "CSMSs")
public class CsmsResource {

    @Context private ServletContext context;

    /** All of the site. */
    @Schema(name = "CsmsList")
    public record CsmsList(List<CsmsState> csms) {}

    @GET
    @Operation(operationId = "csms", summary = "All CSMSs, their links and what waits for them")
    public CompletionStage<CsmsList> all() {
        return Deadline.on(Served.operations(context).csms()).thenApply(CsmsList::new);
    }
}
