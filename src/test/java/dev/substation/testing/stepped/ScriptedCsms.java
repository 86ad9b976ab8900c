package dev.substation.testing.stepped;

import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** A CSMS whose links a test opens, cuts and answers by hand; what it was sent is kept in order. */
public final class ScriptedCsms implements CsmsLinks {

    public final List<Call> received = new ArrayList<>();
    public final Map<StationId, Link> links = new HashMap<>();

    /** By which settings links were opened, the latest last. */
    public final List<CsmsSettings> opened = new ArrayList<>();

    /** Whether a link that is closed leaves its call to {@link Link#answerNow}. */
    public boolean closesSlowly;

    private final Map<String, List<Call>> byCsms = new HashMap<>();
    private final Timers timers;
    private Function<Call, Answer> answers = ScriptedCsms::accept;
    private boolean silent;
    private Duration latency = Duration.ZERO;
    private Predicate<Call> ignored = call -> false;
    private Predicate<Call> fatal = call -> false;
    private long lastTransaction = 100;

    public ScriptedCsms(Timers timers) {
        this.timers = timers;
    }

    public void answering(Function<Call, Answer> how) {
        answers = how;
        silent = false;
    }

    /** Takes calls and says nothing. */
    public void fallSilent() {
        silent = true;
    }

    /** Answers each call this much later. */
    public void taking(Duration time) {
        latency = time;
    }

    /** Says nothing to some calls. */
    public void ignoring(Predicate<Call> which) {
        ignored = which;
    }

    /** Closes the link on some calls. */
    public void closingOn(Predicate<Call> which) {
        fatal = which;
    }

    public List<Call> received(Action action) {
        return received.stream().filter(call -> call.action().equals(action)).toList();
    }

    /** What the CSMS of one name was sent for one station, of several. */
    public List<Call> received(String csms, String station, Action action) {
        return byCsms.getOrDefault(csms, List.of()).stream()
                .filter(call -> call.station().value().equals(station))
                .filter(call -> call.action().equals(action))
                .toList();
    }

    /** The answer to a BootNotification. */
    public static Answer booted(String status, long interval) {
        return Answer.result(
                Payload.of(
                        "status", status,
                        "currentTime", "2026-01-01T08:00:00Z",
                        "interval", interval));
    }

    public static Answer accept(Call call) {
        Payload accepted = Payload.of("status", "Accepted");
        return switch (call.action().name()) {
            case "BootNotification" -> booted("Accepted", 900);
            case "Authorize", "StopTransaction" -> Answer.result(Payload.of("idTagInfo", accepted));
            default -> Answer.result(Payload.EMPTY);
        };
    }

    public Answer start(Call call) {
        return call.action().equals(Action.StartTransaction)
                ? started(++lastTransaction, "Accepted")
                : accept(call);
    }

    /** Gives every transaction the same id. */
    public void startingAll(long id, String status) {
        answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? started(id, status)
                                : accept(call));
    }

    /** Gives ids above this one, as a CSMS does that was there before. */
    public void hasGiven(long id) {
        lastTransaction = id;
    }

    private static Answer started(long id, String status) {
        return Answer.result(
                Payload.of("transactionId", id, "idTagInfo", Payload.of("status", status)));
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        opened.add(csms);
        Link link = new Link(csms.name(), listener);
        links.put(identity, link);
        return link;
    }

    public Link link(String station) {
        return links.get(new StationId(station));
    }

    /** Lets every link in that the gateway tries to open. */
    public void connectAll() {
        List.copyOf(links.values()).stream()
                .filter(link -> !link.connected && !link.closed)
                .forEach(Link::connect);
    }

    /** Whether the gateway holds a link of a station, or tries to open one. */
    public boolean isOnline(String station) {
        Link link = link(station);
        return link != null && !link.closed;
    }

    public final class Link implements CsmsLink {

        private final String csms;
        private final Listener listener;
        private CompletableFuture<Answer> unanswered;
        private boolean connected;
        public boolean closed;

        public Link(String csms, Listener listener) {
            this.csms = csms;
            this.listener = listener;
        }

        public void connect() {
            connected = true;
            listener.connected();
        }

        public void refuse(CsmsRefusal why) {
            connected = false;
            listener.refused(why);
        }

        public void cut() {
            connected = false;
            if (unanswered != null) {
                unanswered.complete(Answer.failure(Cause.CSMS_LINK_CLOSED, "the call"));
            }
            listener.disconnected("cut by the test");
        }

        public CompletableFuture<Answer> callStation(Action action, Payload payload) {
            return listener.call(
                    new Call(
                            "down-1",
                            new StationId("any"),
                            Direction.DOWN,
                            Dialect.JSON_16,
                            action,
                            payload,
                            List.of()));
        }

        /** Says that a call came over the link that it has answered with an error. */
        public void reject(Call call, Answer.Failure why) {
            listener.rejected(call, why);
        }

        public void answerNow(Answer answer) {
            unanswered.complete(answer);
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            if (!connected) {
                return CompletableFuture.completedFuture(Answer.failure(Cause.CSMS_AWAY, "main"));
            }
            received.add(call);
            byCsms.computeIfAbsent(csms, name -> new ArrayList<>()).add(call);
            unanswered = new CompletableFuture<>();
            CompletableFuture<Answer> mine = unanswered;
            if (fatal.test(call)) {
                cut();
            } else if (silent || ignored.test(call)) {
                timers.after(
                        deadline,
                        () ->
                                mine.complete(
                                        Answer.failure(Cause.CSMS_TIMED_OUT, call.action(), 1)));
            } else if (latency.isZero()) {
                mine.complete(answers.apply(call));
            } else {
                timers.after(latency, () -> mine.complete(answers.apply(call)));
            }
            return mine;
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            closed = true;
            if (unanswered != null && !closesSlowly) {
                unanswered.complete(Answer.failure(Cause.CSMS_LINK_CLOSED, "the call"));
            }
            return CompletableFuture.completedFuture(null);
        }
    }
}
