package dev.substation.ocppj;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Part;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said in OCPP-J over one connection, whichever side opened it: the peer's calls, taken one
 * at a time and answered in the order in which they came, and our own call, of which there is one
 * at a time (OCPP-J 1.6 section 4.1.1). It knows frames and no network. Its state lives on its
 * turn; its methods may be called from anywhere and return at once.
 */
public final class Conversation {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** The action of a call that cannot be read, as with SOAP. */
    private static final Action UNREAD = new Action("?");

    /** Who is at the other end; it decides what a failed call is called. */
    public enum Peer {
        STATION(Direction.UP),
        CSMS(Direction.DOWN);

        private final Direction theirs;

        Peer(Direction theirs) {
            this.theirs = theirs;
        }

        private Answer.Failure timedOut(Call call, Duration deadline) {
            return this == STATION
                    ? Answer.failure(
                            Cause.STATION_TIMED_OUT,
                            call.station(),
                            call.action(),
                            deadline.toSeconds())
                    : Answer.failure(Cause.CSMS_TIMED_OUT, call.action(), deadline.toSeconds());
        }

        private Answer.Failure garbled(Call call, String why) {
            return this == STATION
                    ? Answer.failure(Cause.STATION_GARBLED, call.station(), call.action(), why)
                    : Answer.failure(Cause.CSMS_GARBLED, call.action(), why);
        }

        private Answer.Failure closed(Call call) {
            return this == STATION
                    ? Answer.failure(
                            Cause.STATION_UNREACHABLE,
                            call.station(),
                            "its connection closed before it answered")
                    : Answer.failure(Cause.CSMS_LINK_CLOSED, call.action());
        }

        private Answer.Failure refused(Frame.ErrorFrame error) {
            return new Answer.Failure(
                    this == STATION ? Cause.STATION_REFUSED : Cause.CSMS_REFUSED,
                    ErrorCode.of(error.code()).orElse(ErrorCode.GenericError),
                    error.description(),
                    error.details());
        }
    }

    /** Who answers the peer's calls. */
    @FunctionalInterface
    public interface Answering {

        /** Answers a call, called on the turn; the future should complete normally. */
        CompletableFuture<Answer> call(Call call);

        /** A call was answered with an error before it came so far. Called on the turn. */
        default void rejected(Call call, Answer.Failure why) {}
    }

    /** Our call and the future that ends with it. */
    private record Pending(Call call, CompletableFuture<Answer> outcome, Runnable cancelDeadline) {}

    private final Peer peer;
    private final Dialect dialect;
    private final StationId station;
    private final Executor turn;
    private final Timers timers;
    private final Checks checks;
    private final int mostWaiting;
    private final TrafficBudget.Account account;
    private final Consumer<String> send;
    private final Answering desk;

    private final PeerLog log;

    /** The peer's calls as they came: their trees are many times as large. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private List<Note> remarks = List.of();
    private boolean answering;
    private Optional<Pending> pending = Optional.empty();
    private boolean closed;

    /**
     * @param dialect what the peer speaks
     * @param station whom the connection belongs to
     * @param turn runs one task at a time, in order
     * @param mostWaiting how many of the peer's calls may wait for their answers; what comes on top
     *     is answered {@code TOO_MANY_CALLS}
     * @param account what the peer's messages count against until they are dealt with
     * @param send takes a text message to the peer, called on the turn
     * @param desk answers the calls of the peer
     */
    public Conversation(
            Peer peer,
            Dialect dialect,
            StationId station,
            Executor turn,
            Timers timers,
            Checks checks,
            int mostWaiting,
            TrafficBudget.Account account,
            Consumer<String> send,
            Answering desk) {
        this.peer = peer;
        this.dialect = dialect;
        this.station = station;
        this.turn = turn;
        this.timers = timers;
        this.checks = checks;
        this.mostWaiting = mostWaiting;
        this.account = account;
        this.log = new PeerLog(LOG, station, timers);
        this.send = send;
        this.desk = desk;
    }

