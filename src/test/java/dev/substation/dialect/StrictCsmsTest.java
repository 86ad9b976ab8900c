package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Shape.Field;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.ChargingSite;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code csms.*.strict: true}: nothing leaves for the CSMS that its schemas refuse, whatever a
 * station sends or answers. One exception is named: an idTag that is too long.
 */
class StrictCsmsTest {

    private static final int DAMAGES = 20;

    private static final List<Object> NASTY =
            List.of(
                    "",
                    " ",
                    "x",
                    "x".repeat(600),
                    "Accepted",
                    "accepted",
                    "NotImplemented",
                    "2026-11-28",
                    "2026-11-28T10:00:00",
                    "0000-00-00",
                    "1",
                    "\uD83D\uDE00".repeat(30),
                    -1L,
                    0L,
                    Long.MAX_VALUE,
                    new BigDecimal("1.25"),
                    new BigDecimal("1E30"),
                    new BigDecimal("1E-30"),
                    true,
                    List.of(),
                    List.of("x"),
                    List.of(Payload.EMPTY),
                    Payload.EMPTY,
                    Payload.of("a", 1));

    private final Checks checks = new Checks(Soap.DICTIONARY);

    // ---- the judge

    /** What the schema of 1.6-J says against a payload; written anew, to judge the product. */
    private static Optional<String> complaint(
            Direction direction, Action action, Part part, Payload payload) throws Exception {
        Shape shape =
                Soap.DICTIONARY
                        .message(Dialect.JSON_16, direction, action, part)
                        .orElseThrow()
                        .shape();
        Optional<String> ours = complaint(shape, payload, action.name());
        if (ours.isPresent() || Official.published().isEmpty()) {
            return ours;
        }
        return Official.published()
                .get()
                .complaint(Dialect.JSON_16, direction, action, part, Json.write(payload))
                .filter(text -> !text.contains("maxLength") || !text.contains("dTag"));
    }

