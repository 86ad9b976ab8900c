package dev.substation.json;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Jakarta WebSocket session with one queue of outgoing messages: concurrent sends on one session
 * may throw or interleave. Its state lives on the turn.
 */
final class SessionWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWire.class);

    /** More unsent messages than this mean a station that does not read. */
    private static final int MOST_UNSENT = 256;

    private static final int MAX_REASON_BYTES = 123; // RFC 6455 section 5.5

    /** So do more characters than these. */
    private static final long MOST_UNSENT_CHARACTERS = 4L << 20;

    private final Session session;
    private final RawConnection line;
    private final boolean isCut;
    private final Executor turn;
    private final Queue<String> unsent = new ArrayDeque<>();
    private long unsentCharacters;
    private boolean sending;
    private boolean closed;

    /** The code and the words that this side closed with; empty while it has not. */
    private volatile Optional<String> closedWith = Optional.empty();

    /** Closes once all is sent; empty while nobody wants that. */
    private Optional<Runnable> finish = Optional.empty();

    /**
     * @param line under the session
     * @param isCut whether to cut it where a Close frame would be sent
     */
    SessionWire(Session session, RawConnection line, boolean isCut, Executor turn) {
        this.session = session;
        this.line = line;
        this.isCut = isCut;
        this.turn = turn;
    }

    @Override
    public void send(String text) {
        turn.execute(
                () -> {
                    if (closed || finish.isPresent()) {
                        return;
                    }
                    if (unsent.size() >= MOST_UNSENT || unsentCharacters > MOST_UNSENT_CHARACTERS) {
                        end(CloseReason.CloseCodes.VIOLATED_POLICY.getCode(), "read your messages");
                        return;
                    }
                    unsent.add(text);
                    unsentCharacters += text.length();
                    sendNext();
                });
    }

    private void sendNext() {
        if (sending || closed) {
            return;
        }
        if (unsent.isEmpty()) {
            finish.ifPresent(Runnable::run);
            return;
        }
        sending = true;
        String next = unsent.remove();
        unsentCharacters -= next.length();
        try {
            session.getAsyncRemote().sendText(next, result -> turn.execute(() -> sent(result)));
        } catch (RuntimeException notOpen) {
            sent(new SendResult(notOpen));
        }
    }

    private void sent(SendResult result) {
        sending = false;
        if (result.isOK()) {
            sendNext();
            return;
        }
        LOG.debug("a message could not be sent", result.getException());
        end(CloseReason.CloseCodes.GOING_AWAY.getCode(), "a message could not be sent");
    }

    @Override
    public void ping() {
        turn.execute(
                () -> {
                    if (closed) {
                        return;
                    }
                    try {
                        session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
                    } catch (IOException | RuntimeException notSent) {
                        LOG.debug("a ping could not be sent", notSent);
                        end(
                                CloseReason.CloseCodes.GOING_AWAY.getCode(),
                                "a ping could not be sent");
                    }
                });
    }

    @Override
    public void finish(int code, String reason) {
        turn.execute(
                () -> {
                    finish = finish.or(() -> Optional.of(() -> end(code, reason)));
                    sendNext();
                });
    }

    @Override
    public void close(int code, String reason) {
        turn.execute(() -> end(code, reason));
    }

    private void end(int code, String reason) {
        if (closed) {
            return;
        }
        closed = true;
        closedWith = Optional.of(code + " " + reason);
        unsent.clear();
        if (isCut) {
            line.cut();
            return;
        }
        try {
            session.close(
                    new CloseReason(CloseReason.CloseCodes.getCloseCode(code), shortened(reason)));
        } catch (IOException | RuntimeException alreadyGone) {
            LOG.debug("a session was gone before it could be closed", alreadyGone);
        }
    }

    /** The code and the words that this side closed with; empty while it has not. */
    Optional<String> closedWith() {
        return closedWith;
    }

    /** The text cut to what a close frame can carry. */
    static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
