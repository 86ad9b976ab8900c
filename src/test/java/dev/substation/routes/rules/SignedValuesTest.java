package dev.substation.routes.rules;

import static dev.substation.testing.Calls.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.testing.OneRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a rule for meter values does with the rest: a signed sample, and the plain value beside
 * it, arrive as they left the station, each once and in their order.
 */
class SignedValuesTest {

    private static final int MESSAGES = 400;
    private static final List<String> MEASURANDS =
            List.of("Energy.Active.Import.Register", "Power.Active.Import", "Voltage", "SoC");
    private static final List<String> UNITS = List.of("Wh", "kWh", "W", "kW");
    private static final List<String> CONTEXTS =
            List.of("Sample.Periodic", "Sample.Periodic", "Sample.Clock", "Transaction.End");
    private static final List<Map<String, Object>> SIGNATURES =
            List.of(
                    Map.of("value", "4F434D467C7B22", "format", "SignedData"),
                    Map.of("value", "OCMF|{}|{}"),
                    Map.of("value", "a".repeat(400), "format", "Raw"),
                    Map.of("value", "1.5", "format", "SIGNED"));

    @TempDir Path folder;

    private Random random;
    private int second;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meter-window         | seconds: 30, keep: mean",
                "clock-align-meter    | minutes: 1, keep: max",
                "convert-meter-unit   | csms: 'kWh,W'",
                "filter-measurands    | keep: SoC",
                "connector-zero-meter | mode: compute, connectors: 1"
            })
    void signaturesAndWhatStandsBesideThemArriveUntouched(String name, String parameters)
            throws Exception {
        try (OneRule rule = new OneRule(folder, name, parameters)) {
            for (long seed = 0; seed < 3; seed++) {
                random = new Random(seed);
                int touched = 0;
                for (int i = 0; i < MESSAGES; i++) {
                    Action action =
                            random.nextInt(5) == 0 ? Action.StopTransaction : Action.MeterValues;
                    String field =
                            action.equals(Action.MeterValues) ? "meterValue" : "transactionData";
                    List<Payload> values = meterValues();
                    Payload message =
                            Payload.of(
                                    "connectorId",
                                    random.nextInt(2),
                                    "transactionId",
                                    7,
                                    field,
                                    values);

                    Routed routed = rule.up(action, message);

                    List<Payload> sealed = sealed(values);
                    List<Payload> arrived =
                            routed.fold(
                                    delivered -> payload(delivered).objects(field),
                                    answered -> List.of());
                    assertEquals(
                            sealed,
                            arrived.stream().filter(sealed::contains).toList(),
                            () -> name + " of " + message);
                    touched += arrived.equals(values) ? 0 : 1;
                    noSignatureIn(OneRule.ahead(routed));
                    noSignatureIn(rule.made(Duration.ofSeconds(random.nextInt(5))));
                }
                assertTrue(touched > 0, "the rule did something");
            }
        }
    }

    private static void noSignatureIn(List<Payload> made) {
        for (Payload message : made) {
            assertEquals(List.of(), sealed(message.objects("meterValue")));
        }
    }

    /** Meter values with a signature, or with the timestamp of one that has. */
    private static List<Payload> sealed(List<Payload> values) {
        var times =
                values.stream()
                        .filter(SignedValuesTest::isSigned)
                        .map(value -> value.get("timestamp"))
                        .collect(Collectors.toSet());
        return values.stream().filter(value -> times.contains(value.get("timestamp"))).toList();
    }

    private static boolean isSigned(Payload value) {
        return value.objects("sampledValue").stream()
                .anyMatch(
                        sample ->
                                SIGNATURES.stream()
                                        .anyMatch(
                                                one ->
                                                        sample.entrySet()
                                                                .containsAll(one.entrySet())));
    }

    private List<Payload> meterValues() {
        List<Payload> values = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            second += random.nextInt(3);
            values.add(
                    Payload.of(
                            "timestamp",
                            OneRule.START.plusSeconds(second).toString(),
                            "sampledValue",
                            samples()));
        }
        return values;
    }

    private List<Payload> samples() {
        List<Payload> samples = new ArrayList<>();
        for (String measurand : MEASURANDS) {
            if (random.nextBoolean()) {
                samples.add(
                        Payload.of(
                                "value",
                                random.nextInt(100_000) + "." + random.nextInt(10),
                                "measurand",
                                measurand,
                                "context",
                                random.nextInt(4) == 0 ? one(CONTEXTS) : "Sample.Periodic",
                                "unit",
                                one(UNITS)));
            }
        }
        if (random.nextInt(6) == 0) {
            samples.add(random.nextInt(samples.size() + 1), new Payload(one(SIGNATURES)));
        }
        return samples;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
