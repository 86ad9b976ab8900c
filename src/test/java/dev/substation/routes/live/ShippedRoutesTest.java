package dev.substation.routes.live;

import static dev.substation.testing.Calls.STATION;
import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.down;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.testing.RuleClocks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The folder as it is shipped. */
class ShippedRoutesTest {

    private static final Path FOLDER = Path.of("camel-routes");
    private static final String USED = "12345678_dummy1";

    private SiteRoutes routes;

    @BeforeEach
    void load() throws BadRoutes {
        routes = new SiteRoutes(FOLDER, List.of(), RuleClocks.real());
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    /** The StartTransaction of the recorded KEBA frames. */
    private static Call start(String idTag) {
        return up(
                Action.StartTransaction,
                "connectorId",
                4,
                "idTag",
                idTag,
                "timestamp",
                "2021-04-08T18:49:11.450Z",
                "meterStart",
                164);
    }

    @Test
    void stripsTheSuffixOfAKebaAndKeepsItInANote() {
        Delivered delivered = delivered(routes.apply(start(USED), "keba"));

        assertEquals(start(USED).payload().with("idTag", "12345678"), delivered.call().payload());
        assertEquals(
                List.of(
                        new Note(
                                Loss.RENAMED,
                                "idTag",
                                USED,
                                "12345678",
                                "the suffix is the station's own: shown at dummy1")),
                delivered.call().notes());
        assertEquals(
                List.of(
                        new Memory("strip-idtag-suffix", STATION, "12345678", USED),
                        new Memory("strip-idtag-suffix", STATION, "SERIALS", "dummy1")),
                delivered.remembered());
    }

    @Test
    void leavesOtherVendorsAlone() {
        for (Action action : Action.UP) {
            Call call =
                    up(
                            action,
                            "idTag",
                            USED,
                            "connectorId",
                            1,
                            "meterValue",
                            List.of(Payload.of("timestamp", "t", "sampledValue", List.of())));

            Delivered delivered = delivered(routes.apply(call, "abl"));

            assertEquals(call, delivered.call());
            assertEquals(List.of(), delivered.undo());
            assertEquals(List.of(), delivered.remembered());
        }
    }

    @Test
    void restoresWhatTheCsmsSendsInTheFormThatTheStationUsed() {
        routes.apply(start(USED), "keba");

        Payload sent =
                payload(
                        routes.apply(
                                down(Action.RemoteStartTransaction, "idTag", "12345678"), "keba"));

        assertEquals(Payload.of("idTag", USED), sent);
    }

    @Test
    void passesAnswersToTheWayBack() {
        Delivered delivered = delivered(routes.apply(start("11_A"), "keba"));
        routes.apply(up(Action.Authorize, "idTag", "FAM_B"), "keba");
        Payload info = Payload.of("status", "Accepted", "parentIdTag", "fam");
        Answer answer = Answer.result(Payload.of("idTagInfo", info, "transactionId", 7));

        Answer unwound = routes.unwind(delivered.undo(), answer);

        assertEquals(
                Answer.result(
                        Payload.of(
                                "idTagInfo",
                                info.with("parentIdTag", "FAM_B"),
                                "transactionId",
                                7)),
                unwound);
    }

    @Test
    void knowsTheFormAfterARestart() throws BadRoutes {
        List<Memory> kept = delivered(routes.apply(start(USED), "keba")).remembered();

        try (SiteRoutes restarted = new SiteRoutes(FOLDER, kept, RuleClocks.real())) {
            Call remote = down(Action.RemoteStartTransaction, "idTag", "12345678");
            assertEquals(Payload.of("idTag", USED), payload(restarted.apply(remote, "keba")));
        }
    }

    @Test
    void doesNotCopyWhatNoRuleChanges() {
        Call call = up(Action.Heartbeat);

        assertSame(call.payload(), payload(routes.apply(call, "keba")));
    }
}
