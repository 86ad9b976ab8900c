package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks.Normalised;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.testing.Allocated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reading of every message of OCPP 1.6, as it should be and as peers write it. */
class ReadingTest {

    private static final Checks CHECKS = new Checks(Soap.DICTIONARY);

    /** One message of one side. */
    private record Case(Direction direction, Action action, Part part, Payload payload) {

        boolean isOfCsms() {
            return (direction == Direction.DOWN) == (part == Part.REQUEST);
        }

        Shape shape() {
            return Soap.DICTIONARY
                    .message(Dialect.JSON_16, direction, action, part)
                    .orElseThrow()
                    .shape();
        }

        Normalised read(Payload written) {
            return CHECKS.read(Dialect.JSON_16, direction, action, part, written);
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (Action action : Soap.DICTIONARY.actions(Dialect.JSON_16, direction)) {
                for (Part part : Part.values()) {
                    Specimens.of(Dialect.JSON_16, direction, action, part)
                            .forEach(
                                    specimen ->
                                            cases.add(
                                                    new Case(
                                                            direction,
                                                            action,
                                                            part,
                                                            specimen.payload())));
                }
            }
        }
        return cases;
    }

    /**
     * The messages with their leaves as somebody writes them; those that stay alike are left out.
     */
    private static Stream<DynamicTest> written(BiFunction<Shape.Field, Object, Object> writing) {
        return cases().stream()
                .map(one -> Map.entry(one, changed(one, one.shape(), one.payload(), writing)))
                .filter(one -> !one.getKey().payload().equals(one.getValue()))
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.getKey().action() + " " + one.getValue(),
                                        () -> {
                                            Normalised read = one.getKey().read(one.getValue());

                                            assertEquals(
                                                    Json.write(one.getKey().payload()),
                                                    Json.write(read.payload()));
                                            assertTrue(!read.notes().isEmpty());
                                        }));
    }

    private static Payload changed(
            Case one,
            Shape shape,
            Payload payload,
            BiFunction<Shape.Field, Object, Object> writing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        payload.forEach(
                (name, value) -> {
                    Shape.Field field = shape.byName().get(name);
                    boolean itsOwn = one.isOfCsms() && name.equals("transactionId");
                    if (itsOwn) {
                        fields.put(name, value);
                    } else if (value instanceof List<?> items) {
                        fields.put(
                                name,
                                items.stream()
                                        .map(item -> item(one, field, item, writing))
                                        .toList());
                    } else {
                        fields.put(name, item(one, field, value, writing));
                    }
                });
        return new Payload(fields);
    }

    private static Object item(
            Case one,
            Shape.Field field,
            Object value,
            BiFunction<Shape.Field, Object, Object> writing) {
        return writing.apply(
                field,
                value instanceof Payload object
                        ? changed(one, field.shape(), object, writing)
                        : value);
    }

    @Test
    void isSparedOnlyWhereItWouldChangeNothing() {
        for (Case one : cases()) {
            Reading reading = new Reading(one.direction(), one.action(), one.part());
            Payload read = reading.message(one.shape(), one.payload());

            assertTrue(
                    new Regular(new Tolerance(one.direction(), one.action(), one.part()))
                            .isRegular(one.shape(), one.payload()),
                    () -> one.action() + " " + one.payload());
            assertEquals(one.payload(), read);
            assertEquals(List.of(), reading.notes());
        }
    }

    @Test
    void changesNothingInWhatIsRight() {
        for (Case one : cases()) {
            assertEquals(new Normalised(one.payload(), List.of()), one.read(one.payload()));
        }
        assertTrue(cases().size() > 400);
    }

    @TestFactory
    Stream<DynamicTest> readsNumbersAndTruthThatAreText() {
        return written(
                (field, value) ->
                        value instanceof Number || value instanceof Boolean
                                ? value.toString()
                                : value);
    }

    @TestFactory
    Stream<DynamicTest> readsTruthThatIsANumber() {
        return written((field, value) -> value instanceof Boolean yes ? yes ? 1L : 0L : value);
    }

    @TestFactory
    Stream<DynamicTest> readsWordsInCapitals() {
        return written(
                (field, value) ->
                        field.words().isEmpty() || field.name().equals("format")
                                ? value
                                : value.toString().toUpperCase(Locale.ROOT));
    }

    @TestFactory
    Stream<DynamicTest> readsObjectsInListsOfOne() {
        return written(
                (field, value) ->
                        value instanceof Payload && !field.many() ? List.of(value) : value);
    }

    @TestFactory
    Stream<DynamicTest> readsValuesInListsOfOne() {
        return written(
                (field, value) ->
                        value instanceof Payload
                                        || field.many()
                                        || MeterStructure.isPart(field.name())
                                        || field.name().equals("data")
                                ? value
                                : List.of(value));
    }

    private static Normalised read(Action action, String call) throws BadMessage {
        return CHECKS.read(
                Dialect.JSON_16,
                Direction.UP,
                action,
                Part.REQUEST,
                Json.read(call.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'sampledValue':[{'value':'26008','context':'Transaction.End','measurand':'','unit':'','location':''}]}]",
                "{'sampledValue':[{'value':'26008','context':'Transaction.End'}]}",
                "[{'sampledValue':{'value':'26008','context':'Transaction.End'}}]",
                "{'sampledValue':{'value':'26.008','unit':'kWh','context':'transaction.end'}}",
                "[{'sampledValue':[{'value':'OCMF|{}|{}','format':'SignedData'},{'value':'26008','context':'transaction.end'}]}]",
                "[{'sampledValue':[{'value':'OCMF|{}|{}','format':'SignedData'},{'value':'26.008','unit':'KWH','context':'TRANSACTION_END'}]}]",
            })
    void takesTheMeterStopFromTheReadingAtTheEndHoweverItIsWritten(String data) throws Exception {
        String call = "{'transactionId':7,'timestamp':'2026-01-01T08:00:00Z','transactionData':%s}";

        assertEquals(
                26008L,
                read(Action.StopTransaction, call.formatted(data)).payload().get("meterStop"));
    }

    @ParameterizedTest
    @CsvSource({
        "26.0085 kWh, 26008.5",
        "0.026 MWh, 26000",
        "26.008 MWh, 26008000",
        "26 kWh, 26000",
        "1234.567, 1234.567",
        "0.026 mWh, 0.026 mWh",
    })
    void readsAMeterWithItsUnit(String text, String wattHours) throws Exception {
        String call = "{'transactionId':7,'timestamp':'2026-01-01T08:00:00Z','meterStop':'%s'}";

        Object read = read(Action.StopTransaction, call.formatted(text)).payload().get("meterStop");

        assertEquals(wattHours, read.toString());
    }

    @Test
    void readsNoListOfTwo() throws Exception {
        String call = "{'transactionId':[5,6],'timestamp':'2026-01-01T08:00:00Z','meterStop':1}";

        assertEquals(
                List.of(5L, 6L), read(Action.StopTransaction, call).payload().get("transactionId"));
    }

    @ParameterizedTest
    @CsvSource({
        "%, Percent",
        "°C, Celsius",
        "C, Celsius",
        "Watts, W",
        "Ampere, A",
        "Amps, A",
        "Volts, V",
        "kwh, kWh",
        "Kilowatt Hours, kWh",
        "Hz, Hz",
        "MWh, MWh",
    })
    void readsUnitsByTheirNamesAndSigns(String written, String unit) throws Exception {
        String call =
                "{'connectorId':1,'meterValue':[{'timestamp':'2026-01-01T08:00:00Z',"
                        + "'sampledValue':[{'value':'1','unit':'%s'}]}]}";

        Payload sample =
                read(Action.MeterValues, call.formatted(written))
                        .payload()
                        .objects("meterValue")
                        .get(0)
                        .objects("sampledValue")
                        .get(0);

        assertEquals(unit, sample.get("unit"));
    }

    /** What stands beside nested samples is said of all, but must not be copied without bound. */
    @Test
    void copiesToNestedSamplesOnlyWhatASampleHas() throws Exception {
        Map<String, Object> outer = new LinkedHashMap<>();
        outer.put("unit", "Wh");
        outer.put("location", "x".repeat(10_000));
        for (int i = 0; i < 2_000; i++) {
            outer.put("own" + i, "x");
        }
        List<Object> inner = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            inner.add(Payload.of("value", "" + i));
        }
        outer.put("values", inner);
        Payload call =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00Z",
                                        "sampledValue",
                                        List.of(new Payload(outer)))));
        List<Payload> samples = new ArrayList<>();

        long megabytes =
                Allocated.megabytes(
                        () ->
                                samples.addAll(
                                        CHECKS.read(
                                                        Dialect.JSON_16,
                                                        Direction.UP,
                                                        Action.MeterValues,
                                                        Part.REQUEST,
                                                        call)
                                                .payload()
                                                .objects("meterValue")
                                                .get(0)
                                                .objects("sampledValue")));

        assertEquals(2_000, samples.size());
        assertEquals("x", samples.get(0).get("own7"));
        assertEquals("Wh", samples.get(1_999).get("unit"));
        assertTrue(megabytes < 50, megabytes + " MB");
    }
}
