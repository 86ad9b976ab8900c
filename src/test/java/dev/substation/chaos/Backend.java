package dev.substation.chaos;

import com.google.gson.JsonObject;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A csms in a bad mood that means well: it hangs, is late, refuses a message, drops the connection
 * before or after it has taken a message in; but does no message wrong as often as the gateway
 * would bear. It tells messages apart by their ids, as OCPP wants it: one that comes again is
 * answered as the first time.
 */
final class Backend implements AutoCloseable {

    /** A message of a transaction as it came in. */
    record Arrival(String id, String action, long number, long transaction, String body) {}

    private static final Set<String> OF_TRANSACTIONS =
            Set.of("StartTransaction", "MeterValues", "StopTransaction");

    private static final int REFUSALS = 2;
    private static final int MOODS = 3;

    private final RecordingCsms csms = RecordingCsms.start();
    private final Random random;
    private final Map<String, List<Arrival>> arrivals = new HashMap<>();
    private final Map<String, Long> transactions = new HashMap<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    private final Map<String, Integer> moods = new HashMap<>();
    private boolean wild = true;
    private long lastTransaction;
    private long changes;

    Backend(long seed) {
        random = new Random(seed);
        csms.inTheMood(this::react);
    }

    String url() {
        return csms.url();
    }

    void away(boolean away) {
        csms.away(away);
    }

    /** From now on it answers everything at once. */
    synchronized void heal() {
        wild = false;
        csms.away(false);
    }

    private synchronized Reaction react(
            String station, String id, String action, JsonObject payload) {
        double dice = wild ? random.nextDouble() : 1;
        boolean moody = dice < 0.09 && moods.merge(id, 1, Integer::sum) <= MOODS;
        if (moody && dice < 0.03) {
            return new Reaction.Unseen();
        }
        changes++;
        if (OF_TRANSACTIONS.contains(action)) {
            arrivals.computeIfAbsent(station, name -> new ArrayList<>())
                    .add(arrival(id, action, payload));
        }
        if (moody && dice < 0.06) {
            return new Reaction.Drop();
        }
        if (moody) {
            return new Reaction.Silence();
        }
        if (dice >= 0.09
                && dice < 0.16
                && OF_TRANSACTIONS.contains(action)
                && refusals.merge(id, 1, Integer::sum) <= REFUSALS) {
            return new Reaction.Refusal("InternalError", "a bad day");
        }
        Reaction answer =
                action.equals("StartTransaction")
                        ? new Reaction.Result(
                                "{\"transactionId\":%d,\"idTagInfo\":{\"status\":\"Accepted\"}}"
                                        .formatted(transactions.computeIfAbsent(id, this::fresh)))
                        : csms.usual(action);
        int late = dice < 0.22 ? random.nextInt(1_500) : wild ? random.nextInt(10) : 0;
        return new Reaction.Late(Duration.ofMillis(late), answer);
    }

    /** Mostly small numbers; now and then one that no station can take, or one of the gateway's. */
    private long fresh(String id) {
        long next = ++lastTransaction;
        return switch (random.nextInt(20)) {
            case 0 -> 3_000_000_000L + next;
            case 1 -> 1_000_000_000L + next;
            default -> next;
        };
    }

    private static Arrival arrival(String id, String action, JsonObject payload) {
        long number =
                switch (action) {
                    case "StartTransaction" -> payload.get("meterStart").getAsLong();
                    case "StopTransaction" -> payload.get("meterStop").getAsLong();
                    default ->
                            payload.getAsJsonArray("meterValue")
                                    .get(0)
                                    .getAsJsonObject()
                                    .getAsJsonArray("sampledValue")
                                    .get(0)
                                    .getAsJsonObject()
                                    .get("value")
                                    .getAsLong();
                };
        long transaction =
                payload.has("transactionId") ? payload.get("transactionId").getAsLong() : 0;
        return new Arrival(id, action, number, transaction, payload.toString());
    }

    /** What a station's messages of transactions looked like, as they came, repeated ones too. */
    synchronized List<Arrival> arrivals(String station) {
        return List.copyOf(arrivals.getOrDefault(station, List.of()));
    }

    /** The id that it gave to the StartTransaction with this message id; null when it gave none. */
    synchronized Long transaction(String startId) {
        return transactions.get(startId);
    }

    /** Grows with everything that comes in. */
    synchronized long changes() {
        return changes;
    }

    @Override
    public void close() {
        csms.close();
    }
}
