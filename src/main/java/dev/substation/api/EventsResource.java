package dev.substation.api;

import dev.substation.access.Operator;
import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import dev.substation.flow.ports.EventKind;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/v1/events}. Jakarta REST writes events with a thread that waits for the reader, so
 * they go out as the container's own non-blocking output.
 */
@Path("events")
@Tag(name = "Events")
public class EventsResource {

    private static final int BUSY = 503;

    @Context private ServletContext context;

    @GET
    @Operation(
            operationId = "events",
            summary = "What happens, as it happens (server-sent events)",
            description =
                    "Each event has an id, a kind and JSON. It begins with the event ready, or,"
                            + " with Last-Event-ID, with what has happened since. The event gap"
                            + " says that some are lost. Comments come every 15 seconds.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(type = SchemaType.STRING)))
    public void all(
            @Parameter(hidden = true) @Suspended AsyncResponse answer,
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Parameter(description = "The id of the last event that the reader has seen")
                    @HeaderParam("Last-Event-ID")
                    String lastSeen,
            @Parameter(description = "The same, for who cannot send the header")
                    @QueryParam("after")
                    String after,
            @Parameter(description = "Only those about this station, by its own name")
                    @QueryParam("station")
                    String station,
            @Parameter(
                            description =
                                    "Only these, with commas between them: station, link, message,"
                                            + " transaction, refused, settings, rules")
                    @QueryParam("kinds")
                    String kinds)
            throws BadRequest, IOException {
        if (request.getMethod().equals("HEAD")) {
            answer.resume(Response.ok().type("text/event-stream").build());
            return;
        }
        EventFilter filter = new EventFilter(Parameters.station("station", station), kinds(kinds));
        AsyncContext kept = request.getAsyncContext();
        kept.setTimeout(0);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        boolean read =
                Served.operations(context)
                        .events()
                        .read(
                                who(Served.visit(request)),
                                filter,
                                Parameters.text(lastSeen).or(() -> Parameters.text(after)),
                                kept,
                                response.getOutputStream());
        if (!read) {
            throw new BadRequest(BUSY, "Too many read events now; close one, or ask again later");
        }
    }

    /** Who reads, and from where. */
    private static String who(Visit visit) {
        return visit.operator().map(Operator::name).orElse("") + " " + visit.address();
    }

    private static Set<EventKind> kinds(String text) throws BadRequest {
        Set<EventKind> wanted = EnumSet.noneOf(EventKind.class);
        Optional<String> some = Parameters.text(text);
        if (some.isEmpty()) {
            return EnumSet.allOf(EventKind.class);
        }
        List<String> words = Arrays.stream(EventKind.values()).map(EventKind::word).toList();
        for (String one : some.get().split(",")) {
            Parameters.choice("kinds", one, words)
                    .ifPresent(word -> wanted.add(EventKind.values()[words.indexOf(word)]));
        }
        return wanted;
    }
}
