package dev.substation.api;

import dev.substation.access.Operator;
import dev.substation.api.EditState.EditDetail;
import dev.substation.api.EditState.EditList;
import dev.substation.api.Operations.BadRequest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/settings}: the settings in force, and the file that is edited. */
@Path("settings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Settings")
public class SettingsResource {

    private static final long EDITED_WITHIN_S = 30;

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    @GET
    @Operation(
            operationId = "settings",
            summary = "The settings in force without secrets, and what has changed since the start")
    public CompletionStage<SettingsState> settings() {
        Insight insight = Served.insight(context);
        return CompletableFuture.supplyAsync(insight::settings, insight.threads());
    }

    @GET
    @Path("file")
    @Operation(
            operationId = "settingsFile",
            summary = "site.yaml as it is on the disk, with marks in place of secrets",
            description =
                    "A mark such as \"***1-8f3a9c0d12ab***\" stands for the value of a secret. Where it is left"
                            + " in a text that is saved, the secret stays.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SettingsEditing.Text.class)))
    public CompletionStage<Response> file() {
        return answered(SettingsEditing::file, file -> ETags.tagged(file, file.etag()));
    }

    @PUT
    @Path("file")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(
            content = @Content(schema = @Schema(implementation = SettingsEditing.Posted.class)))
    @Operation(
            operationId = "saveSettings",
            summary = "Writes site.yaml, where it goes live within seconds",
            description =
                    "What the gateway would not take is not written. The answer is 412 if the file"
                            + " was changed since it was read.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SettingsEditing.Saved.class)))
    public CompletionStage<Response> save(
            @Parameter(description = "The ETag of the file that was edited", required = true)
                    @HeaderParam("If-Match")
                    String match,
            InputStream body)
            throws BadRequest, IOException {
        String etag = ETags.required(match);
        String text = text(body);
        return edited((editing, note) -> editing.save(text, etag, who(), note));
    }

    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(
            content = @Content(schema = @Schema(implementation = SettingsEditing.Posted.class)))
    @Operation(
            operationId = "checkSettings",
            summary = "What is wrong with a text of site.yaml, and what it would change")
    public CompletionStage<SettingsEditing.Checked> check(InputStream body)
            throws BadRequest, IOException {
        String text = text(body);
        return answered(editing -> editing.check(text), checked -> checked);
    }

    @POST
    @Path("diff")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(
            content = @Content(schema = @Schema(implementation = SettingsEditing.Posted.class)))
    @Operation(
            operationId = "diffSettings",
            summary = "What differs between site.yaml on the disk and a text")
    public CompletionStage<FileDiff> diff(InputStream body) throws BadRequest, IOException {
        String text = text(body);
        return answered(editing -> editing.diff(text), diff -> diff);
    }

    @GET
    @Path("edits")
    @Operation(
            operationId = "settingsEdits",
            summary = "The edits of site.yaml that were saved, the latest first")
    public CompletionStage<EditList> edits() {
        return answered(SettingsEditing::history, EditList::new);
    }

    @GET
    @Path("edits/{id}")
    @Operation(operationId = "settingsEdit", summary = "One edit, with what it has changed")
    public CompletionStage<EditDetail> edit(@PathParam("id") String id) throws BadRequest {
        long number = Parameters.number("id", id, 0, 1, Long.MAX_VALUE);
        return answered(editing -> editing.edit(number), edit -> edit);
    }

    @POST
    @Path("edits/{id}/undo")
    @Operation(
            operationId = "undoSettingsEdit",
            summary = "Brings back what was there before an edit; it is an edit too")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SettingsEditing.Saved.class)))
    public CompletionStage<Response> undo(@PathParam("id") String id) throws BadRequest {
        long number = Parameters.number("id", id, 0, 1, Long.MAX_VALUE);
        return edited((editing, note) -> editing.undo(number, who(), note));
    }

    private static String text(InputStream body) throws BadRequest, IOException {
        return Bodies.object("The text", body, List.of("text"))
                .text("text")
                .orElseThrow(() -> new BadRequest(400, "Send the text of site.yaml as text"));
    }

    private String who() {
        return Served.visit(request).operator().map(Operator::name).orElse("");
    }

    private interface Edit {
        SettingsEditing.Saved of(SettingsEditing editing, EditNote note)
                throws BadRequest, IOException;
    }

    private CompletionStage<Response> edited(Edit edit) {
        SettingsEditing editing = Served.settings(context);
        return Deadline.edited(
                editing.threads(),
                Served.visit(request)::audit,
                note -> edit.of(editing, note),
                EDITED_WITHIN_S,
                Served.operations(context).threads(),
                saved -> ETags.tagged(saved, saved.etag()));
    }

    private interface Work<T> {
        T of(SettingsEditing editing) throws BadRequest, IOException;
    }

    private <T, R> CompletionStage<R> answered(Work<T> work, Function<T, R> then) {
        SettingsEditing editing = Served.settings(context);
        return Deadline.on(
                Deadline.worked(editing.threads(), () -> work.of(editing)),
                EDITED_WITHIN_S,
                Served.operations(context).threads(),
                then);
    }
}
