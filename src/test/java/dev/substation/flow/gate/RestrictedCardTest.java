package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.settings.Card;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Fields;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.CardedSite;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 14, B.4: cards that the card files allow at certain boxes or connectors only. */
class RestrictedCardTest extends SteppedSite {

    private static final String OFFLINE = "offline-authorization: OfflineLocalAuthorization";
    private static final String CSMS = "csms: { main: { url: \"ws://csms/{station}\" } }\n";

    private SiteRoutes routes;

    RestrictedCardTest() {
        super(Dialect.JSON_16);
    }

    @AfterEach
    void closeRoutes() {
        if (routes != null) {
            routes.close();
        }
    }

    /** A gateway without its CSMS, and a card that counts at some places. */
    private void run(String stations, String... places) throws Exception {
        Card card =
                new Card(
                        "12345678",
                        "Accepted",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(places));
        routes = new SiteRoutes(Path.of("camel-routes"), List.of(), RuleClocks.real());
        csms.answering(ScriptedCsms::accept);
        gateway =
                SteppedGateway.started(
                        time,
                        new CardedSite(settings(CSMS + stations), Map.of("12345678", card)),
                        routes,
                        ledger,
                        csms,
                        (id, spoken, address) -> station(id.value()));
    }

    private void boot(String station) {
        if (!dialect.isSoap()) {
            gateway.opened(station(station));
        }
        send(
                station,
                Action.BootNotification,
                "chargePointVendor",
                "Keba AG",
                "chargePointModel",
                "P30",
                "chargePointSerialNumber",
                "17101300");
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        time.settle();
    }

    private String status(CompletableFuture<Answer> answer) {
        time.pass(Duration.ofSeconds(16));
        return resultOf(answer).object("idTagInfo").flatMap(info -> info.text("status")).get();
    }

    private String authorize(String station, String idTag) {
        return status(send(station, Action.Authorize, "idTag", idTag));
    }

    private String start(String station, long connector, String idTag) {
        return status(
                send(
                        station,
                        Action.StartTransaction,
                        Fields.start(connector, idTag, 100, "2026-01-01T08:00:00Z")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void aSerialIsThatBehindTheCard(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { NET: { vendor: keba, " + OFFLINE + " } }\n", "17101357", "17101300");
        boot("NET");

        assertEquals("Accepted", authorize("NET", "12345678_17101357"));
        assertEquals("Accepted", start("NET", 1, "12345678_17101357"));
        assertEquals("Invalid", authorize("NET", "12345678_17101358"));
        assertEquals("Invalid", start("NET", 2, "12345678_17101358"));
        assertEquals("Accepted", authorize("NET", "12345678"), "without one, that of the boot");
    }

    @ParameterizedTest
    @CsvSource({
        "box-1, Accepted, Accepted, Accepted",
        "BOX-1/2, Accepted, Invalid, Accepted",
        "BOX-2, Invalid, Invalid, Invalid",
        "BOX-2/1, Invalid, Invalid, Invalid",
        "17101300, Accepted, Accepted, Accepted",
        "99, Invalid, Invalid, Invalid"
    })
    void aPlaceIsAStationAConnectorOrASerial(
            String place, String authorize, String first, String second) throws Exception {
        run("stations: { BOX-1: { " + OFFLINE + " } }\n", place);
        boot("BOX-1");

        assertEquals(authorize, authorize("BOX-1", "12345678"));
        assertEquals(first, start("BOX-1", 1, "12345678"));
        assertEquals(second, start("BOX-1", 2, "12345678"));
    }

    @ParameterizedTest
    @CsvSource({
        "NET-B, Accepted, Invalid, Accepted",
        "NET/1, Accepted, Accepted, Invalid",
        "NET-B/1, Accepted, Invalid, Accepted"
    })
    void aPartOfASplitStationIsAPlace(String place, String authorize, String first, String second)
            throws Exception {
        run(
                "stations: { NET: { split: { \"1\": NET-A, \"2\": NET-B }, " + OFFLINE + " } }\n",
                place);
        boot("NET");

        assertEquals(authorize, authorize("NET", "12345678"));
        assertEquals(first, start("NET", 1, "12345678"));
        assertEquals(second, start("NET", 2, "12345678"));
    }

    @ParameterizedTest
    @CsvSource({
        "HOF, Accepted, Accepted",
        "HOF/2, Invalid, Accepted",
        "BOX-A, Accepted, Invalid",
        "BOX-B/1, Invalid, Accepted"
    })
    void aBoxOfAJoinedStationIsAPlace(String place, String first, String second) throws Exception {
        run(
                "defaults: { "
                        + OFFLINE
                        + " }\nstations: { BOX-A: {}, BOX-B: {} }\n"
                        + "upstream: { HOF: { join: { \"1\": BOX-A, \"2\": BOX-B } } }\n",
                place);
        boot("BOX-A");
        boot("BOX-B");

        assertEquals(first, start("BOX-A", 1, "12345678"));
        assertEquals(second, start("BOX-B", 1, "12345678"));
    }
}
