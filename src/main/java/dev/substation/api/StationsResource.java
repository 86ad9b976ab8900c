package dev.substation.api;

import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.Json;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/stations}. */
@Path("stations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stations")
public class StationsResource {

    private static final Logger LOG = LoggerFactory.getLogger(StationsResource.class);

    private static final int MOST = 5_000;
    private static final int USUAL = 100;
    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;

    private static final List<String> STATES =
            List.of("connected", "silent", "disconnected", "never-heard");
    private static final List<String> ORDERS = List.of("trouble", "station", "last-heard");

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    /**
     * A part of a list.
     *
     * @param total how many there are
     * @param offset how many come before these
     */
    @Schema(name = "Stations")
    public record StationPage(long total, long offset, List<StationState> stations) {}

    @GET
    @Operation(
            operationId = "stations",
            summary = "All stations that the site names or that were heard of")
    public CompletionStage<StationPage> all(
            @Parameter(description = "connected, silent, disconnected or never-heard")
                    @QueryParam("state")
                    String state,
            @Parameter(description = "Only stations with a link to this CSMS") @QueryParam("csms")
                    String csms,
            @Parameter(description = "Only stations with problems (true)") @QueryParam("problems")
                    String problems,
            @Parameter(description = "Part of an identity, address, vendor or boot field")
                    @QueryParam("q")
                    String text,
            @Parameter(description = "trouble (default), station or last-heard") @QueryParam("sort")
                    String sort,
            @Parameter(description = "How many to leave out, 0 by default") @QueryParam("offset")
                    String offset,
            @Parameter(description = "How many at most, 100 by default, 5000 at most")
                    @QueryParam("limit")
                    String limit)
            throws BadRequest {
        StationList wanted =
                new StationList(
                        Parameters.choice("state", state, STATES),
                        Parameters.text(csms),
                        Parameters.flag("problems", problems),
                        Parameters.text(text).map(part -> part.toLowerCase(Locale.ROOT)),
                        Parameters.choice("sort", sort, ORDERS).orElse("trouble"));
        long skipped = Parameters.number("offset", offset, 0, 0, Long.MAX_VALUE);
        long most = Parameters.number("limit", limit, USUAL, 1, MOST);
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.stations(),
                Deadline.QUESTION_S,
                operations.threads(),
                stations -> {
                    List<StationState> found = wanted.of(stations);
                    return new StationPage(
                            found.size(),
                            skipped,
                            found.stream()
                                    .skip(skipped)
                                    .limit(most)
                                    .map(StationState::brief)
                                    .toList());
                });
    }

    @GET
    @Path("{station}")
    @Operation(operationId = "station", summary = "One station")
    public CompletionStage<StationState> one(@PathParam("station") String station)
            throws BadRequest {
        StationId id = identity(station);
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.station(id),
                Deadline.QUESTION_S,
                operations.threads(),
                found -> found.orElseThrow(() -> Deadline.thrown(unknown(id))));
    }

    @POST
    @Path("{station}/calls")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "send",
            summary = "Sends an operation to a station, as its CSMS would",
            description =
                    "It passes the rules, and transaction ids are those of the CSMS. The answer"
                            + " comes when the station has answered, or its time is over.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = CallToSend.class),
                            mediaType = MediaType.APPLICATION_JSON))
    public CompletionStage<SentCall> send(@PathParam("station") String station, InputStream body)
            throws BadRequest, IOException {
        StationId id = identity(station);
        Payload call = Bodies.object("The call", body);
        Bodies.has("A call", call, CallToSend.FIELDS);
        Optional<String> action = call.text("action").filter(name -> !name.isBlank());
        if (action.isEmpty()) {
            throw new BadRequest(
                    BAD,
                    "Name the operation, such as {\"action\":\"Reset\",\"payload\":{\"type\":\"Soft\"}}");
        }
        if (call.containsKey("payload") && call.object("payload").isEmpty()) {
            throw new BadRequest(BAD, "payload must be an object");
        }
        Operations operations = Served.operations(context);
        Payload payload = call.object("payload").orElse(Payload.EMPTY);
        Visit visit = Served.visit(request);
        visit.audit(action.get() + " " + Json.write(operations.shown(payload)));
        return Deadline.on(
                operations.send(
                        id,
                        Parameters.station("identity", call.text("identity").orElse("")),
                        new Action(action.get()),
                        payload),
                Deadline.CALL_S,
                operations.threads(),
                sent -> audited(sent, visit));
    }

    /** It has been sent: what came of it is shown also if it cannot be noted. */
    private static SentCall audited(SentCall sent, Visit visit) {
        try {
            visit.audit(
                    sent.answer()
                            .map(Json::write)
                            .or(() -> sent.error().map(error -> error.number()))
                            .orElse(""));
        } catch (IOException e) {
            LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
        }
        return sent;
    }

    /**
     * What is sent.
     *
     * @param identity the station as its CSMS knows it; needed where it is split
     * @param action such as {@code Reset}
     * @param payload as in OCPP 1.6 JSON
     */
    @Schema(name = "CallToSend")
    public record CallToSend(String identity, String action, Payload payload) {

        static final List<String> FIELDS = List.of("action", "payload", "identity");
    }

    private static StationId identity(String text) throws BadRequest {
        return Parameters.station("station", text)
                .orElseThrow(() -> new BadRequest(NOT_FOUND, "Name a station"));
    }

    private static BadRequest unknown(StationId station) {
        return new BadRequest(
                NOT_FOUND,
                "The site does not know the station %s: add it under stations in site.yaml"
                        .formatted(station));
    }
}
