package dev.substation.flow.relay;

import dev.substation.dialect.Frame;
import dev.substation.flow.desk.AnswerTable;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.FailedCalls;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.desk.Store;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transparent station's WebSocket and its link to the CSMS, tied to each other: both open and
 * close together, and what comes in at one end goes out at the other in the same order, letter by
 * letter unless a rule changes it (docs/adr/0031-transparent.md). Nothing is answered, stored for
 * later or repeated here, and no deadline is kept: who waits for an answer at either end does so as
 * if the gateway were not there. Lives on the desk.
 */
public final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** After this long nobody waits for an answer any more, though it is passed if it comes. */
    private static final Duration NOBODY_WAITS = Duration.ofSeconds(60);

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final Parts parts;
    private final Desk desk;
    private final Store store;
    private final StationVendors vendors;
    private final Counters tally;
    private final FailedCalls failed;
    private final LinkKeys linkKeys;
    private final Rules rules;
    private final Station station;
    private final StationLink link;
    private final UpstreamSettings upstream;

    /** Called once; with why, if the relay never reached the CSMS. */
    private final BiConsumer<Relay, Optional<String>> over;

    private final Map<Direction, OpenCalls> asked =
            new EnumMap<>(Map.of(Direction.UP, new OpenCalls(), Direction.DOWN, new OpenCalls()));

    private final OwnCalls own;
    private final EarlyMessages early = new EarlyMessages();

    private State state = State.CONNECTING;
    private boolean reached;
    private CsmsLink csms;
    private Runnable cancelWait = () -> {};

    Relay(
            Parts parts,
            SharedState books,
            LinkKeys linkKeys,
            Station station,
            StationLink link,
            UpstreamSettings upstream,
            BiConsumer<Relay, Optional<String>> over) {
        this.linkKeys = linkKeys;
        this.parts = parts;
        desk = parts.desk();
        rules = parts.rules();
        store = books.store();
        vendors = books.vendors();
        tally = books.tally();
        failed = books.failed();
        this.station = station;
        this.link = link;
        this.upstream = upstream;
        this.over = over;
        own = new OwnCalls(desk, store, upstream.csms(), text -> send(Direction.UP, text));
    }

    StationId station() {
        return station.id();
    }

    StationLink link() {
        return link;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    String csmsName() {
        return upstream.csms().name();
    }

    /** Whether a call could go up without overtaking, or crowding, one of the station. */
    boolean isIdle() {
        Moment old = desk.moment().minus(NOBODY_WAITS);
        return isOpen() && own.isEmpty() && !asked.get(Direction.UP).anySince(old);
    }

    /** Opens the link to the CSMS, unless the station has gone meanwhile. */
    void connect() {
        if (state != State.CONNECTING || csms != null) {
            return;
        }
        csms = parts.csmsLinks().open(upstream.identity(), upstream.csms(), new Ear());
        Duration wait = upstream.csms().answerWait();
        cancelWait =
                desk.after(
                        wait,
                        () -> {
                            if (state == State.CONNECTING) {
                                end(
                                        CloseCodes.TRY_AGAIN_LATER,
                                        "no link to the CSMS within " + wait.toSeconds() + " s");
                            }
                        });
    }

    /** The station says something. */
    void fromStation(PassedText message) {
        if (state == State.CONNECTING) {
            if (!early.add(message)) {
                end(CloseCodes.POLICY, "too many messages before the CSMS is connected");
            }
        } else if (state == State.OPEN) {
            take(Direction.UP, message);
        }
    }

    /** The station's WebSocket has gone; the future completes when the CSMS's has too. */
    CompletableFuture<Void> gone(String why) {
        if (state == State.CLOSED) {
            return CompletableFuture.completedFuture(null);
        }
        close(why);
        LOG.info("station={} csms={} link closed: {}", station(), upstream.csms().name(), why);
        return csms == null ? CompletableFuture.completedFuture(null) : csms.close(why);
    }

    /** Ends the station's WebSocket, because the CSMS's has gone or never came. */
    private void end(int code, String why) {
        if (state == State.CLOSED) {
            return;
        }
        close(why);
        LOG.info("station={} closed with {}: {}", station(), code, why);
        if (csms != null) {
            csms.close(why);
        }
        link.end(code, why);
    }

    private void close(String why) {
        state = State.CLOSED;
        cancelWait.run();
        early.takeAll().forEach(this::neverPassed);
        asked.values().stream().flatMap(OpenCalls::takeAll).forEach(this::unanswered);
        own.close();
        over.accept(this, reached ? Optional.empty() : Optional.of(why));
    }

    /** A text on its way in a direction: a call, an answer, or what neither is. */
    private void take(Direction direction, PassedText message) {
        Frame frame = message.frame();
        if (frame instanceof Frame.CallFrame call) {
            called(direction, message.text(), call);
            return;
        }
        RelayedAnswers.read(direction, station(), frame)
                .ifPresentOrElse(
                        said -> answered(direction, message.text(), said),
                        () -> send(direction, message.text())); // not for the gateway to judge
    }

    private void called(Direction direction, String text, Frame.CallFrame frame) {
        Call call = parts.tracing().begun(call(direction, frame));
        vendors.heard(station, call);
        Rules.Routed routed = rules.apply(call, station.vendor());
        routed.first().forEach(this::made);
        routed.fold(
                delivered -> {
                    deliver(call, text, frame, delivered);
                    return null;
                },
                answered -> {
                    answerByRule(call, text, frame, answered);
                    return null;
                });
    }

    private Call call(Direction direction, Frame.CallFrame frame) {
        return new Call(
                frame.id().text(),
                station(),
                direction,
                upstream.csms().dialect(),
                frame.action(),
                frame.payload(),
                List.of());
    }

    private void deliver(
            Call call, String text, Frame.CallFrame frame, Rules.Routed.Delivered delivered) {
        Call out = delivered.call();
        vendors.passes(station, out);
        boolean same = out.payload().equals(call.payload());
        String sent = same ? text : Frame.call(frame.id(), call.action(), out.payload());
        List<Change> changes = new ArrayList<>(logged(call, out));
        changes.addAll(remembered(delivered.remembered()));
        store.commit(changes);
        asked.get(call.direction())
                .add(new OpenCalls.Asked(call, out, delivered.undo(), desk.moment()))
                .forEach(lost -> unanswered(lost.asked(), lost.why()));
        if (call.direction() == Direction.UP && own.isBusy()) {
            own.behind(() -> send(Direction.UP, sent));
        } else {
            send(call.direction(), sent);
        }
    }

    private List<Change> logged(Call call, Call out) {
        return call.direction() == Direction.UP
                ? store.logged(call, out.notes(), List.of(out.payload()))
                : store.logged(call, out.notes());
    }

    /** A rule answers in the peer's place. One that failed must not hold up what is worth money. */
    private void answerByRule(
            Call call, String text, Frame.CallFrame frame, Rules.Routed.Answered answered) {
        boolean failed =
                answered.answer() instanceof Answer.Failure failure && failure.cause().ofRules();
        if (failed) {
            tally.ruleFailed();
        }
        if (failed && call.direction() == Direction.UP && AnswerTable.isWorthMoney(call.action())) {
            LOG.error(
                    "station={} action={} id={} passed on without rules: {}",
                    station(),
                    call.action(),
                    call.messageId(),
                    ((Answer.Failure) answered.answer()).line());
            deliver(call, text, frame, new Rules.Routed.Delivered(call, List.of(), List.of()));
            return;
        }
        Moment since = desk.moment();
        List<Change> changes = new ArrayList<>(logged(call, call.noting(answered.notes())));
        changes.addAll(remembered(answered.remembered()));
        store.commit(changes)
                .handleAsync(
                        (stored, fault) -> {
                            Answer result =
                                    fault == null ? answered.answer() : Failures.of(call, fault);
                            store.commit(ended(call, result, result, since));
                            send(call.direction().opposite(), Frame.answer(frame.id(), result));
                            return null;
                        },
                        desk);
    }

    /** An answer on its way back to who asked. One to no call is passed too. */
    private void answered(Direction direction, String text, RelayedAnswers.Read said) {
        Frame.Id id = said.id();
        Answer answer = said.answer();
        if (direction == Direction.DOWN && own.takes(id.text(), answer)) {
            return;
        }
        Optional<OpenCalls.Asked> open = asked.get(direction.opposite()).take(id.text());
        if (open.isEmpty()) {
            send(direction, text);
            return;
        }
        OpenCalls.Asked question = open.get();
        if (direction == Direction.UP) {
            linkKeys.answered(station, upstream, question.call(), question.sent(), answer);
        }
        Answer answered =
                question.undo().isEmpty() ? answer : rules.unwind(question.undo(), answer);
        boolean same = answered == answer || RelayedAnswers.isSame(answered, answer);
        List<Change> changes =
                new ArrayList<>(ended(question.call(), answer, answered, question.since()));
        if (direction == Direction.DOWN && answer instanceof Answer.Failure) {
            changes.addAll(
                    remembered(rules.untold(question.call().station(), question.call().action())));
        }
        store.commit(changes);
        send(direction, same ? text : Frame.answer(id, answered));
    }

    private void neverPassed(PassedText message) {
        if (message.frame() instanceof Frame.CallFrame frame) {
            Call call = call(Direction.UP, frame);
            unanswered(new OpenCalls.Asked(call, call, List.of(), desk.moment()));
        }
    }

    private void unanswered(OpenCalls.Asked question) {
        unanswered(question, RelayedAnswers.none(question.call()));
    }

    private void unanswered(OpenCalls.Asked question, Answer none) {
        store.commit(ended(question.call(), none, none, question.since()));
    }

    /** A call has its answer, or will get none. */
    private List<Change> ended(Call call, Answer answer, Answer told, Moment since) {
        tally.answered(call.direction(), call.action(), answer);
        failed.seen(call, answer);
        parts.tracing().ended(call, answer);
        return store.ended(call, told, since);
    }

    /** Sends what a rule made. Completes with whether the CSMS has it; else the rule has it. */
    CompletableFuture<Boolean> made(Rules.Made made) {
        return made.routed()
                .fold(
                        delivered -> sentOwn(delivered.call()),
                        answered -> CompletableFuture.completedFuture(answered.answer()))
                .handleAsync(
                        (answer, fault) -> {
                            boolean has =
                                    answer instanceof Answer.Result
                                            || answer instanceof Answer.Failure failure
                                                    && !failure.cause().undelivered();
                            if (has) {
                                store.commit(remembered(made.routed().remembered()));
                            } else {
                                rules.giveBack(made);
                                store.commit(new Change.Remembered(made.held()));
                            }
                            return has;
                        },
                        desk);
    }

    private CompletableFuture<Answer> sentOwn(Call made) {
        return state == State.OPEN
                ? own.send(made)
                : CompletableFuture.completedFuture(
                        Answer.failure(Cause.CSMS_AWAY, upstream.csms().name()));
    }

    private static List<Change> remembered(List<Memory> memories) {
        return memories.stream().<Change>map(Change.Remembered::new).toList();
    }

    private void send(Direction direction, String text) {
        if (state != State.OPEN) {
            return;
        }
        if (direction == Direction.UP) {
            csms.pass(text);
        } else {
            link.pass(text);
        }
    }

    /** What a link says after the relay is closed counts no more. */
    private final class Ear implements CsmsLink.Listener {

        @Override
        public boolean passes() {
            return true;
        }

        @Override
        public void connected() {
            desk.execute(
                    () -> {
                        if (state != State.CONNECTING) {
                            return;
                        }
                        state = State.OPEN;
                        reached = true;
                        cancelWait.run();
                        LOG.info(
                                "station={} csms={} connected, transparent",
                                station(),
                                upstream.csms().name());
                        early.takeAll().forEach(message -> take(Direction.UP, message));
                    });
        }

        @Override
        public CompletableFuture<Void> passed(PassedText message) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            desk.execute(
                    station(),
                    () -> {
                        try {
                            if (state == State.OPEN) {
                                take(Direction.DOWN, message);
                            }
                        } finally {
                            done.complete(null);
                        }
                    });
            return done;
        }

        @Override
        public void closing(int code, String reason) {
            desk.execute(() -> end(CloseCodes.sendable(code), reason));
        }

        @Override
        public void disconnected(String reason) {
            desk.execute(() -> end(CloseCodes.TRY_AGAIN_LATER, reason));
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return CompletableFuture.completedFuture(Answer.failure(Cause.INTERNAL, call.action()));
        }
    }
}
