package dev.substation.flow.up;

import dev.substation.dialect.Json;
import dev.substation.dialect.ObviousValues;
import dev.substation.dialect.Sha256;
import dev.substation.flow.desk.RecentStations;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that stations repeat because they missed the answer. The gateway recognizes them by
 * their content, because the message id may be new each time; the CSMS, which sees ids of the
 * gateway, could not. It knows the latest {@value #KEPT} stops, meter values and security events of
 * each station, also after restarts, and the latest {@value #MOST} of each of the three of all
 * stations. A repeated start is recognized by its open transaction ({@link Charging}).
 */
public final class Repeats {

    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

    public static final int KEPT = 32;

    /** Some 120 bytes each. */
    public static final long MOST = 100_000;

    private static final List<Action> KNOWN =
            List.of(Action.StopTransaction, Action.MeterValues, Action.SecurityEventNotification);

    /** What nearly all of them are answered. */
    private static final Answer NOTHING = Answer.result(Payload.EMPTY);

    private static final CompletableFuture<Answer> EMPTY =
            CompletableFuture.completedFuture(NOTHING);

    private static final int KEY_BYTES = 12;
    private static final String BETWEEN = " ";

    /** What a message was or will be answered. */
    private static final class Said {
        private CompletableFuture<Answer> answer;

        /** Whether its key went to the ledger, with itself or another. */
        private boolean written;

        Said(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        void answered() {
            if (answer.getNow(null) instanceof Answer.Result result && result.equals(NOTHING)) {
                answer = EMPTY;
            }
        }
    }

    private final Store store;
    private final Desk desk;
    private final Map<Action, RecentStations<String, Said>> known = new LinkedHashMap<>();

    public Repeats(List<Memory> memories, Store store, Desk desk) {
        this.store = store;
        this.desk = desk;
        for (Action action : KNOWN) {
            known.put(
                    action,
                    new RecentStations<>(
                            "repeats-" + action.name(),
                            MOST,
                            said -> 1,
                            (station, key, said) -> !said.answer.isDone(),
                            (station, key) -> {}));
        }
        memories.stream()
                .filter(memory -> memory.owner().equals(Memory.REPEATS))
                .forEach(
                        memory ->
                                Arrays.stream(memory.value().split(BETWEEN))
                                        .forEach(key -> remember(memory, key)));
    }

    private void remember(Memory memory, String key) {
        RecentStations<String, Said> latest = known.get(new Action(memory.key()));
        if (latest != null) {
            latest.put(memory.station(), key, new Said(EMPTY));
        }
    }

    /** A station that no setting names has gone for good. */
    void forget(StationId station) {
        known.values().forEach(latest -> latest.forget(station));
    }

    /** How much is known, for the metrics. */
    public List<MemoryFigure> kept() {
        return known.values().stream().map(RecentStations::kept).toList();
    }

    /**
     * The answer to a call as it was received: what the handling says, or what it said when the
     * same was sent before. A call that was refused counts as new when it comes again.
     */
    public CompletableFuture<Answer> once(
            Call received, Supplier<CompletableFuture<Answer>> handling) {
        RecentStations<String, Said> latest = known.get(received.action());
        boolean untimed = // the same values again need not be the same message
                received.action().equals(Action.MeterValues) && ObviousValues.isUntimed(received);
        if (latest == null || untimed) {
            return handling.get();
        }
        StationId station = received.station();
        String key = contentKey(received);
        Optional<Said> before = latest.get(station, key);
        if (before.isPresent()) {
            LOG.info(
                    "station={} action={} id={} repeated by the station",
                    received.station(),
                    received.action(),
                    received.messageId());
            String reason = "repeated by the station; not sent to the CSMS again";
            Note note = Note.whole(Loss.DEDUCED, reason);
            store.commit(store.logged(received, received.noting(note).notes()));
            return before.get().answer.copy();
        }
        CompletableFuture<Answer> given = new CompletableFuture<>();
        Said said = new Said(given);
        latest.put(station, key, said);
        latest.keepOf(station, KEPT);
        handled(handling)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            if (!(answer instanceof Answer.Result)
                                    && remove(latest, station, key, said)
                                    && said.written) {
                                store.commit(changes(received));
                            }
                            if (fault == null) {
                                given.complete(answer);
                                said.answered();
                            } else {
                                given.completeExceptionally(fault);
                            }
                        },
                        desk);
        return given.copy();
    }

    private static boolean remove(
            RecentStations<String, Said> latest, StationId station, String key, Said said) {
        return latest.get(station, key).filter(said::equals).isPresent()
                && latest.remove(station, key).isPresent();
    }

    /** A call is new for certain, though the same was sent before. */
    void forget(Call received) {
        Optional.ofNullable(known.get(received.action()))
                .ifPresent(latest -> latest.remove(received.station(), contentKey(received)));
    }

    private static CompletableFuture<Answer> handled(Supplier<CompletableFuture<Answer>> handling) {
        try {
            return handling.get();
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** What is to be stored with a call that is under way here, in the same commit. */
    List<Change> changes(Call received) {
        RecentStations<String, Said> latest = known.get(received.action());
        if (latest == null) {
            return List.of();
        }
        StationId station = received.station();
        Map<String, Said> own = latest.of(station);
        own.values().forEach(said -> said.written = true);
        String keys = String.join(BETWEEN, own.keySet());
        return List.of(
                new Change.Remembered(
                        new Memory(Memory.REPEATS, station, received.action().name(), keys)));
    }

    private static String contentKey(Call received) {
        byte[] digest = Sha256.of(Json.write(received.payload()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(digest, KEY_BYTES));
    }
}
