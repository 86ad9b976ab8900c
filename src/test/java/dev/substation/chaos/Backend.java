package dev.substation.chaos;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A CSMS in a bad mood: it takes its time, hangs, refuses a message, answers nonsense, drops the
 * connection before or after it has taken a message in, does not let stations in, does not accept
 * them, names transactions as it likes, and refuses cards when they charge already. It does no
 * message wrong as often as the gateway would bear, unless it means it. It tells messages apart by
 * their ids, as OCPP wants it: one that comes again is answered as the first time.
 */
final class Backend implements AutoCloseable {

    /**
     * A message as it came in.
     *
     * @param number what tells it apart: the reading, or the last of them; of a status its time
     * @param transaction its id as text; empty without one
     * @param interval the energy of all intervals in it
     */
    record Arrival(
            String upstream,
            String id,
            String action,
            long number,
            int connector,
            String transaction,
            long interval,
            String body) {}

    /**
     * What it calls a transaction, and what it says to the card.
     *
     * @param json the id as it writes it
     * @param text the id as later messages must have it
     */
    private record Naming(String json, String text, String status) {}

    private static final Set<String> OF_TRANSACTIONS =
            Set.of("StartTransaction", "MeterValues", "StopTransaction");

    /** What a CSMS says of a message that is no better when it comes again. */
    private static final List<String> FOR_GOOD =
            List.of(
                    "FormationViolation",
                    "PropertyConstraintViolation",
                    "TypeConstraintViolation",
                    "OccurrenceConstraintViolation",
                    "OccurenceConstraintViolation",
                    "ProtocolError",
                    "NotSupported",
                    "NotImplemented");

    /** What it says of others, which it may take the next time, or never. */
    private static final List<String> FOR_NOW =
            List.of("InternalError", "GenericError", "SecurityError");

    /** What a StartTransaction.conf must not be. */
    private static final List<String> NONSENSE =
            List.of(
                    "{}",
                    "{\"idTagInfo\":{\"status\":\"Accepted\"}}",
                    "{\"transactionId\":null,\"idTagInfo\":{\"status\":\"Accepted\"}}",
                    "{\"idTagInfo\":{}}");

    private static final int REFUSALS = 2;
    private static final int MOODS = 3;
    private static final int REFUSED_MOST = 4;
    private static final int BOOTS = 2;
    private static final String GATHERED = "Energy.Active.Import.Interval";

    private final RecordingCsms csms = RecordingCsms.start();
    private final Random random;
    private final Map<String, List<Arrival>> arrivals = new HashMap<>();
    private final Map<String, Naming> namings = new HashMap<>();
    private final Map<String, Optional<String>> forGood = new HashMap<>();
    private final Map<String, Integer> refusedForGood = new HashMap<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    private final Map<String, Integer> moods = new HashMap<>();
    private final Map<String, Integer> boots = new HashMap<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final Map<Cast.Place, String> statuses = new HashMap<>();

    /** When it said last what it thinks of a card: {@link System#nanoTime}. */
    private final Map<String, Long> said = new HashMap<>();

    private boolean wild = true;
    private boolean hanging;
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

    /** From now on it takes everything in and says nothing, or goes on as before. */
    synchronized void hang(boolean hangs) {
        hanging = hangs;
    }

    /** From now on it lets nobody in who is not in, with this HTTP status; 0 ends it. */
    void refuse(int status) {
        csms.refuseUpgrades(status);
    }

    /** From now on it answers everything, though not at once. */
    synchronized void heal() {
        wild = false;
        hanging = false;
        csms.refuseUpgrades(0);
        csms.away(false);
    }

    private synchronized Reaction react(
            String station, String id, String action, JsonObject payload) {
        double dice = wild ? random.nextDouble() : 1;
        boolean moody = dice < 0.06 && moods.merge(id, 1, Integer::sum) <= MOODS;
        if (moody && dice < 0.02) {
            return new Reaction.Unseen();
        }
        changes++;
        note(station, id, action, payload);
        if (hanging || moody && dice >= 0.04) {
            return new Reaction.Silence();
        }
        if (moody) {
            return new Reaction.Drop();
        }
        return new Reaction.Late(latency(action, payload), answer(station, id, action, payload));
    }