    /** Remarks on the peer's calls from now on, about the connection. */
    public void note(Note remark) {
        turn.execute(() -> remarks = List.of(remark));
    }

    /** A text message of the peer's, whatever is in it. */
    public void received(String text) {
        account.take(text);
        turn.execute(
                () -> {
                    if (!isKept(text)) {
                        account.giveBack(text);
                    }
                });
    }

    /**
     * Calls the peer under the call's message id. The future completes normally, on the turn or on
     * the thread of the deadline's timer: answered, refused, timed out or closed.
     */
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        turn.execute(() -> put(call, deadline, outcome));
        return outcome;
    }

    /** The connection is gone: our call ends, and what is still to be answered is dropped. */
    public void closed() {
        turn.execute(
                () -> {
                    closed = true;
                    waiting.forEach(account::giveBack);
                    waiting.clear();
                    account.close();
                    pending.ifPresent(ours -> end(ours, peer.closed(ours.call())));
                });
    }

    private void put(Call call, Duration deadline, CompletableFuture<Answer> outcome) {
        if (closed) {
            outcome.complete(peer.closed(call));
            return;
        }
        if (pending.isPresent()) {
            LOG.error(
                    "station={} {}",
                    station,
                    Problem.CALL_INTERNAL.line(call.action(), pending.get().call().action()));
            outcome.complete(Answer.failure(Cause.INTERNAL, call.action()));
            return;
        }
        Runnable cancel =
                timers.after(deadline, () -> turn.execute(() -> expire(outcome, deadline)));
        pending = Optional.of(new Pending(call, outcome, cancel)); // before the answer can come
        LOG.debug("station={} action={} id={} call sent", station, call.action(), call.messageId());
        say(Frame.call(Frame.Id.of(call.messageId()), call.action(), call.payload()));
    }

    private void expire(CompletableFuture<Answer> outcome, Duration deadline) {
        pending.filter(ours -> ours.outcome() == outcome)
                .ifPresent(ours -> end(ours, peer.timedOut(ours.call(), deadline)));
    }

    /** The only way out for a pending call. */
    private void end(Pending ours, Answer answer) {
        pending = Optional.empty();
        ours.cancelDeadline().run();
        ours.outcome().complete(answer);
    }

    /** Takes a message in; whether it waits for its turn. */
    private boolean isKept(String text) {
        if (closed) {
            return false;
        }
        LOG.trace("station={} received {}", station, text);
        if (FrameReading.isCall(text)) {
            return isQueued(text);
        }
        Frame frame = FrameReading.read(text);
        if (frame instanceof Frame.CallFrame) {
            return isQueued(text);
        }
        take(frame);
        return false;
    }

    /** Takes anything but a call that can be read. */
    private void take(Frame frame) {
        if (frame instanceof Frame.ResultFrame result) {
            match(result.id(), call -> read(call, result));
        } else if (frame instanceof Frame.ErrorFrame error) {
            match(error.id(), call -> peer.refused(error));
        } else if (frame instanceof Frame.Garbled garbled) {
            match(garbled.id(), call -> peer.garbled(call, garbled.why()));
        } else if (frame instanceof Frame.Unreadable unreadable) {
            refuse(unreadable);
        } else if (frame instanceof Frame.Ignored ignored) {
            log.warn("ignored", Problem.MESSAGE_IGNORED.line(ignored.why()));
        }
    }

    /** The peer's answer as it means it. */
    private Answer read(Call call, Frame.ResultFrame result) {
        Checks.Normalised meant =
                checks.read(
                        dialect, call.direction(), call.action(), Part.RESPONSE, result.payload());
        return new Answer.Result(meant.payload(), result.notes()).noting(meant.notes());
    }

    private void match(Frame.Id id, Function<Call, Answer> answer) {
        Optional<Pending> ours = pending.filter(call -> call.call().messageId().equals(id.text()));
        if (ours.isEmpty()) {
            LOG.info(
                    "station={} id={} an answer came too late or without a call",
                    station,
                    id.text());
            return;
        }
        LOG.debug(
                "station={} action={} id={} answer received",
                station,
                ours.get().call().action(),
                id.text());
        end(ours.get(), answer.apply(ours.get().call()));
    }

    private void refuse(Frame.Unreadable unreadable) {
        log.warn("unreadable", unreadable.failure().line());
        unreadable
                .id()
                .ifPresent(
                        id -> {
                            Frame.CallFrame call = new Frame.CallFrame(id, UNREAD, Payload.EMPTY);
                            desk.rejected(
                                    call(call, Payload.EMPTY, List.of()), unreadable.failure());
                            say(Frame.answer(id, unreadable.failure()));
                        });
    }

    private boolean isQueued(String text) {
        if (waiting.contains(text)) {
            // A retry of a call that is still being answered: one answer serves both (quirk 48).
            LOG.info("station={} a call was repeated before it was answered", station);
            return false;
        }
        if (waiting.size() >= mostWaiting) {
            log.warn("too-many", Answer.failure(Cause.TOO_MANY_CALLS, station, mostWaiting).line());
            Frame frame = FrameReading.read(text);
            if (frame instanceof Frame.CallFrame call) {
                Answer.Failure full = Answer.failure(Cause.TOO_MANY_CALLS, station, mostWaiting);
                desk.rejected(call(call, Payload.EMPTY, List.of()), full);
                say(Frame.answer(call.id(), full));
            } else {
                take(frame);
            }
            return false;
        }
        waiting.add(text);
        if (!answering) {
            answerNext();
        }
        return true;
    }

    /** Answers the call at the head; it stays there until it is answered. */
    private void answerNext() {
        while (!waiting.isEmpty()) {
            Frame frame = FrameReading.read(waiting.element());
            if (frame instanceof Frame.CallFrame call) {
                answering = true;
                LOG.debug(
                        "station={} action={} id={} call",
                        station,
                        call.action(),
                        call.id().text());
                answer(call)
                        .whenComplete(
                                (answer, fault) ->
                                        turn.execute(
                                                () ->
                                                        answered(
                                                                call,
                                                                fault == null
                                                                        ? answer
                                                                        : bug(call, fault))));
                return;
            }
            account.giveBack(waiting.remove());
            take(frame);
        }
    }

    private CompletableFuture<Answer> answer(Frame.CallFrame call) {
        try {
            Checks.Normalised meant =
                    checks.read(dialect, peer.theirs, call.action(), Part.REQUEST, call.payload());
            // Whether an unknown action may pass depends on who is to get it, which flow knows.
            Optional<Answer.Failure> misshapen =
                    checks.shape(dialect, peer.theirs, call.action(), Part.REQUEST, meant.payload())
                            .filter(failure -> failure.cause() != Cause.UNKNOWN_ACTION);
            if (misshapen.isPresent()) {
                log.warn("misshapen", misshapen.get().line());
                desk.rejected(call(call, meant.payload(), meant.notes()), misshapen.get());
                return CompletableFuture.completedFuture(misshapen.get());
            }
            return desk.call(call(call, meant.payload(), meant.notes()));
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private Call call(Frame.CallFrame frame, Payload payload, List<Note> notes) {
        return new Call(
                        frame.id().text(),
                        station,
                        peer.theirs,
                        dialect,
                        frame.action(),
                        payload,
                        remarks)
                .noting(frame.notes())
                .noting(notes);
    }

    private Answer bug(Frame.CallFrame call, Throwable fault) {
        LOG.error(
                "station={} {}",
                station,
                Answer.failure(Cause.INTERNAL, call.action()).line(),
                fault);
        return Answer.failure(Cause.INTERNAL, call.action());
    }

    private void answered(Frame.CallFrame call, Answer answer) {
        answering = false;
        if (closed) {
            LOG.info(
                    "station={} action={} id={} closed before its answer could be sent",
                    station,
                    call.action(),
                    call.id().text());
            return;
        }
        account.giveBack(waiting.remove());
        say(Frame.answer(call.id(), answer));
        answerNext();
    }

    private void say(String text) {
        LOG.trace("station={} sends {}", station, text);
        send.accept(text);
    }
}
