package dev.substation.json;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.ocppj.BinaryText;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A station at the other end of a WebSocket, from its first message to its last. */
final class JsonStation implements StationLink {

    private static final Logger LOG = LoggerFactory.getLogger(JsonStation.class);

    /** Calls of a station that may wait; the standard allows one (OCPP-J 1.6 section 4.1.1). */
    static final int MOST_WAITING = 64;

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    static final Duration PING_EVERY = Duration.ofSeconds(60);

    /** Pings in a row that may stay unanswered. */
    static final int MOST_UNANSWERED_PINGS = 3;

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int TRY_AGAIN_LATER = 1013;

    private final Admission admission;
    private final StationId station;
    private final String address;
    private final StationGate gate;
    private final Timers timers;
    private final Executor turn;
    private final Wire wire;
    private final Conversation conversation;
    private final TrafficBudget.Account account;
    private final boolean passes;

    private boolean gone;
    private final AtomicBoolean sentBinary = new AtomicBoolean();
    private volatile boolean answersPings;
    private final List<CompletableFuture<Boolean>> proofs = new ArrayList<>();
    private int unansweredPings;
    private Runnable cancelPing = () -> {};

    /**
     * @param admission by what it was let in
     * @param address the peer's host and port
     * @param account what its messages count against
     * @param turn the turn that the wire lives on too
     */
    JsonStation(
            Admission admission,
            String address,
            StationGate gate,
            Timers timers,
            Checks checks,
            TrafficBudget.Account account,
            Executor turn,
            Wire wire) {
        this.admission = admission;
        this.station = admission.station();
        this.address = address;
        this.account = account;
        this.passes = gate.settings(station).filter(StationSettings::transparent).isPresent();
        this.gate = gate;
        this.timers = timers;
        this.turn = turn;
        this.wire = wire;
        this.conversation =
                new Conversation(
                        Conversation.Peer.STATION,
                        Dialect.JSON_16,
                        station,
                        turn,
                        timers,
                        checks,
                        MOST_WAITING,
                        account,
                        wire::send,
                        new Calls());
    }

    /** The calls of the station. */
    private final class Calls implements Conversation.Answering {

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return ask(call);
        }

