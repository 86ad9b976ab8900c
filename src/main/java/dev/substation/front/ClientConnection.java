package dev.substation.front;

import dev.substation.flow.time.Moment;
import dev.substation.model.Cause;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** One connection at a port of the gateway, from its first moment to its last. */
final class ClientConnection {

    /** What is going on. */
    enum Stage {
        /** Nothing has come since the connection was opened, or since the last response. */
        IDLE,
        /** TLS is being agreed on. */
        HANDSHAKE,
        /** A request comes. */
        READING,
        /** The container has a request; it answers in its own time. */
        SERVING,
        /** It is a WebSocket now. */
        WEB_SOCKET,
        /** A last response is out; what still comes is thrown away. */
        REFUSED,
        CLOSED
    }

    /** What became of bytes. */
    enum Outcome {
        MORE,
        /** More must come, and the peer waits for a word first. */
        CONTINUE,
        WHOLE,
        /** Nothing that is for the container. */
        DROPPED,
        /** They are those of a WebSocket. */
        PASSED
    }

    /**
     * A request for the container.
     *
     * @param bytes as the container reads them
     * @param number which request of this connection it is
     */
    record Request(byte[] bytes, int number) {}

    /** How long a refused peer may take to read why. */
    static final Duration LINGER = Duration.ofSeconds(2);

    /** What a connection needs of the front, which all of them share. */
    interface Owner {

        RequestReader.Limits requests();

        Moment now();

        /** A connection goes from one stage to the next; called with the visitor's lock held. */
        void moved(ClientConnection visitor, Stage before, Stage after);

        /** A connection keeps more, or less, of a request that is not whole. */
        void holds(int more);

        /** Rejects whoever has taken longest to send a request, as long as they hold too much. */
        void keepWithinBudget(ClientConnection self);

        void warn(InetAddress address, Refusal refusal);
    }

    private final Owner front;
    private final InetAddress address;
    private final Wire wire;
    private final RequestReader reader;
    private final Frames frames = new Frames();
    private Stage stage = Stage.IDLE;
    private volatile Moment since;
    private Moment bodySince;
    private long came;
    private long bodyBytes;
    private int held;
    private boolean asksForWebSocket;
    private boolean continued;
    private boolean spoken;
    private int requests;
    private volatile Optional<Sender> newcomer = Optional.empty();

    ClientConnection(Owner front, InetAddress address, Wire wire) {
        this.front = front;
        this.address = address;
        this.wire = wire;
        this.reader = new RequestReader(front.requests());
        since = front.now();
    }

    InetAddress address() {
        return address;
    }

    Wire wire() {
        return wire;
    }

    /** What the frames cost that come once it is a WebSocket. */
    Frames frames() {
        return frames;
    }

    /** A new station comes over this connection. */
    void brings(Sender sender) {
        newcomer = Optional.of(sender);
    }

    /** The new station that came over this connection. */
    Optional<Sender> newcomer() {
        return newcomer;
    }

    synchronized Stage stage() {
        return stage;
    }

    /** Whether nothing that comes matters any more. */
    synchronized boolean isOver() {
        return stage == Stage.REFUSED || stage == Stage.CLOSED;
    }

    /** Whether bytes have come. */
    synchronized boolean hasSpoken() {
        return spoken;
    }

    /** The first bytes have come. */
    synchronized void speaks() {
        spoken = true;
    }

    /** Since when it has been at its stage. */
    Moment since() {
        return since;
    }

    private void stage(Stage next) {
        Stage before = stage;
        stage = next;
        since = front.now();
        front.moved(this, before, next);
    }

    /** The first bytes of TLS are here. */
    synchronized void handshake() {
        if (stage == Stage.IDLE) {
            stage(Stage.HANDSHAKE);
        }
    }

    /** TLS is agreed on. */
    synchronized void secured() {
        if (stage == Stage.HANDSHAKE) {
            stage(Stage.IDLE);
        }
    }

    /**
     * Takes bytes of HTTP, at most to the end of one request; the rest belongs to the next.
     *
     * @return {@link Outcome#WHOLE} when {@link #request} has it
     */
    Outcome take(ByteBuffer bytes) {
        Outcome outcome = taken(bytes);
        front.keepWithinBudget(this);
        return outcome;
    }

    private synchronized Outcome taken(ByteBuffer bytes) {
        switch (stage) {
            case WEB_SOCKET -> {
                return Outcome.PASSED;
            }
            case REFUSED, CLOSED -> {
                return Outcome.DROPPED;
            }
            default -> {}
        }
        int before = bytes.remaining();
        boolean whole;
        try {
            whole = reader.take(bytes);
        } catch (Refused refused) {
            refuse(refused.refusal());
            return Outcome.DROPPED;
        }
        if (stage != Stage.READING && !reader.isEmpty()) {
            stage(Stage.READING);
            continued = false;
            bodySince = null;
            bodyBytes = 0;
            came = 0;
        }
        came += before - bytes.remaining();
        if (whole) {
            return Outcome.WHOLE;
        }
        if (reader.isInBody()) {
            bodySince = bodySince == null ? front.now() : bodySince;
            bodyBytes += before - bytes.remaining();
        }
        hold(reader.held());
        if (reader.isAwaited() && !continued) {
            continued = true;
            return Outcome.CONTINUE;
        }
        return Outcome.MORE;
    }

