package dev.substation.fuzz;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A CSMS at the other end of frames, as {@code csms} would bring them: the gateway's own
 * conversation is in front of it. What it answers, and whether it does, a test says.
 */
final class HostileCsms implements CsmsLinks {

    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 16;

    /** What the CSMS does with a call. */
    interface Mood {

        /** The frames that it answers with; {@link #CUT} closes the connection. */
        Iterable<String> answers(Judge.Said call, String frame);

        String CUT = "CUT";
    }

    private final Map<StationId, Link> links = new HashMap<>();
    private final SteppedTimers time;
    private final Checks checks;
    private final BiFunction<StationId, String, Judge.Said> read;
    private final Consumer<Runnable> watched;
    private Mood mood;

    /**
     * @param read judges a frame of the gateway
     * @param watched does what may find a defect
     */
    HostileCsms(
            SteppedTimers time,
            Checks checks,
            BiFunction<StationId, String, Judge.Said> read,
            Consumer<Runnable> watched,
            Mood mood) {
        this.time = time;
        this.checks = checks;
        this.read = read;
        this.watched = watched;
        this.mood = mood;
    }

    void turn(Mood other) {
        mood = other;
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        Link link = new Link(identity, listener);
        links.put(identity, link);
        return link;
    }

    /** The CSMS says something to a station; false when there is no link. */
    boolean say(StationId station, String frame) {
        Link link = links.get(station);
        if (link == null || !link.connected) {
            return false;
        }
        link.promises.sent(frame);
        link.talk.received(frame);
        return true;
    }

    void cut(StationId station) {
        Link link = links.get(station);
        if (link != null) {
            link.cut();
        }
    }

    boolean allAnswered() {
        return links.values().stream().allMatch(link -> link.promises.allKept());
    }

    void settle() {
        links.values().forEach(link -> link.promises.settle());
    }

    void forget() {
        links.values().forEach(link -> link.promises.forget());
    }

    private final class Link implements CsmsLink {

        private final StationId identity;
        private final Listener listener;
        private final Promises promises = new Promises();
        private Conversation talk;
        private boolean connected;
        private boolean closed;

        Link(StationId identity, Listener listener) {
            this.identity = identity;
            this.listener = listener;
            time.execute(this::connect);
        }

        private void connect() {
            if (closed || connected) {
                return;
            }
            talk =
                    new Conversation(
                            Conversation.Peer.CSMS,
                            Dialect.JSON_16,
                            identity,
                            time,
                            time,
                            checks,
                            MOST_WAITING,
                            TrafficBudget.ofHeap(1 << 30).account(),
                            text -> time.execute(() -> watched.accept(() -> heard(text))),
                            listener::call);
            connected = true;
            listener.connected();
        }

        private void heard(String text) {
            Judge.Said said = read.apply(identity, text);
            if (!connected) {
                return;
            }
            if (said.type() != 2) {
                promises.answered(said.id());
                return;
            }
            for (String answer : mood.answers(said, text)) {
                if (answer.equals(Mood.CUT)) {
                    cut();
                    return;
                }
                promises.sent(answer);
                talk.received(answer);
            }
        }

        private void cut() {
            if (!connected) {
                return;
            }
            connected = false;
            promises.forget();
            talk.closed();
            listener.disconnected("cut");
            time.after(RECONNECT, this::connect);
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return connected
                    ? talk.call(call, deadline)
                    : CompletableFuture.completedFuture(Answer.failure(Cause.CSMS_AWAY, "main"));
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            closed = true;
            if (connected) {
                connected = false;
                promises.forget();
                talk.closed();
                listener.disconnected(reason);
            }
            return CompletableFuture.completedFuture(null);
        }
    }
}
