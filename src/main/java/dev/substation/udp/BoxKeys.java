package dev.substation.udp;

import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The configuration keys of OCPP 1.6 section 9.1 that a box has because the gateway acts for it.
 */
final class BoxKeys {

    private static final String SAMPLE_INTERVAL = "MeterValueSampleInterval";
    private static final String ALIGNED_INTERVAL = "ClockAlignedDataInterval";
    private static final String SAMPLED_DATA = "MeterValuesSampledData";
    private static final String ALIGNED_DATA = "MeterValuesAlignedData";
    private static final String STOP_INVALID = "StopTransactionOnInvalidId";
    private static final String CONNECTION_TIMEOUT = "ConnectionTimeOut";
    private static final String ENERGY = "Energy.Active.Import.Register";
    private static final String SECONDS = "[0-9]{1,6}";

    /**
     * @param writableAs what a CSMS may write, as a pattern; empty for a key that it may not
     */
    private record Key(String value, Optional<String> writableAs) {

        static Key fixed(String value) {
            return new Key(value, Optional.empty());
        }

        static Key of(String value, String pattern) {
            return new Key(value, Optional.of(pattern));
        }
    }

    private static final Map<String, Key> KEYS = keys();

    private final Map<String, String> set;

    /**
     * @param set the values that the CSMS has set; changed here
     */
    BoxKeys(Map<String, String> set) {
        this.set = set;
    }

    private static Map<String, Key> keys() {
        Map<String, Key> keys = new LinkedHashMap<>();
        keys.put("AuthorizeRemoteTxRequests", Key.fixed("false"));
        keys.put(ALIGNED_INTERVAL, Key.of("0", SECONDS));
        keys.put(CONNECTION_TIMEOUT, Key.of("120", SECONDS));
        keys.put("ConnectorPhaseRotation", Key.fixed("0.Unknown,1.Unknown"));
        keys.put("GetConfigurationMaxKeys", Key.fixed("50"));
        keys.put("HeartbeatInterval", Key.of("900", SECONDS));
        keys.put("LocalAuthorizeOffline", Key.fixed("true"));
        keys.put("LocalPreAuthorize", Key.fixed("false"));
        keys.put(ALIGNED_DATA, Key.of(ENERGY, ".+"));
        keys.put(
                SAMPLED_DATA,
                Key.of(ENERGY + ",Power.Active.Import,Current.Import,Voltage,Power.Factor", ".+"));
        keys.put(SAMPLE_INTERVAL, Key.of("60", SECONDS));
        keys.put("NumberOfConnectors", Key.fixed("1"));
        keys.put("ResetRetries", Key.fixed("0"));
        keys.put("StopTransactionOnEVSideDisconnect", Key.fixed("true"));
        keys.put(STOP_INVALID, Key.of("true", "(?i)true|false"));
        keys.put("StopTxnAlignedData", Key.fixed(""));
        keys.put("StopTxnSampledData", Key.fixed(ENERGY));
        keys.put("SupportedFeatureProfiles", Key.fixed("Core,RemoteTrigger"));
        keys.put("TransactionMessageAttempts", Key.fixed("1"));
        keys.put("TransactionMessageRetryInterval", Key.fixed("60"));
        keys.put("UnlockConnectorOnEVSideDisconnect", Key.fixed("true"));
        return keys;
    }

    private String value(String name) {
        return Optional.ofNullable(set.get(name)).orElseGet(() -> KEYS.get(name).value());
    }

    private Duration seconds(String name) {
        return Duration.ofSeconds(Long.parseLong(value(name)));
    }

    /** How often the meter is read in a transaction; zero for never. */
    Duration sampleInterval() {
        return seconds(SAMPLE_INTERVAL);
    }

    /** How often the meter is read by the clock; zero for never. */
    Duration alignedInterval() {
        return seconds(ALIGNED_INTERVAL);
    }

    /** How long a card that was started from afar waits for its car. */
    Duration connectionTimeout() {
        return seconds(CONNECTION_TIMEOUT);
    }

    boolean stopsInvalid() {
        return Boolean.parseBoolean(value(STOP_INVALID));
    }

    /** Which measurands a CSMS wants. */
    List<String> measurands(boolean aligned) {
        return Stream.of(value(aligned ? ALIGNED_DATA : SAMPLED_DATA).split(","))
                .map(String::strip)
                .toList();
    }

    /** The answer to GetConfiguration. */
    Answer get(Payload question) {
        List<?> asked = question.get("key") instanceof List<?> some ? some : List.of();
        Map<String, String> spelt = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        KEYS.keySet().forEach(name -> spelt.put(name, name));
        List<Payload> known = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<?> names = asked.isEmpty() ? List.copyOf(KEYS.keySet()) : asked;
        for (Object name : names) {
            Optional.ofNullable(spelt.get(String.valueOf(name)))
                    .ifPresentOrElse(
                            key -> known.add(shown(key)), () -> unknown.add(String.valueOf(name)));
        }
        Payload answer = Payload.of("configurationKey", known);
        return Answer.result(unknown.isEmpty() ? answer : answer.with("unknownKey", unknown));
    }

    private Payload shown(String key) {
        return Payload.of(
                "key", key,
                "readonly", KEYS.get(key).writableAs().isEmpty(),
                "value", value(key));
    }

    /** Takes a ChangeConfiguration. */
    Answer change(Payload order) {
        String name = order.text("key").orElse("");
        Optional<Map.Entry<String, Key>> key =
                KEYS.entrySet().stream()
                        .filter(one -> one.getKey().equalsIgnoreCase(name))
                        .findFirst();
        if (key.isEmpty()) {
            return Answer.ofStatus("NotSupported");
        }
        String value = order.text("value").orElse("").strip();
        boolean right =
                key.get().getValue().writableAs().filter(value::matches).isPresent()
                        && areMeasured(key.get().getKey(), value);
        if (!right) {
            return Answer.ofStatus("Rejected");
        }
        set.put(key.get().getKey(), value);
        return Answer.ofStatus("Accepted");
    }

    private static boolean areMeasured(String key, String value) {
        return !Set.of(SAMPLED_DATA, ALIGNED_DATA).contains(key)
                || Stream.of(value.split(","))
                        .map(String::strip)
                        .allMatch(BoxMeter.MEASURANDS::contains);
    }
}