    private void hold(int now) {
        front.holds(now - held);
        held = now;
    }

    /** The request that is whole, to be given to the container at once. */
    synchronized Request request() {
        asksForWebSocket = reader.asksForWebSocket();
        byte[] request = reader.request();
        hold(0);
        stage(Stage.SERVING);
        return new Request(request, ++requests);
    }

    /**
     * The container has finished a request. It may say so after the peer has read the answer and
     * sent its next request, which is then being served.
     *
     * @param number of the request
     */
    synchronized void served(int number) {
        if (stage == Stage.SERVING && number == requests) {
            stage(Stage.IDLE);
        }
    }

    /** Whether a response is to be looked at that begins a WebSocket. */
    synchronized boolean mayBecomeWebSocket() {
        return stage == Stage.SERVING && asksForWebSocket;
    }

    /** The container's answer to the request for a WebSocket begins. */
    synchronized void answered(boolean switching) {
        asksForWebSocket = false;
        if (switching) {
            stage(Stage.WEB_SOCKET);
        }
    }

    /** Answers instead of the container, tells the log, and closes the connection. */
    synchronized void refuse(Refusal refusal) {
        if (stage == Stage.REFUSED || stage == Stage.CLOSED) {
            return;
        }
        front.warn(address, refusal);
        boolean talks = stage != Stage.HANDSHAKE;
        reader.close();
        hold(0);
        stage(Stage.REFUSED);
        if (talks) {
            wire.last(refusal.response());
        } else {
            wire.close();
        }
    }

    /** Tells the log and closes the connection without an answer. */
    synchronized void dismiss(Refusal refusal) {
        if (stage == Stage.REFUSED || stage == Stage.CLOSED) {
            return;
        }
        front.warn(address, refusal);
        stage(Stage.REFUSED);
        wire.close();
    }

    /** Makes room for others: whoever has waited longest goes. */
    synchronized void makeRoom(Refusal refusal) {
        switch (stage) {
            case READING -> refuse(refusal);
            case IDLE, HANDSHAKE -> dismiss(refusal);
            case SERVING, WEB_SOCKET, REFUSED, CLOSED -> {
                // Something has begun, or it is over already.
            }
        }
    }

    /** The connection is closed, by whomever. */
    synchronized void closed() {
        if (stage == Stage.CLOSED) {
            return;
        }
        if (stage == Stage.READING) {
            front.warn(address, Refusal.of(400, Cause.REQUEST_CUT, came));
        } else if (stage == Stage.HANDSHAKE) {
            front.warn(
                    address,
                    Refusal.of(
                            400, Cause.TLS_FAILED, "the station closed the connection meanwhile"));
        }
        reader.close();
        hold(0);
        stage(Stage.CLOSED);
    }

    /** Ends what takes too long. */
    synchronized void look(Moment now, FrontLimits limits) {
        switch (stage) {
            case IDLE -> {
                if (now.isAfter(since.plus(limits.idle()))) {
                    wire.close();
                }
            }
            case HANDSHAKE -> {
                if (now.isAfter(since.plus(limits.head()))) {
                    dismiss(
                            Refusal.of(
                                    408,
                                    Cause.TLS_FAILED,
                                    "it took longer than " + limits.head().toSeconds() + " s"));
                }
            }
            case READING -> objection(now, limits).ifPresent(this::slow);
            case REFUSED -> {
                if (now.isAfter(since.plus(LINGER))) {
                    wire.close();
                }
            }
            case SERVING, WEB_SOCKET, CLOSED -> {
                // The container's, or nobody's.
            }
        }
    }

    private void slow(String reason) {
        refuse(Refusal.of(408, Cause.REQUEST_SLOW, reason));
    }

    private Optional<String> objection(Moment now, FrontLimits limits) {
        if (bodySince == null && now.isAfter(since.plus(limits.head()))) {
            return Optional.of(
                    "its header fields took longer than " + limits.head().toSeconds() + " s");
        }
        if (now.isAfter(since.plus(limits.whole()))) {
            return Optional.of("it took longer than " + limits.whole().toSeconds() + " s");
        }
        if (bodySince == null) {
            return Optional.empty();
        }
        long late = bodySince.plus(limits.grace()).until(now).toMillis();
        return late > 0 && bodyBytes < limits.rate() * late / 1_000
                ? Optional.of("its body came with fewer than " + limits.rate() + " bytes a second")
                : Optional.empty();
    }
}
