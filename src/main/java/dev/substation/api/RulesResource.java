package dev.substation.api;

import dev.substation.access.Operator;
import dev.substation.api.EditState.EditDetail;
import dev.substation.api.EditState.EditList;
import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
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
import jakarta.ws.rs.QueryParam;
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

/** {@code /api/v1/rules}: the rules that run, and the files that are edited. */
@Path("rules")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rules")
public class RulesResource {

    private static final long QUICK_S = 20;
    private static final long LONG_S = 60;

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    @GET
    @Operation(operationId = "rules", summary = "The rules that run, and what is wrong with them")
    public CompletionStage<RulesState> rules() {
        Insight insight = Served.insight(context);
        return CompletableFuture.supplyAsync(insight::rules, insight.threads());
    }

    @GET
    @Path("files")
    @Operation(
            operationId = "ruleFiles",
            summary = "The files of camel-routes/ as they are on the disk",
            description = "The header ETag is that of all of them, for If-Match of an edit.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = RuleEditing.Folder.class)))
    public CompletionStage<Response> files() {
        return answered(
                QUICK_S, RuleEditing::folder, folder -> ETags.tagged(folder, folder.etag()));
    }

    @PUT
    @Path("files")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleEditing.Changes.class)))
    @Operation(
            operationId = "saveRules",
            summary = "Writes an edit of one or more files, which then goes live",
            description =
                    "The whole folder is checked before; what the gateway would not take is not"
                            + " written. The answer is 412 if the files were changed since they"
                            + " were read.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = RuleEditing.Saved.class)))
    public CompletionStage<Response> save(
            @Parameter(description = "The ETag of the files that were edited", required = true)
                    @HeaderParam("If-Match")
                    String match,
            InputStream body)
            throws BadRequest, IOException {
        String etag = ETags.required(match);
        List<RuleEditing.Change> changes = changes(body);
        return edited((editing, note) -> editing.save(changes, etag, who(), note));
    }

    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleEditing.Changes.class)))
    @Operation(
            operationId = "checkRules",
            summary = "What is wrong with the folder after an edit; nothing is written")
    public CompletionStage<RuleEditing.Checked> check(InputStream body)
            throws BadRequest, IOException {
        List<RuleEditing.Change> changes = changes(body);
        return answered(QUICK_S, editing -> editing.check(changes), checked -> checked);
    }

    @POST
    @Path("cases")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleEditing.Changes.class)))
    @Operation(
            operationId = "runCases",
            summary = "Runs the cases of the folder after an edit; nothing is written")
    public CompletionStage<RuleEditing.CaseRun> cases(InputStream body)
            throws BadRequest, IOException {
        List<RuleEditing.Change> changes = changes(body);
        return answered(LONG_S, editing -> editing.cases(changes), run -> run);
    }

    @POST
    @Path("replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(
            content = @Content(schema = @Schema(implementation = RuleEditing.ReplayPosted.class)))
    @Operation(
            operationId = "replay",
            summary = "Runs recorded calls through the rules after an edit; nothing is sent",
            description =
                    "The latest 500 calls of the message log, unless the body says otherwise, run"
                            + " through the rules that run and through the edited ones. The answer"
                            + " says of which of them something else would become. It takes at most"
                            + " half a minute.")
    public CompletionStage<RuleEditing.ReplayRun> replay(InputStream body)
            throws BadRequest, IOException {
        Payload posted = Bodies.object("The replay", body, RuleEditing.ReplayQuery.FIELDS);
        List<RuleEditing.Change> changes = RuleEditing.Change.all(posted);
        RuleEditing.ReplayQuery query = RuleEditing.ReplayQuery.of(posted);
        return answered(LONG_S, editing -> editing.replay(changes, query), run -> run);
    }

    @POST
    @Path("diff")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleEditing.Changes.class)))
    @Operation(
            operationId = "diffRules",
            summary = "What differs after an edit; nothing is written")
    public CompletionStage<RuleEditing.Differences> diff(
            @Parameter(
                            description =
                                    "live: from the files that run, which is what counts if it is"
                                            + " left out; files: from those on the disk")
                    @QueryParam("from")
                    String from,
            InputStream body)
            throws BadRequest, IOException {
        boolean live =
                Parameters.choice("from", from, List.of("live", "files"))
                        .filter("files"::equals)
                        .isEmpty();
        List<RuleEditing.Change> changes = changes(body);
        return answered(QUICK_S, editing -> editing.diff(changes, live), diff -> diff);
    }

    @GET
    @Path("edits")
    @Operation(operationId = "ruleEdits", summary = "The edits that were saved, the latest first")
    public CompletionStage<EditList> edits() {
        return answered(QUICK_S, RuleEditing::history, EditList::new);
    }

    @GET
    @Path("edits/{id}")
    @Operation(operationId = "ruleEdit", summary = "One edit, with what it has changed")
    public CompletionStage<EditDetail> edit(@PathParam("id") String id) throws BadRequest {
        long number = Parameters.number("id", id, 0, 1, Long.MAX_VALUE);
        return answered(QUICK_S, editing -> editing.edit(number), edit -> edit);
    }

    @POST
    @Path("edits/{id}/undo")
    @Operation(
            operationId = "undoRuleEdit",
            summary = "Brings back what was there before an edit",
            description =
                    "It is an edit too, and can be undone. The answer is 409 if one of the files"
                            + " has changed since.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = RuleEditing.Saved.class)))
    public CompletionStage<Response> undo(@PathParam("id") String id) throws BadRequest {
        long number = Parameters.number("id", id, 0, 1, Long.MAX_VALUE);
        return edited((editing, note) -> editing.undo(number, who(), note));
    }

    private static List<RuleEditing.Change> changes(InputStream body)
            throws BadRequest, IOException {
        return RuleEditing.Change.all(Bodies.object("The edit", body, List.of("changes")));
    }

    private String who() {
        return Served.visit(request).operator().map(Operator::name).orElse("");
    }

    private interface Edit {
        RuleEditing.Saved of(RuleEditing editing, EditNote note) throws BadRequest, IOException;
    }

    private CompletionStage<Response> edited(Edit edit) {
        RuleEditing editing = Served.rules(context);
        return Deadline.edited(
                editing.threads(),
                Served.visit(request)::audit,
                note -> edit.of(editing, note),
                LONG_S,
                Served.operations(context).threads(),
                saved -> ETags.tagged(saved, saved.etag()));
    }

    private interface Work<T> {
        T of(RuleEditing editing) throws BadRequest, IOException;
    }

    private <T, R> CompletionStage<R> answered(long seconds, Work<T> work, Function<T, R> then) {
        RuleEditing editing = Served.rules(context);
        return Deadline.on(
                Deadline.worked(editing.threads(), () -> work.of(editing)),
                seconds,
                Served.operations(context).threads(),
                then);
    }
}
