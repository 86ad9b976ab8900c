package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two CSMSs that update one split station whose updates wait at the gateway. */
class ReplacedUpdateTest extends SteppedSite {

    private static final String SITE =
            """
            csms:
              a: { url: "ws://a.example/{station}" }
              b: { url: "ws://b.example/{station}" }
            defaults: { csms: a }
            stations:
              NET:
                vendor: technagon
                split: { "1": NET-A, "2": NET-B }
                whole-station: { UpdateFirmware: each }
            """;

    ReplacedUpdateTest() {
        super(Dialect.JSON_16);
    }

    @BeforeEach
    void run() throws Exception {
        start(settings(SITE));
        gateway.opened(station("NET"));
        send("NET", Action.BootNotification, "chargePointVendor", "V", "chargePointModel", "M");
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
        station("NET").answering(call -> Answer.result(Payload.EMPTY));
    }

    private void update(String identity, String date) {
        CompletableFuture<Answer> answer =
                csms.link(identity)
                        .callStation(
                                Action.UpdateFirmware,
                                Payload.of("location", "http://f.example/f", "retrieveDate", date));
        time.settle();
        assertEquals(Payload.EMPTY, resultOf(answer));
    }

    private List<Object> told(String identity) {
        return csms.received.stream()
                .filter(call -> call.action().equals(Action.FirmwareStatusNotification))
                .filter(call -> call.station().value().equals(identity))
                .map(call -> call.payload().get("status"))
                .toList();
    }

    @Test
    void tellsTheOneWhoseUpdateIsReplaced() {
        update("NET-A", "2026-01-01T10:00:00Z");
        update("NET-B", "2026-01-01T11:00:00Z");

        time.pass(Duration.ofHours(5));

        assertEquals(List.of("DownloadFailed"), told("NET-A"));
        assertEquals(List.of(), told("NET-B"));
        assertEquals(1, station("NET").calls.size());
        assertTrue(
                ledger.log().toString().contains("another CSMS of the station has replaced"),
                ledger.log().toString());
    }

    @Test
    void tellsNothingToOneThatReplacesItsOwn() {
        update("NET-A", "2026-01-01T10:00:00Z");
        update("NET-A", "2026-01-01T11:00:00Z");

        assertEquals(List.of(), told("NET-A"));
    }
}
