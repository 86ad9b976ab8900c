package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.Operations.MessageFilter;
import dev.substation.api.Operations.Said;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/messages} and {@code /api/v1/messages.jsonl}. */
@Path("")
@Tag(name = "Messages")
public class MessagesResource {

    private static final List<String> PARTS = List.of("call", "answer", "delivery");

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    /** Which lines are meant. */
    public static final class Wanted {

        @Parameter(description = "Only of this station")
        @QueryParam("station")
        private String station;

        @Parameter(description = "Only of this operation, such as StartTransaction")
        @QueryParam("action")
        private String action;

        @Parameter(
                description =
                        "Only lines of calls (call), answers (answer) or what a CSMS said to a"
                                + " stored message (delivery)")
        @QueryParam("part")
        private String part;

        @Parameter(description = "Only with this message id, or of this trace")
        @QueryParam("message")
        private String message;

        @Parameter(description = "Only what did not cross exactly (true)")
        @QueryParam("changed")
        private String changed;

        @Parameter(description = "Only calls that ended with an error (true)")
        @QueryParam("failed")
        private String failed;

        @Parameter(description = "Only of stations of this CSMS")
        @QueryParam("csms")
        private String csms;

        @Parameter(description = "Only of the transaction with this key")
        @QueryParam("transaction")
        private String transaction;

        @Parameter(
                description =
                        "Only with this idTag or parentIdTag; for the role operate, as it would"
                                + " find cards")
        @QueryParam("card")
        private String card;

        @Parameter(
                description =
                        "Only with this text in the payload, however it is capitalized; for the"
                                + " role operate, as it would find cards")
        @QueryParam("text")
        private String text;

        @Parameter(description = "Not before this time")
        @QueryParam("from")
        private String from;

        @Parameter(description = "Before this time")
        @QueryParam("to")
        private String to;

        MessageFilter filter(RoleView view, long before, int limit) throws BadRequest {
            Said said =
                    new Said(
                            Parameters.text(csms),
                            Parameters.text(transaction).isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(
                                            Parameters.number(
                                                    "transaction",
                                                    transaction,
                                                    0,
                                                    1,
                                                    Long.MAX_VALUE)),
                            Parameters.text(card),
                            Parameters.text(text));
            view.mayAskFor(said.card());
            view.mayAskFor(said.text());
            return new MessageFilter(
                    Parameters.station("station", station),
                    Parameters.text(action),
                    Parameters.choice("part", part, PARTS),
                    Parameters.text(message),
                    Parameters.flag("changed", changed),
                    Parameters.flag("failed", failed),
                    said,
                    Parameters.time("from", from),
                    Parameters.time("to", to),
                    before,
                    limit);
        }
    }

    /**
     * Lines of the message log, the latest first.
     *
     * @param next for the parameter {@code before}, if there may be older ones
     */
    @Schema(name = "Messages")
    public record MessagePage(List<Payload> messages, Optional<Long> next) {}

    @GET
    @Path("messages")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "messages", summary = "The message log, the latest lines first")
    public CompletionStage<MessagePage> all(@BeanParam Wanted wanted, @BeanParam ListPart part)
            throws BadRequest {
        int most = part.most();
        RoleView view = RoleView.of(Served.visit(request));
        MessageFilter filter = wanted.filter(view, part.before(), most);
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.messages(filter),
                Deadline.QUESTION_S,
                operations.threads(),
                lines ->
                        new MessagePage(
                                lines.stream().map(view::line).toList(),
                                ListPart.next(lines, most, MessagesResource::id)));
    }

    @GET
    @Path("messages/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "message",
            summary = "A call with its answer, on both sides, and what the rules do to it",
            description =
                    "The lines of the message log that belong to the line with this id, if they"
                            + " are among the 500 before and after it. What the rules do is for the"
                            + " role operate: their texts may name cards.")
    public CompletionStage<Exchange> one(
            @PathParam("id") String id, @Context HttpServletRequest request) throws BadRequest {
        long line = Parameters.number("id", id, 0, 1, Long.MAX_VALUE);
        RoleView view = RoleView.of(Served.visit(request));
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.exchange(line, view.all()),
                Deadline.QUESTION_S,
                operations.threads(),
                found ->
                        found.map(view::exchange)
                                .orElseThrow(
                                        () ->
                                                Deadline.thrown(
                                                        new BadRequest(
                                                                404,
                                                                "The message log has no line with the id "
                                                                        + line))));
    }

    @GET
    @Path("messages.jsonl")
    @Produces("application/x-ndjson")
    @Operation(
            operationId = "exportMessages",
            summary = "The message log, a line of JSON for each of its lines")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/x-ndjson",
                            schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput export(@BeanParam Wanted wanted) throws BadRequest, IOException {
        Operations operations = Served.operations(context);
        RoleView view = RoleView.of(Served.visit(request));
        MessageFilter filter = wanted.filter(view, Long.MAX_VALUE, Export.PART);
        return Export.of(
                "",
                "{\"incomplete\":\"%s\"}\n",
                before -> operations.messages(filter.before(before)),
                MessagesResource::id,
                (line, out) -> out.write(Json.write(view.line(line)) + "\n"));
    }

    private static long id(Payload line) {
        return line.number("id").orElse(0L);
    }
}