    private static Optional<String> complaint(Shape shape, Payload payload, String path) {
        for (Field field : shape.fields()) {
            if (field.required() && !payload.containsKey(field.name())) {
                return Optional.of(path + " lacks " + field.name());
            }
        }
        for (Map.Entry<String, Object> entry : payload.entrySet()) {
            String here = path + "." + entry.getKey();
            Field field = shape.byName().get(entry.getKey());
            if (field == null) {
                return Optional.of(here + " is unknown");
            }
            if (field.many() != entry.getValue() instanceof List<?>) {
                return Optional.of(here + " is " + entry.getValue());
            }
            List<?> values =
                    entry.getValue() instanceof List<?> items ? items : List.of(entry.getValue());
            for (Object value : values) {
                Optional<String> complaint = complaint(field, value, here);
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> complaint(Field field, Object value, String path) {
        boolean fits =
                switch (field.kind()) {
                    case TEXT, URI ->
                            value instanceof String text
                                    && (text.codePointCount(0, text.length()) <= field.maxLength()
                                            || path.endsWith("dTag"))
                                    && (field.words().isEmpty() || field.words().contains(text));
                    case TIME ->
                            value instanceof String text
                                    && text.matches(
                                            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
                    case INTEGER -> value instanceof Long;
                    case DECIMAL ->
                            value instanceof Long
                                    || value instanceof BigDecimal number
                                            && (field.fractionDigits() > 9
                                                    || number.stripTrailingZeros().scale()
                                                            <= field.fractionDigits());
                    case BOOLEAN -> value instanceof Boolean;
                    case OBJECT -> value instanceof Payload;
                };
        if (!fits) {
            return Optional.of(path + " is " + value);
        }
        return value instanceof Payload object
                ? complaint(field.shape(), object, path)
                : Optional.empty();
    }

    // ---- the damage

    private static Payload damaged(Random dice, Payload payload) {
        List<String> names = new ArrayList<>(payload.keySet());
        if (names.isEmpty() || dice.nextInt(8) == 0) {
            return payload.with(dice.nextBoolean() ? "surplus" : "status", nasty(dice));
        }
        String name = names.get(dice.nextInt(names.size()));
        Object value = payload.get(name);
        if (value instanceof Payload object && dice.nextBoolean()) {
            return payload.with(name, damaged(dice, object));
        }
        if (value instanceof List<?> items && !items.isEmpty() && dice.nextInt(4) > 0) {
            List<Object> changed = new ArrayList<>(items);
            int at = dice.nextInt(items.size());
            changed.set(
                    at,
                    items.get(at) instanceof Payload object && dice.nextInt(4) > 0
                            ? damaged(dice, object)
                            : nasty(dice));
            return payload.with(name, changed);
        }
        return dice.nextInt(3) == 0 ? payload.without(name) : payload.with(name, nasty(dice));
    }

    private static Object nasty(Random dice) {
        return NASTY.get(dice.nextInt(NASTY.size()));
    }

    /** The messages that stations write: their calls, and their answers. */
    private static List<Part> partOf(Direction direction) {
        return List.of(direction == Direction.UP ? Part.REQUEST : Part.RESPONSE);
    }

    @Test
    void nothingThatIsMadeToFitIsAgainstTheSchema() throws Exception {
        Random dice = new Random(14);
        int refused = 0;
        int sent = 0;
        for (Direction direction : Direction.values()) {
            for (Action action : Soap.DICTIONARY.actions(Dialect.JSON_16, direction)) {
                for (Part part : partOf(direction)) {
                    for (Specimens.Specimen one :
                            Specimens.of(Dialect.JSON_16, direction, action, part)) {
                        Payload payload = one.payload();
                        for (int i = 0; i < DAMAGES; i++) {
                            Checks.Strict strict =
                                    checks.strict(
                                            Dialect.JSON_16,
                                            direction,
                                            action,
                                            part,
                                            payload,
                                            Instant.EPOCH);
                            if (strict.offence().isEmpty()) {
                                sent++;
                                assertEquals(
                                        Optional.empty(),
                                        complaint(direction, action, part, strict.payload()),
                                        action + " " + payload);
                            } else {
                                refused++;
                                assertTrue(i > 0, action + " is sound: " + payload);
                            }
                            payload = damaged(dice, i % 5 == 0 ? one.payload() : payload);
                        }
                    }
                }
            }
        }
        assertTrue(
                sent > 10 * DAMAGES && refused > DAMAGES, sent + " sent, " + refused + " refused");
    }

    // ---- through a gateway

    private static ChargingSite strictSite(Dialect dialect) {
        return new ChargingSite(dialect).connected(); // its CSMS is strict
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void nothingLeavesAGatewayThatTheSchemaRefuses(Dialect dialect) throws Exception {
        ChargingSite site = strictSite(dialect);
        Random dice = new Random(dialect.ordinal());
        int answered = 0;
        for (int round = 0; round < 24; round++) {
            site.appear();
            site.csms.connectAll();
            site.time.settle();
            for (Action action : Soap.DICTIONARY.actions(dialect, Direction.UP)) {
                Payload payload = made(dice, Direction.UP, action, Part.REQUEST);
                if (checks.shape(dialect, Direction.UP, action, Part.REQUEST, payload).isEmpty()) {
                    send(site, dialect, action, payload);
                }
            }
            for (Action action : Soap.DICTIONARY.actions(Dialect.JSON_16, Direction.DOWN)) {
                site.station.answering(
                        call ->
                                Answer.result(
                                        made(dice, Direction.DOWN, call.action(), Part.RESPONSE)));
                Payload asked =
                        Specimens.of(Dialect.JSON_16, Direction.DOWN, action, Part.REQUEST)
                                .get(0)
                                .payload();
                CompletableFuture<Answer> answer = site.ask(action, fields(asked));
                site.time.pass(Duration.ofSeconds(60));
                if (answer.isDone() && answer.join() instanceof Answer.Result result) {
                    answered++;
                    assertEquals(
                            Optional.empty(),
                            complaint(Direction.DOWN, action, Part.RESPONSE, result.payload()),
                            action.name());
                }
            }
        }
        for (Call call : site.csms.received) {
            assertEquals(
                    Optional.empty(),
                    complaint(Direction.UP, call.action(), Part.REQUEST, call.payload()),
                    call.action().name());
        }
        assertTrue(site.csms.received.size() > 100, "sent " + site.csms.received.size());
        assertTrue(answered > 100, "answered " + answered);
    }

    private static Payload made(Random dice, Direction direction, Action action, Part part) {
        List<Specimens.Specimen> all = Specimens.of(Dialect.JSON_16, direction, action, part);
        if (all.isEmpty()) {
            return Payload.EMPTY;
        }
        Payload payload = all.get(dice.nextInt(all.size())).payload();
        for (int i = dice.nextInt(3); i > 0; i--) {
            payload = damaged(dice, payload);
        }
        return payload;
    }

    private static void send(ChargingSite site, Dialect dialect, Action action, Payload payload) {
        StationLink link = site.station;
        site.gateway.call(
                link,
                new Call(
                        "id-" + payload.hashCode(),
                        ChargingSite.STATION,
                        Direction.UP,
                        dialect,
                        action,
                        payload,
                        List.of()));
        site.time.settle();
    }

    private static Object[] fields(Payload payload) {
        List<Object> fields = new ArrayList<>();
        payload.forEach(
                (name, value) -> {
                    fields.add(name);
                    fields.add(value);
                });
        return fields.toArray();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anAnswerWithoutItsStatusIsAnErrorToTheCsms(Dialect dialect) {
        ChargingSite site = strictSite(dialect);
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        Answer answer = site.ask(Action.RemoteStartTransaction, "idTag", "A").join();

        Answer.Failure failure = (Answer.Failure) answer;
        assertEquals(Cause.STATION_GARBLED, failure.cause());
        assertEquals(ErrorCode.GenericError, failure.code());
        assertTrue(failure.description().contains("status"), failure.description());
    }

    @ParameterizedTest
    @CsvSource({
        "SetChargingProfile, NotImplemented, NotSupported",
        "SetChargingProfile, 'not supported', NotSupported",
        "UnlockConnector, Unsupported, NotSupported",
        "ClearCache, NotSupported, Rejected",
        "TriggerMessage, NotSupported, NotImplemented",
        "RemoteStopTransaction, NOT_IMPLEMENTED, Rejected",
    })
    void cannotIsSaidInTheWordOfTheAnswer(Action action, String said, String told) {
        Checks.Strict strict =
                checks.strict(
                        Dialect.JSON_16,
                        Direction.DOWN,
                        action,
                        Part.RESPONSE,
                        Payload.of("status", said),
                        Instant.EPOCH);

        assertEquals(Payload.of("status", told), strict.payload());
        assertEquals(Optional.empty(), strict.offence());
        assertEquals(1, strict.notes().size());
    }

    @Test
    void aScheduleWithoutItsUnitIsLeftOutWithItsText() {
        Payload answer =
                Payload.of(
                        "status",
                        "Accepted",
                        "chargingSchedule",
                        Payload.of(
                                "chargingRateUnit",
                                "",
                                "chargingSchedulePeriod",
                                List.of(Payload.of("startPeriod", 0L, "limit", 16L))));

        Checks.Strict strict =
                checks.strict(
                        Dialect.JSON_16,
                        Direction.DOWN,
                        Action.GetCompositeSchedule,
                        Part.RESPONSE,
                        answer,
                        Instant.EPOCH);

        assertEquals(Payload.of("status", "Accepted"), strict.payload());
        assertTrue(
                strict.notes().stream()
                        .anyMatch(
                                note ->
                                        note.path().equals("chargingSchedule")
                                                && note.original().contains("\"limit\":16")),
                strict.notes().toString());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStatusThatNobodyKnowsIsRefusedToTheStationAndKeptInTheLog(Dialect dialect) {
        ChargingSite site = strictSite(dialect);
        int before = site.csms.received(Action.StatusNotification).size();

        Answer answer =
                site.send(
                                Action.StatusNotification,
                                "connectorId",
                                1,
                                "errorCode",
                                "NoError",
                                "status",
                                "Dancing")
                        .join();

        Answer.Failure failure = (Answer.Failure) answer;
        assertEquals(ErrorCode.PropertyConstraintViolation, failure.code());
        assertTrue(failure.description().contains("Dancing"), failure.description());
        assertEquals(before, site.csms.received(Action.StatusNotification).size());
    }

    @Test
    void aLenientCsmsGetsWhatTheStationSays() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16);
        site.settings.csms(PlainSettings.csms("ws://127.0.0.1/{station}").lenient().build());
        site.connected();
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        assertEquals(
                Answer.result(Payload.EMPTY),
                site.ask(Action.RemoteStartTransaction, "idTag", "A").join());
        site.send(
                Action.StatusNotification,
                "connectorId",
                1,
                "errorCode",
                "NoError",
                "status",
                "Dancing");
        assertEquals("Dancing", site.last(Action.StatusNotification, "status"));
    }

    private Checks.Strict strictValues(Payload... samples) {
        Payload value =
                Payload.of("timestamp", "2026-03-01T12:00:00Z", "sampledValue", List.of(samples));
        return checks.strict(
                Dialect.JSON_16,
                Direction.UP,
                Action.MeterValues,
                Part.REQUEST,
                Payload.of("connectorId", 1L, "meterValue", List.of(value)),
                Instant.EPOCH);
    }

    @Test
    void aSampleBesideASignatureKeepsWhatItMeans() {
        Payload signature = Payload.of("value", "4F434D46", "format", "signedData");
        Payload energy =
                Payload.of(
                        "value",
                        "26.008",
                        "unit",
                        "kwh",
                        "measurand",
                        "energy.active.import.register",
                        "context",
                        "transaction.end");
        Payload voltage = Payload.of("value", "230", "unit", "v", "measurand", "voltage");

        Checks.Strict strict =
                strictValues(signature.with("format", "SignedData"), energy, voltage);

        List<Payload> samples =
                strict.payload().objects("meterValue").get(0).objects("sampledValue");
        assertEquals(
                List.of(
                        signature.with("format", "SignedData"),
                        energy.with("unit", "kWh")
                                .with("measurand", "Energy.Active.Import.Register")
                                .with("context", "Transaction.End"),
                        voltage.with("unit", "V").with("measurand", "Voltage")),
                samples);
        assertEquals(5, strict.notes().size(), strict.notes().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit", "measurand", "phase", "context", "location", "format"})
    void aSampleBesideASignatureThatWouldMeanSomethingElseGoesAlone(String field) {
        Payload odd = Payload.of("value", "26.008").with(field, "Odd");
        Payload signature = Payload.of("value", "4F434D46", "format", "SignedData");

        Checks.Strict strict = strictValues(signature, odd);

        assertEquals(List.of(signature), samples(strict));
        assertTrue(
                strict.notes().stream()
                        .anyMatch(
                                note ->
                                        note.path().equals("meterValue[0].sampledValue[1]")
                                                && note.original().contains("26.008")),
                strict.notes().toString());
    }

    private static List<Payload> samples(Checks.Strict strict) {
        return strict.payload().objects("meterValue").get(0).objects("sampledValue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit", "measurand", "phase", "context", "location"})
    void aSignedRecordStaysWithoutAFieldThatTheSchemaRefuses(String field) {
        Payload signature = Payload.of("value", "4F434D46", "format", "SignedData");

        assertEquals(
                List.of(signature, Payload.of("value", "26")),
                samples(strictValues(signature.with(field, "Odd"), Payload.of("value", "26"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGNED_DATA", "signed-data", "signedData", "Signed Data", "OCMF"})
    void aRecordIsSignedDataHoweverItsFormatIsSpelled(String format) {
        Payload register =
                Payload.of(
                        "value",
                        12L,
                        "measurand",
                        "Energy_Active_Import_Register",
                        "context",
                        "Transaction End",
                        "phase",
                        "L1N",
                        "unit",
                        "Watt-Hours");
        Payload percent = Payload.of("value", "80", "measurand", "SoC", "unit", "%");
        Payload current = Payload.of("value", "16", "measurand", "current.import", "unit", "Amp");

        Checks.Strict strict =
                strictValues(
                        Payload.of("value", "OCMF|{}|{}", "format", format),
                        register,
                        percent,
                        current);

        assertEquals(
                List.of(
                        Payload.of("value", "OCMF|{}|{}", "format", "SignedData"),
                        Payload.of(
                                "value",
                                "12",
                                "measurand",
                                "Energy.Active.Import.Register",
                                "context",
                                "Transaction.End",
                                "phase",
                                "L1-N",
                                "unit",
                                "Wh"),
                        percent.with("unit", "Percent"),
                        Payload.of("value", "16", "measurand", "Current.Import", "unit", "A")),
                samples(strict));
    }
}