    private void note(String station, String id, String action, JsonObject payload) {
        if (isOfTransaction(action, payload) || action.equals("StatusNotification")) {
            arrivals.computeIfAbsent(station, name -> new ArrayList<>())
                    .add(arrival(station, id, action, payload));
        }
    }

    /** Meter values of no transaction are the sums that the gateway makes of joined stations. */
    private static boolean isOfTransaction(String action, JsonObject payload) {
        return OF_TRANSACTIONS.contains(action)
                && (payload.has("transactionId") || action.equals("StartTransaction"));
    }

    /** As it is in the field; a start with a card that is refused is often late. */
    private Duration latency(String action, JsonObject payload) {
        if (isBad(action, payload) && random.nextBoolean()) {
            return Home.ANSWER_WAIT.plusMillis(100 + random.nextInt(200));
        }
        if (!wild) {
            return Duration.ofMillis(200 + random.nextInt(50));
        }
        return Duration.ofMillis(
                random.nextInt(100) < 6 ? random.nextInt(1_500) : 50 + random.nextInt(250));
    }

    private static boolean isBad(String action, JsonObject payload) {
        return action.equals("StartTransaction")
                && payload.get("idTag").getAsString().startsWith(Customer.BAD);
    }

    private Reaction answer(String station, String id, String action, JsonObject payload) {
        boolean ofTransaction = isOfTransaction(action, payload);
        if (ofTransaction) {
            boolean bad = isBad(action, payload);
            Optional<String> never =
                    forGood.computeIfAbsent(
                            id, message -> bad ? Optional.empty() : refusalForGood(action));
            if (never.isPresent()) {
                refusedForGood.merge(id, 1, Integer::sum);
                return new Reaction.Refusal(never.get(), "never");
            }
        }
        int limit = action.equals("StatusNotification") ? 1 : REFUSALS;
        boolean refuses =
                wild
                        && (ofTransaction || action.equals("StatusNotification"))
                        && random.nextInt(100) < 7
                        && refusals.merge(id, 1, Integer::sum) <= limit;
        if (refuses) {
            return action.equals("StartTransaction") && random.nextBoolean()
                    ? new Reaction.Result(NONSENSE.get(random.nextInt(NONSENSE.size())))
                    : new Reaction.Refusal(
                            FOR_NOW.get(random.nextInt(FOR_NOW.size())), "a bad day");
        }
        return switch (action) {
            case "StartTransaction" -> {
                Naming naming = namings.computeIfAbsent(id, start -> naming(station, payload));
                said.put(payload.get("idTag").getAsString(), System.nanoTime());
                yield new Reaction.Result(
                        "{\"transactionId\":%s,\"idTagInfo\":{\"status\":\"%s\"}}"
                                .formatted(naming.json, naming.status));
            }
            case "BootNotification" -> boot(station);
            case "StatusNotification" -> {
                statuses.put(
                        new Cast.Place(station, payload.get("connectorId").getAsInt()),
                        payload.get("status").getAsString());
                yield csms.usual(action);
            }
            default -> csms.usual(action);
        };
    }

    private Reaction boot(String station) {
        boolean refuses =
                wild && random.nextInt(100) < 12 && boots.merge(station, 1, Integer::sum) <= BOOTS;
        if (!refuses) {
            boots.remove(station);
            return csms.usual("BootNotification");
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Reaction.Refusal("InternalError", "a bad day");
            case 1 -> new Reaction.Result("{}");
            case 2 -> registration("Pending");
            default -> registration("Rejected");
        };
    }

    private static Reaction registration(String status) {
        return new Reaction.Result(
                "{\"status\":\"%s\",\"currentTime\":\"2026-03-01T12:00:00Z\",\"interval\":1}"
                        .formatted(status));
    }

    private Optional<String> refusalForGood(String action) {
        int of = action.equals("MeterValues") ? 30 : 150;
        if (!wild || random.nextInt(of) > 0) {
            return Optional.empty();
        }
        List<String> codes = random.nextInt(6) == 0 ? FOR_NOW : FOR_GOOD;
        return Optional.of(codes.get(random.nextInt(codes.size())));
    }

