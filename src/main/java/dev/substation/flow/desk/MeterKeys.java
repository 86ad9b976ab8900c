package dev.substation.flow.desk;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.MeterKey;
import dev.substation.dialect.Samples;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of meters that sign, by connector of their station: without them nobody can check
 * a signed value. They come from what stations report of their meters, from what they answer when a
 * CSMS asks, and from signed values. A key that was replaced stays, because values that it signed
 * are still to be checked. Kept over restarts; written on the desk, read from any thread.
 */
public final class MeterKeys {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "meter-keys";

    private static final Logger LOG = LoggerFactory.getLogger(MeterKeys.class);

    private static final String KEYS = "keys";
    private static final String SERIAL = "meterSerial";
    private static final String KEY = "publicKey";
    private static final String SOURCE = "source";
    private static final String SINCE = "since";

    private static final int CONNECTORS = 64; // of a station; keys of others are not kept
    private static final int MOST = 8; // meters of a connector; beyond, the oldest is forgotten
    private static final int LONGEST_SERIAL = 64;

    /** A connector of a station. */
    private record Place(StationId station, long connectorId) {

        String key() {
            return "connector " + connectorId;
        }
    }

    /**
     * A meter of a connector, the latest last.
     *
     * @param meterSerial empty while no message has named it
     * @param publicKey as the station wrote it; empty while no message had it
     * @param source the message that had the key, or the serial as long as there is no key
     */
    public record Known(
            StationId station,
            long connectorId,
            String meterSerial,
            String publicKey,
            String source,
            String since) {

        private Payload stored() {
            return Payload.of(SERIAL, meterSerial, KEY, publicKey, SOURCE, source, SINCE, since);
        }
    }

    private final Store store;
    private final Supplier<Instant> now;
    private final Map<Place, List<Known>> meters = new ConcurrentHashMap<>();

