package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A CSMS that would take a station away from the gateway. */
class DeparturesTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            %s
            stations:
              ABL-1: { vendor: abl }
              NET: { vendor: keba, split: { "1": NET-A, "2": NET-B } }
              BOX-A: {}
              BOX-B: { csms-may-move: true }
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    DeparturesTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken, String defaults) throws Exception {
        dialect = spoken;
        start(settings(SITE.formatted(defaults)));
        for (String station : List.of("ABL-1", "NET", "BOX-A", "BOX-B")) {
            gateway.opened(station(station));
            send(
                    station,
                    Action.BootNotification,
                    "chargePointVendor",
                    "V",
                    "chargePointModel",
                    "M");
            csms.links.values().forEach(ScriptedCsms.Link::connect);
            time.settle();
        }
        stations.values().forEach(station -> station.calls.clear());
    }

    private Object status(String identity, Action action, Object... payload) {
        CompletableFuture<dev.substation.model.Answer> answer =
                csms.link(identity).callStation(action, Payload.of(payload));
        time.settle();
        return resultOf(answer).get("status");
    }

    private Object set(String identity, String key) {
        return status(identity, Action.ChangeConfiguration, "key", key, "value", "ws://far/");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void isRejectedWithAReasonAndTheStationHearsNothing(Dialect spoken) throws Exception {
        run(spoken, "");

        for (String key :
                List.of("ServiceURL", "OcppVersion", "ChargeBoxId", "CentralSystemPath")) {
            assertEquals("Rejected", set("ABL-1", key), key);
        }
        assertEquals(
                "Rejected",
                status(
                        "ABL-1",
                        Action.DataTransfer,
                        "vendorId",
                        "V",
                        "data",
                        "{\"ServiceURL\":\"ws://far/\"}"));

        assertEquals(List.of(), station("ABL-1").calls);
        assertTrue(
                ledger.log().toString().contains("ServiceURL would take the station away"),
                ledger.log().toString());
        assertEquals("Accepted", set("ABL-1", "MeterValueSampleInterval"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void isRejectedForSplitAndJoinedStationsToo(Dialect spoken) throws Exception {
        run(spoken, "");

        assertEquals("Rejected", set("NET-A", "CentralSystemAddress"));
        assertEquals("Rejected", set("HOF", "ServiceURL"));

        assertEquals(List.of(), station("NET").calls);
        assertEquals(List.of(), station("BOX-A").calls);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void passesWhereTheSiteLetsIt(Dialect spoken) throws Exception {
        run(spoken, "defaults: { csms-may-move: true }");

        assertEquals("Accepted", set("ABL-1", "ServiceURL"));
        assertEquals(
                "ServiceURL",
                station("ABL-1").last(Action.ChangeConfiguration).payload().get("key"));
    }
}
