package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/csms}. */
@Path("csms")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "CSMSs")
public class CsmsResource {

    private static final int NOT_FOUND = 404;

    @Context private ServletContext context;

    @GET
    @Operation(operationId = "csms", summary = "All CSMSs, their links and what waits for them")
    public CompletionStage<CsmsState.CsmsList> all() {
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.csms(), Deadline.QUESTION_S, operations.threads(), list -> list);
    }

    /**
     * What became of it.
     *
     * @param links how many links try
     */
    @Schema(name = "Retry")
    public record Retry(int links) {}

    @POST
    @Path("{csms}/retry")
    @Operation(
            operationId = "retryCsms",
            summary = "The links to a CSMS that is away try again at once",
            description =
                    "The answer comes before they have tried; GET /csms shows how they stand.")
    public CompletionStage<Retry> retry(
            @PathParam("csms") String csms, @Context HttpServletRequest request)
            throws IOException {
        Served.visit(request).audit("try " + csms + " again");
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.tryNow(csms),
                Deadline.QUESTION_S,
                operations.threads(),
                links ->
                        links.map(Retry::new)
                                .orElseThrow(
                                        () ->
                                                Deadline.thrown(
                                                        new BadRequest(
                                                                NOT_FOUND,
                                                                "The site has no CSMS of that name"))));
    }
}
