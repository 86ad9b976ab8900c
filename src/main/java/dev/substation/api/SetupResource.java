package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/setup}. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Setup")
public class SetupResource {

    private static final long TRIAL_S = 60;

    @Context private ServletContext context;

    @GET
    @Path("setup")
    @Operation(
            operationId = "setup",
            summary = "Whether the gateway has a CSMS, and what to type into stations")
    public CompletionStage<Setup.State> state() {
        Operations operations = Served.operations(context);
        return Deadline.worked(operations, Served.setup(context)::state);
    }

    @POST
    @Path("setup/trial")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = Setup.Csms.class)))
    @Operation(
            operationId = "tryCsms",
            summary = "Tries the way to a CSMS, without setting it",
            description =
                    "Its name, its certificate, its clock, and whether it lets a station in. It"
                            + " takes up to a minute.")
    public CompletionStage<Setup.Trial> attempt(InputStream body) throws BadRequest, IOException {
        Setup.Csms csms = Setup.Csms.of(Bodies.object("The CSMS", body));
        Operations operations = Served.operations(context);
        return Deadline.on(
                Served.setup(context).attempt(csms), TRIAL_S, operations.threads(), trial -> trial);
    }

    private static String withoutSecrets(String url) {
        return url.replaceFirst("//[^/@]*@", "//…@").replaceFirst("\\?.*", "?…");
    }

    @POST
    @Path("setup/csms")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = Setup.Csms.class)))
    @Operation(
            operationId = "setCsms",
            summary = "Writes the first CSMS to site.yaml, where it goes live within seconds")
    public CompletionStage<Setup.Written> set(InputStream body, @Context HttpServletRequest request)
            throws BadRequest, IOException {
        Setup.Csms csms = Setup.Csms.of(Bodies.object("The CSMS", body));
        Served.visit(request)
                .audit("CSMS " + csms.name().orElse("main") + " " + withoutSecrets(csms.url()));
        Operations operations = Served.operations(context);
        return Deadline.worked(operations, () -> Served.setup(context).set(csms));
    }
}
