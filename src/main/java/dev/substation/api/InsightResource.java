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

/** {@code /api/v1/system}. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "The gateway itself")
public class InsightResource {

    @Context private ServletContext context;

    @GET
    @Path("system")
    @Operation(
            operationId = "system",
            summary = "Versions, clock, disk, memory, certificates and health")
    public CompletionStage<SystemState> system() {
        Insight insight = Served.insight(context);
        return Deadline.on(
                insight.system(), Deadline.QUESTION_S, insight.threads(), system -> system);
    }
}
