package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/routes/explain}. */
@Path("routes/explain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rules")
public class ExplainResource {

    private static final long EXPLAINED_WITHIN_S = 5;

    @Context private ServletContext context;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = Payload.class)))
    @Operation(
            operationId = "explain",
            summary = "The steps that a call would take through the rules that run",
            description =
                    "The body is the given of a case, perhaps with the answer of the peer. Nothing"
                            + " is sent and nothing remembered. Cards are shown.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = Payload.class)))
    public CompletionStage<String> explain(InputStream body) throws BadRequest, IOException {
        Insight insight = Served.insight(context);
        return Deadline.on(
                insight.explain(Bodies.object("The question", body)),
                EXPLAINED_WITHIN_S,
                insight.threads(),
                Json::write);
    }
}
