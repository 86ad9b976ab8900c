package dev.substation.flow;

import dev.substation.dialect.Json;
import dev.substation.flow.Ledger.Change;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stations send once more because they missed the answer: told by the content as it came, for
 * a message id may be new each time. The csms, which knows messages by ids that the gateway gave,
 * could not tell. Of each station the latest {@value #KEPT} stops, meter values and security events
 * are known, over restarts too; a start is known by its open transaction instead ({@link
 * Charging}).
 */
final class Repeats {

    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

    static final int KEPT = 32;

    private static final Set<Action> KNOWN =
            Set.of(Action.StopTransaction, Action.MeterValues, Action.SecurityEventNotification);
    private static final int KEY_BYTES = 12;
    private static final String BETWEEN = " ";

    private record Kind(StationId station, String action) {}

    /** What a message was or will be answered. */
    private static final class Said {
        private final CompletableFuture<Answer> answer;

        /** Whether its key went to the ledger, with itself or another. */
        private boolean written;

        Said(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }
    }

    private final Store store;
    private final Desk desk;
    private final Map<Kind, LinkedHashMap<String, Said>> known = new HashMap<>();

    Repeats(List<Memory> memories, Store store, Desk desk) {
        this.store = store;
        this.desk = desk;
        memories.stream()
                .filter(memory -> memory.owner().equals(Memory.REPEATS))
                .forEach(
                        memory ->
                                Arrays.stream(memory.value().split(BETWEEN))
                                        .forEach(key -> remember(memory, key)));
    }

    private void remember(Memory memory, String key) {
        Answer conf = Answer.result(Payload.EMPTY);
        of(new Kind(memory.station(), memory.key()))
                .put(key, new Said(CompletableFuture.completedFuture(conf)));
    }

    /** A station that no setting names has gone for good. */
    void forget(StationId station) {
        KNOWN.forEach(action -> known.remove(new Kind(station, action.name())));
    }

    private LinkedHashMap<String, Said> of(Kind kind) {
        return known.computeIfAbsent(kind, k -> new LinkedHashMap<>());
    }

    private static Kind kind(Call received) {
        return new Kind(received.station(), received.action().name());
    }

    /**
     * The answer to a call as it was received: what the handling says, or what it said when the
     * same was sent before. A call that was refused counts as new when it comes again.
     */
    CompletableFuture<Answer> once(Call received, Supplier<CompletableFuture<Answer>> handling) {
        if (!KNOWN.contains(received.action())) {
            return handling.get();
        }
        LinkedHashMap<String, Said> latest = of(kind(received));
        String key = contentKey(received);
        Said before = latest.get(key);
        if (before != null) {
            LOG.info(
                    "station={} action={} id={} sent again",
                    received.station(),
                    received.action(),
                    received.messageId());
            String reason = "sent again by the station; not sent on once more";
            Note note = new Note(Loss.DEDUCED, "", "", "", reason);
            store.commit(store.logged(received, received.noting(List.of(note)).notes()));
            return before.answer.copy();
        }
        Said said = new Said(new CompletableFuture<>());
        latest.put(key, said);
        if (latest.size() > KEPT) {
            latest.remove(latest.keySet().iterator().next());
        }
        handled(handling)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            if (!(answer instanceof Answer.Result)
                                    && latest.remove(key, said)
                                    && said.written) {
                                store.commit(changes(received));
                            }
                            if (fault == null) {
                                said.answer.complete(answer);
                            } else {
                                said.answer.completeExceptionally(fault);
                            }
                        },
                        desk);
        return said.answer.copy();
    }

    /** A call is new for certain, though the same was sent before. */
    void forget(Call received) {
        of(kind(received)).remove(contentKey(received));
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
        if (!KNOWN.contains(received.action())) {
            return List.of();
        }
        Kind kind = kind(received);
        LinkedHashMap<String, Said> latest = of(kind);
        latest.values().forEach(said -> said.written = true);
        String keys = String.join(BETWEEN, latest.keySet());
        return List.of(
                new Change.Remembered(
                        new Memory(Memory.REPEATS, kind.station(), kind.action(), keys)));
    }

    private static String contentKey(Call received) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    Json.write(received.payload())
                                            .getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest, KEY_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
