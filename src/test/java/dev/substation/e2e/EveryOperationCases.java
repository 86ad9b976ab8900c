package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.dialect.Dictionary;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.testing.Json;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.Sample;
import dev.substation.testing.SoapMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All operations that the dialects have in common cross the gateway, field by field, both ways;
 * those of the security extension do in {@link SecurityCases}.
 */
@ExtendWith(SharedGateway.class)
abstract class EveryOperationCases {

    private static final Dictionary DICTIONARY = Dictionary.load();

    /** A transaction begins before its values and ends after them; the rest in any order. */
    private static final List<Action> FIRST =
            List.of(Action.BootNotification, Action.StartTransaction);

    private static final List<Action> LAST = List.of(Action.StopTransaction);

    private static Running running;

    @BeforeAll
    static void run(Running shared) {
        running = shared;
    }

    @AfterAll
    static void answerAsUsual() {
        Action.UP.forEach(action -> running.csms().asUsual(action.name()));
    }

    @TestFactory
    Stream<DynamicTest> soap15() {
        return soap(Version.V15, Dialect.SOAP_15, 10, 15);
    }

    @TestFactory
    Stream<DynamicTest> soap16() {
        return soap(Version.V16, Dialect.SOAP_16, 10, 19);
    }

    private Stream<DynamicTest> soap(Version version, Dialect dialect, int up, int down) {
        PlainSoapStation station =
                new PlainSoapStation(version, "EVERY-" + version, running.soap());
        List<DynamicTest> tests = new ArrayList<>();
        for (Action action : actions(dialect, Direction.UP, up)) {
            Sample sample = Sample.of(version.word(), Direction.UP, action.name());
            tests.add(dynamicTest("up " + action, () -> soapUp(station, action.name(), sample)));
        }
        for (Action action : actions(dialect, Direction.DOWN, down)) {
            Sample sample = Sample.of(version.word(), Direction.DOWN, action.name());
            tests.add(
                    dynamicTest("down " + action, () -> soapDown(station, action.name(), sample)));
        }
        if (dialect == Dialect.SOAP_15) {
            tests.addAll(answeredForSoap15(station));
        }
        return tests.stream().onClose(station::close);
    }

    @TestFactory
    Stream<DynamicTest> json16() {
        String name = "EVERY-JSON";
        PlainJsonStation station = PlainJsonStation.connect(running.json(name));
        List<DynamicTest> tests = new ArrayList<>();
        for (Action action : actions(Dialect.SOAP_16, Direction.UP, 10)) {
            Sample sample = Sample.of("1.6", Direction.UP, action.name());
            tests.add(
                    dynamicTest(
                            "up " + action, () -> jsonUp(name, station, action.name(), sample)));
        }
        for (Action action : actions(Dialect.SOAP_16, Direction.DOWN, 19)) {
            Sample sample = Sample.of("1.6", Direction.DOWN, action.name());
            tests.add(
                    dynamicTest(
                            "down " + action,
                            () -> jsonDown(name, station, action.name(), sample)));
        }
        return tests.stream().onClose(station::close);
    }

    private static List<Action> actions(Dialect dialect, Direction direction, int number) {
        List<Action> actions = DICTIONARY.actions(dialect, direction);
        assertEquals(number, actions.size(), actions.toString());
        return actions.stream().sorted(Comparator.comparing(EveryOperationCases::turn)).toList();
    }

    private static int turn(Action action) {
        return FIRST.contains(action)
                ? FIRST.indexOf(action)
                : LAST.contains(action) ? Integer.MAX_VALUE : FIRST.size();
    }

    private void soapUp(PlainSoapStation station, String action, Sample sample) {
        script(action, sample);

        SoapMessage answer = station.call(action, sample.requestXml());

        assertEquals(
                "{" + station.version().cs() + "}" + element(action) + "Response", answer.name());
        assertEquals("/" + action + "Response", answer.header("Action"));
        assertEquals(200, answer.status());
        if (action.equals("Heartbeat")) {
            assertIsNow(answer.field("currentTime"));
            return;
        }
        assertEquals(SoapMessage.fieldsOf(sample.responseXml()), answer.fields());
        assertArrived(station.identity(), action, sample);
    }

    private void jsonUp(String name, PlainJsonStation station, String action, Sample sample) {
        script(action, sample);

        JsonArray answer = station.call(action, sample.requestJson());

        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        JsonObject payload = answer.get(2).getAsJsonObject();
        if (action.equals("Heartbeat")) {
            assertIsNow(payload.get("currentTime").getAsString());
            return;
        }
        assertEquals(Json.fields(Json.object(sample.responseJson())), Json.fields(payload));
        assertArrived(name, action, sample);
    }

    private void soapDown(PlainSoapStation station, String action, Sample sample) {
        station.answering(action, sample.responseXml());

        JsonArray answer = running.csms().ask(station.identity(), action, sample.requestJson());

        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        SoapMessage visit = station.awaitVisit(action);
        assertEquals(
                "{" + station.version().cp() + "}" + element(action) + "Request", visit.name());
        assertEquals(SoapMessage.fieldsOf(sample.requestXml()), visit.fields());
        assertEquals(station.identity(), visit.header(station.version().cp(), "chargeBoxIdentity"));
        assertEquals(Json.fields(Json.object(sample.responseJson())), Json.fields(answer.get(2)));
    }

    private void jsonDown(String name, PlainJsonStation station, String action, Sample sample) {
        station.answering(action, sample.responseJson());

        JsonArray answer = running.csms().ask(name, action, sample.requestJson());

        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        assertEquals(
                Json.fields(Json.object(sample.requestJson())),
                Json.fields(station.awaitCall(action).get(3)));
        assertEquals(Json.fields(Json.object(sample.responseJson())), Json.fields(answer.get(2)));
    }

    /** What 1.5 does not have is answered by the gateway, with the status that says so. */
    private List<DynamicTest> answeredForSoap15(PlainSoapStation station) {
        Map<String, String> statuses =
                Map.of(
                        "ClearChargingProfile", "Unknown",
                        "GetCompositeSchedule", "Rejected",
                        "SetChargingProfile", "NotSupported",
                        "TriggerMessage", "Rejected"); // nothing was said of that connector
        return statuses.entrySet().stream()
                .map(
                        entry ->
                                dynamicTest(
                                        "down " + entry.getKey() + " does not exist",
                                        () ->
                                                assertAnsweredFor(
                                                        station, entry.getKey(), entry.getValue())))
                .toList();
    }

    private void assertAnsweredFor(PlainSoapStation station, String action, String status) {
        Sample sample = Sample.of("1.6", Direction.DOWN, action);

        JsonArray answer = running.csms().ask(station.identity(), action, sample.requestJson());

        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        assertEquals("{\"status\":\"" + status + "\"}", answer.get(2).toString());
        assertEquals(List.of(), station.visits(action));
    }

    private void script(String action, Sample sample) {
        running.csms().when(action, (who, payload) -> new Reaction.Result(sample.responseJson()));
    }

    private void assertArrived(String station, String action, Sample sample) {
        List<String> expected = Json.fields(Json.object(sample.requestJson()));
        JsonObject arrived = running.csms().awaitCall(station, action);
        assertEquals(expected, Json.fields(arrived));
    }

    private static void assertIsNow(String time) {
        Duration off = Duration.between(Instant.parse(time), Instant.now()).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, time);
    }

    private static String element(String action) {
        return Character.toLowerCase(action.charAt(0)) + action.substring(1);
    }
}