        @Override
        public void rejected(Call call, Answer.Failure why) {
            gate.rejected(call, why);
        }
    }

    /**
     * Passes a call to the gateway. If the gateway is stopping, the WebSocket closes without an
     * answer: the station then keeps the message and sends it again. After an error it might drop
     * it.
     */
    private CompletableFuture<Answer> ask(Call call) {
        return gate.call(this, call).thenCompose(this::unlessStopping);
    }

    private CompletableFuture<Answer> unlessStopping(Answer answer) {
        boolean stopping =
                answer instanceof Answer.Failure failure && failure.cause() == Cause.STOPPING;
        if (!stopping) {
            return CompletableFuture.completedFuture(answer);
        }
        sendAway("the gateway stops");
        return new CompletableFuture<>(); // the conversation ends with the WebSocket
    }

    /** The WebSocket is open. */
    void opened() {
        turn.execute(
                () -> {
                    LOG.debug("station={} address={} opened a WebSocket", station, address);
                    gate.opened(this);
                    pingLater();
                });
    }

    /** A text message has come. */
    void received(String text) {
        turn.execute(
                () -> {
                    unansweredPings = 0;
                    proven(true);
                });
        if (passes) {
            account.take(text);
            turn.execute(() -> pass(PassedText.of(text)));
        } else {
            conversation.received(text);
        }
    }

    /** A text message has come in a binary frame. */
    void receivedBinary(String text) {
        if (passes && !sentBinary.getAndSet(true)) { // of others the desk tells, by the note
            LOG.info(
                    "station={} sends its messages in binary frames; the gateway reads them as text",
                    station);
        }
        conversation.note(BinaryText.note(StationLink.ENVELOPE));
        received(text);
    }

    private void pass(PassedText message) {
        if (gone) {
            account.giveBack(message.text());
            return;
        }
        LOG.trace("station={} received {}", station, message.text());
        gate.passed(this, message).whenComplete((done, fault) -> account.giveBack(message.text()));
    }

    /** A pong has come. */
    void ponged() {
        turn.execute(
                () -> {
                    answersPings = true;
                    unansweredPings = 0;
                    proven(true);
                });
    }

    private void proven(boolean alive) {
        proofs.forEach(proof -> proof.complete(alive));
        proofs.clear();
    }

    @Override
    public CompletableFuture<Boolean> isAlive(Duration within) {
        CompletableFuture<Boolean> proof = new CompletableFuture<>();
        turn.execute(
                () -> {
                    if (gone) {
                        proof.complete(false);
                        return;
                    }
                    proofs.add(proof);
                    wire.ping();
                    timers.after(
                            within,
                            () ->
                                    turn.execute(
                                            () -> {
                                                proofs.remove(proof);
                                                proof.complete(false);
                                            }));
                });
        return proof;
    }

    @Override
    public boolean hasAnsweredPing() {
        return answersPings;
    }

    /** The WebSocket is gone; only the first time counts. */
    void closed(String why) {
        turn.execute(
                () -> {
                    if (gone) {
                        return;
                    }
                    gone = true;
                    cancelPing.run();
                    proven(false);
                    LOG.info(
                            "station={} address={} its WebSocket closed: {}",
                            station,
                            address,
                            why);
                    conversation.closed();
                    // Behind what was received before: no call comes from a link that has gone.
                    turn.execute(() -> gate.closed(this));
                });
    }

    private void pingLater() {
        cancelPing = timers.after(PING_EVERY, () -> turn.execute(this::ping));
    }

    /**
     * A station that went without a word is found by its missing pongs. One that has never answered
     * a ping cannot be judged by them: some ignore pings (quirk 43).
     */
    private void ping() {
        if (gone) {
            return;
        }
        if (answersPings && unansweredPings >= MOST_UNANSWERED_PINGS) {
            wire.close(GOING_AWAY, "no answer to pings");
            closed("it did not answer the last " + unansweredPings + " pings");
            return;
        }
        unansweredPings++;
        wire.ping();
        pingLater();
    }

    @Override
    public StationId station() {
        return station;
    }

    @Override
    public Dialect dialect() {
        return Dialect.JSON_16;
    }

    @Override
    public Kind kind() {
        return Kind.CONNECTED;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String peer() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /**
     * The call goes out under an id of our own, so that a late answer to an older call can never be
     * taken for this one's: the ids of a CSMS may start again from 1.
     */
    @Override
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        if (passes) {
            return CompletableFuture.completedFuture(
                    Answer.failure(
                            Cause.STATION_UNREACHABLE,
                            station,
                            "it is transparent, so only the CSMS calls it"));
        }
        String id = UUID.randomUUID().toString();
        call.trail().sentAs(id);
        LOG.debug("station={} id={} goes out as id={}", station, call.messageId(), id);
        return conversation.call(call.withMessageId(id), deadline);
    }

    @Override
    public Optional<Admission> admission() {
        return Optional.of(admission);
    }

    @Override
    public boolean passes() {
        return passes;
    }

    @Override
    public void pass(String text) {
        LOG.trace("station={} sends {}", station, text);
        wire.send(text);
    }

    @Override
    public void end(int code, String reason) {
        wire.finish(code, reason);
        timers.after(LAST_WORDS, () -> wire.close(code, reason)); // it may not read any more
        closed(byGateway(code + " " + reason));
    }

    @Override
    public void sendAway(String reason) {
        close(TRY_AGAIN_LATER, reason);
    }

    @Override
    public void close(String reason) {
        close(NORMAL, reason);
    }

    /** After what is answered already: an answer takes a turn of its own to the wire. */
    private void close(int code, String reason) {
        turn.execute(
                () -> {
                    wire.close(code, reason);
                    closed(byGateway(code + " " + reason));
                });
    }

    /** How the log tells that this side closed. */
    static String byGateway(String how) {
        return "the gateway closed it with " + how;
    }
}