    /**
     * Mostly small numbers; now and then one that no station can take, one of the gateway's, digits
     * as text, or text. Parts of a split station each have their own numbers, as at a CSMS that
     * counts by station.
     */
    private Naming naming(String station, JsonObject payload) {
        boolean bad = isBad("StartTransaction", payload);
        String status =
                bad ? List.of("Blocked", "Invalid", "Expired").get(random.nextInt(3)) : "Accepted";
        long next =
                station.startsWith("NET-")
                        ? counters.merge(station, 1, Integer::sum)
                        : 10_000 + ++lastTransaction;
        return switch (random.nextInt(20)) {
            case 0 -> number(3_000_000_000L + next, status);
            case 1 -> number(1_000_000_000L + next, status);
            case 2, 3 -> new Naming("\"" + next + "\"", "" + next, status);
            case 4, 5 -> {
                String text = UUID.nameUUIDFromBytes((station + next).getBytes()).toString();
                yield new Naming("\"" + text + "\"", text, status);
            }
            default -> number(next, status);
        };
    }

    private static Naming number(long id, String status) {
        return new Naming("" + id, "" + id, status);
    }

    private static Arrival arrival(String station, String id, String action, JsonObject payload) {
        long number = 0;
        long interval = 0;
        switch (action) {
            case "StartTransaction" -> number = payload.get("meterStart").getAsLong();
            case "StopTransaction" -> number = payload.get("meterStop").getAsLong();
            case "MeterValues" -> {
                for (JsonElement value : payload.getAsJsonArray("meterValue")) {
                    for (JsonElement one : value.getAsJsonObject().getAsJsonArray("sampledValue")) {
                        JsonObject sample = one.getAsJsonObject();
                        long whole =
                                new BigDecimal(sample.get("value").getAsString()).longValueExact();
                        boolean gathered =
                                sample.has("measurand")
                                        && sample.get("measurand").getAsString().equals(GATHERED);
                        interval += gathered ? whole : 0;
                        number = gathered ? number : Math.max(number, whole);
                    }
                }
            }
            default ->
                    number =
                            payload.has("timestamp")
                                    ? Book.number(payload.get("timestamp").getAsString())
                                    : 0;
        }
        return new Arrival(
                station,
                id,
                action,
                number,
                payload.has("connectorId") ? payload.get("connectorId").getAsInt() : -1,
                payload.has("transactionId") ? payload.get("transactionId").getAsString() : "",
                interval,
                payload.toString());
    }

    /** What an upstream station's messages looked like, as they came, repeated ones too. */
    synchronized List<Arrival> arrivals(String upstream) {
        return List.copyOf(arrivals.getOrDefault(upstream, List.of()));
    }

    /** The id that it gave to the StartTransaction with this message id; empty when none. */
    synchronized Optional<String> transaction(String startId) {
        return Optional.ofNullable(namings.get(startId)).map(Naming::text);
    }

    /** Whether it has answered a start with this card, and last so long ago. */
    synchronized boolean hasSaid(String card, Duration ago) {
        return said.containsKey(card) && System.nanoTime() - said.get(card) > ago.toNanos();
    }

    /** Whether it has refused a message that it will never take. */
    synchronized boolean isRefusedForGood(String id) {
        return refusedForGood.containsKey(id);
    }

    /**
     * Whether a message came again and again though it said that the message is wrong: more often
     * than its answers can have been lost on the way.
     */
    synchronized boolean isRefusedTooOften(String id) {
        return refusedForGood.getOrDefault(id, 0) > REFUSED_MOST
                && FOR_GOOD.contains(forGood.get(id).orElseThrow());
    }

    /** All messages of which it has said so. */
    synchronized Set<String> refusedForGood() {
        return Set.copyOf(refusedForGood.keySet());
    }

    /** The last status of a connector that it has taken; empty without one. */
    synchronized String status(Cast.Place place) {
        return statuses.getOrDefault(place, "");
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
