package dev.substation.json;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import dev.substation.ocppj.BinaryText;
import dev.substation.ocppj.TrafficBudget;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a WebSocket session to a station link. Public because Tyrus calls it by reflection and does
 * not ask for access; only {@link JsonFace} makes one.
 */
public final class JsonEndpoint extends Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(JsonEndpoint.class);

    /** The largest message taken, in characters; a larger one closes with 1009. */
    static final int MAX_MESSAGE = 1024 * 1024;

    /** What that many characters can take. */
    private static final int MAX_BYTES = 3 * MAX_MESSAGE;

    private static final Duration CUT_AFTER = Duration.ofSeconds(2);

    private static final String TYRUS_SESSION = "org.glassfish.tyrus.core.TyrusSession";

    private static final String STATION = "substation.station";
    private static final String WIRE = "substation.wire";

    private final StationGate gate;
    private final Timers timers;
    private final Checks checks;
    private final Executor pool;
    private final TrafficBudget budget;

    JsonEndpoint(
            StationGate gate, Timers timers, Checks checks, Executor pool, TrafficBudget budget) {
        this.gate = gate;
        this.timers = timers;
        this.checks = checks;
        this.pool = pool;
        this.budget = budget;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Newcomer guest = (Newcomer) session.getUserPrincipal();
        SerialExecutor turn = new SerialExecutor(pool);
        SessionWire wire = new SessionWire(session, guest.line(), guest.isCut(), turn);
        TrafficBudget.Account account = budget.account();
        JsonStation station =
                new JsonStation(
                        guest.admission(),
                        guest.address(),
                        gate,
                        timers,
                        checks,
                        account,
                        turn,
                        wire);
        guest.line().readWithin(account, pool, MAX_BYTES, () -> refuseLong(guest, wire));
        session.getUserProperties().put(STATION, station);
        session.getUserProperties().put(WIRE, wire);
        session.setMaxIdleTimeout(0);
        TyrusIdleTimer.switchOff(session);
        session.setMaxTextMessageBufferSize(MAX_MESSAGE);
        session.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
        session.addMessageHandler(
                String.class,
                (MessageHandler.Whole<String>)
                        text -> {
                            if (isTaken(text, wire)) {
                                station.received(text);
                            }
                        });
        session.addMessageHandler(
                PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> station.ponged());
        session.addMessageHandler(
                ByteBuffer.class,
                (MessageHandler.Whole<ByteBuffer>)
                        bytes -> {
                            Optional<String> text = BinaryText.of(bytes);
                            if (text.isEmpty()) {
                                wire.close(
                                        CloseReason.CloseCodes.CANNOT_ACCEPT.getCode(),
                                        BinaryText.NOT_TEXT);
                            } else if (isTaken(text.get(), wire)) {
                                station.receivedBinary(text.get());
                            }
                        });
        station.opened();
    }

    /** Whether a message is not too long; Tyrus counts only what comes in parts. */
    private static boolean isTaken(String text, SessionWire wire) {
        if (text.length() <= MAX_MESSAGE) {
            return true;
        }
        wire.close(
                CloseReason.CloseCodes.TOO_BIG.getCode(),
                "more than " + MAX_MESSAGE + " characters");
        return false;
    }

    /** A station that goes on sending after the Close frame is cut off. */
    private void refuseLong(Newcomer guest, SessionWire wire) {
        wire.close(
                CloseReason.CloseCodes.TOO_BIG.getCode(),
                "more than " + MAX_MESSAGE + " characters");
        timers.after(CUT_AFTER, () -> pool.execute(guest.line()::cut));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        station(session)
                .ifPresent(
                        station ->
                                station.closed(
                                        ending(
                                                reason,
                                                (SessionWire) session.getUserProperties().get(WIRE),
                                                (Newcomer) session.getUserPrincipal())));
    }

    /** Who closed: Tyrus tells of its own Close frames and of the station's alike. */
    private static String ending(CloseReason reason, SessionWire wire, Newcomer guest) {
        String how = (reason.getCloseCode().getCode() + " " + reason.getReasonPhrase()).strip();
        if (wire.closedWith().isPresent()) {
            return JsonStation.byGateway(wire.closedWith().get());
        }
        if (guest.line().isClosedByStation()) {
            return "the station closed it with " + how;
        }
        return reason.getCloseCode() == CloseReason.CloseCodes.CLOSED_ABNORMALLY
                ? "the connection ended without a Close frame (" + how + ")"
                : JsonStation.byGateway(how);
    }

    @Override
    public void onError(Session session, Throwable fault) {
        if (!session.isOpen() && isOfClosedSession(fault)) {
            LOG.debug("a frame came after the Close frame of the gateway", fault);
            return;
        }
        LOG.warn(
                "station={} {}",
                station(session).map(JsonStation::station).orElse(null),
                Problem.WEBSOCKET_FAILED.line(fault));
    }

    private static boolean isOfClosedSession(Throwable fault) {
        return fault instanceof IllegalStateException
                && fault.getStackTrace().length > 0
                && fault.getStackTrace()[0].getClassName().equals(TYRUS_SESSION);
    }

    private static Optional<JsonStation> station(Session session) {
        return Optional.ofNullable((JsonStation) session.getUserProperties().get(STATION));
    }
}