    MeterKeys(Store store, Supplier<Instant> now, List<Memory> memories) {
        this.store = store;
        this.now = now;
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            StationId station = memory.station();
            Place place = new Place(station, Long.parseLong(memory.key().split(" ")[1]));
            List<Known> known =
                    Json.read(memory.value()).objects(KEYS).stream()
                            .map(
                                    key ->
                                            new Known(
                                                    station,
                                                    place.connectorId(),
                                                    key.text(SERIAL).orElse(""),
                                                    key.text(KEY).orElse(""),
                                                    key.text(SOURCE).orElse(""),
                                                    key.text(SINCE).orElse("")))
                            .toList();
            meters.put(place, known);
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("public keys of meters"));
        }
    }

    /** All meters that are known. From any thread. */
    public List<Known> all() {
        return meters.values().stream().flatMap(List::stream).toList();
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, meters.size());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        meters.keySet().removeIf(place -> place.station().equals(station));
    }

    /**
     * Learns from what a station says.
     *
     * @param call as the station means it, before the rules
     */
    public void learn(Call call, Optional<TransactionRow> transaction) {
        if (call.action().equals(Action.DataTransfer)) {
            boolean ofMeters = isNamed(call, "setMeterConfiguration");
            if (ofMeters) {
                MeterKey.inConfiguration(call.payload().text("data").orElse(""))
                        .forEach(
                                key ->
                                        key.connectorId()
                                                .ifPresent(
                                                        id ->
                                                                learn(
                                                                        call,
                                                                        id,
                                                                        key,
                                                                        "SetMeterConfiguration")));
            }
            return;
        }
        Optional<String> field = Samples.field(call.action());
        Optional<Long> connector =
                call.action().equals(Action.MeterValues)
                        ? call.payload().number("connectorId")
                        : transaction.map(TransactionRow::connectorId);
        if (field.isPresent() && connector.isPresent()) {
            signedValues(call.payload(), field.get()).stream()
                    .flatMap(value -> MeterKey.inSignedValue(value).stream())
                    .distinct()
                    .forEach(key -> learn(call, connector.get(), key, "signed value"));
        }
    }

    private static List<String> signedValues(Payload payload, String field) {
        return payload.objects(field).stream()
                .flatMap(value -> new MeterValue(value).samples().stream())
                .filter(Samples::isSignature)
                .flatMap(sample -> sample.text(Samples.VALUE).stream())
                .toList();
    }

    /**
     * Learns from what a station answers.
     *
     * @param asked as the station got it
     */
    public void answered(Call asked, Answer answer) {
        if (!asked.action().equals(Action.DataTransfer) || !isNamed(asked, "GetMeterPublicKey")) {
            return;
        }
        Optional<Long> connector =
                asked.payload()
                        .text("data")
                        .map(String::strip)
                        .filter(number -> number.matches("\\d{1,9}"))
                        .map(Long::valueOf);
        if (answer instanceof Answer.Result result
                && answer.isAccepted()
                && connector.isPresent()) {
            MeterKey.inAnswer(result.payload().text("data").orElse(""))
                    .map(key -> new MeterKey(connector, "", key))
                    .ifPresent(key -> learn(asked, connector.get(), key, "GetMeterPublicKey"));
        }
    }

    private static boolean isNamed(Call call, String messageId) {
        return call.payload().text("messageId").filter(messageId::equalsIgnoreCase).isPresent();
    }

    private void learn(Call call, long connectorId, MeterKey key, String source) {
        Place place = new Place(call.station(), connectorId);
        List<Known> before = meters.getOrDefault(place, List.of());
        boolean tooMany =
                before.isEmpty()
                        && meters.keySet().stream()
                                        .filter(other -> other.station().equals(call.station()))
                                        .limit(CONNECTORS)
                                        .count()
                                == CONNECTORS;
        if (tooMany || key.meterSerial().length() > LONGEST_SERIAL) {
            return;
        }
        List<Known> after = with(before, place, key, source);
        if (after.equals(before)) {
            return;
        }
        meters.put(place, after);
        Known latest = after.get(after.size() - 1);
        LOG.info(
                "station={} connector={} meter={} public key {} from {}{}",
                call.station(),
                connectorId,
                latest.meterSerial().isEmpty() ? "?" : latest.meterSerial(),
                latest.publicKey().isEmpty() ? "not yet known" : "known",
                source,
                after.size() > 1 && after.size() > before.size()
                        ? "; the connector had another meter or key before"
                        : "");
        String value =
                Json.write(
                        Payload.of(
                                KEYS,
                                after.stream().map(Known::stored).collect(Collectors.toList())));
        store.commit(new Change.Remembered(new Memory(OWNER, call.station(), place.key(), value)));
    }

    /** What is known with one message more; the same when it says nothing new. */
    private List<Known> with(List<Known> before, Place place, MeterKey key, String source) {
        List<Known> after = new ArrayList<>(before);
        Optional<Known> same = before.stream().filter(known -> isSame(known, key)).findFirst();
        boolean newKey = same.filter(known -> known.publicKey().isEmpty()).isPresent();
        Known now =
                new Known(
                        place.station(),
                        place.connectorId(),
                        same.map(Known::meterSerial)
                                .filter(serial -> !serial.isEmpty())
                                .orElse(key.meterSerial()),
                        same.map(Known::publicKey)
                                .filter(known -> !known.isEmpty())
                                .orElse(key.publicKey()),
                        same.filter(known -> !newKey || key.publicKey().isEmpty())
                                .map(Known::source)
                                .orElse(source),
                        same.map(Known::since).orElseGet(() -> this.now.get().toString()));
        same.ifPresent(after::remove);
        after.add(now);
        return List.copyOf(after.subList(Math.max(0, after.size() - MOST), after.size()));
    }

    /** Whether two speak of one meter: nothing that both name differs, and they share something. */
    private static boolean isSame(Known known, MeterKey key) {
        boolean serials = known.meterSerial().isEmpty() || key.meterSerial().isEmpty();
        boolean keys = known.publicKey().isEmpty() || key.publicKey().isEmpty();
        boolean sameSerial = known.meterSerial().equals(key.meterSerial());
        boolean sameKey = known.publicKey().equals(key.publicKey());
        return (serials || sameSerial) && (keys || sameKey);
    }
}
