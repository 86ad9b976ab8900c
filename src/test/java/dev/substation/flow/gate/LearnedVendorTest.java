package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.BootVendor;
import dev.substation.flow.desk.StationVendor;
import dev.substation.flow.desk.StationVendor.Origin;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.WholeStation;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Issue 14, B.1: a KEBA network of which nobody wrote {@code vendor: keba} is known by its boot, so
 * that its cards arrive without the serial and are not blocked.
 */
class LearnedVendorTest {

    private static final StationId BOX = new StationId("BOX");
    private static final Payload KEBA_BOOT = boot("Keba AG", "KC-P30-EC2401B2-M0R");
    private static final String CARD = "12345678_dummy1";

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final MemoryLedger ledger = new MemoryLedger();
    private SiteRoutes rules;
    private Site site = site("auto");
    private ScriptedStation station;
    private Gateway gateway;

    private static Payload boot(String vendor, String model) {
        return Payload.of("chargePointVendor", vendor, "chargePointModel", model);
    }

    private static Site site(String vendor) {
        return id ->
                Optional.of(PlainSettings.station().vendor(vendor).build(id))
                        .filter(settings -> id.equals(BOX));
    }

    private static UpstreamSettings part(
            StationId identity, UpstreamSettings.Shape shape, CsmsSettings csms, long connector) {
        return new UpstreamSettings(
                identity,
                csms,
                shape,
                List.of(BOX),
                List.of(new ConnectorMapping(1, BOX, connector)),
                WholeStation.USUAL);
    }

    @BeforeEach
    void load() throws Exception {
        rules = new SiteRoutes(Path.of("camel-routes"), List.of(), RuleClocks.real());
        csms.answering(csms::start);
    }

    @AfterEach
    void close() {
        rules.close();
    }

    private void start(Dialect dialect) {
        station = new ScriptedStation(BOX.value(), dialect);
        gateway =
                SteppedGateway.started(
                        time, site, rules, ledger, csms, (id, spoken, address) -> station);
        if (!dialect.isSoap()) {
            gateway.opened(station);
        }
        send(Action.Heartbeat, Payload.EMPTY);
        csms.links.values().forEach(link -> link.connect());
        time.settle();
    }

    private CompletableFuture<Answer> send(Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "1",
                                BOX,
                                Direction.UP,
                                station.dialect(),
                                action,
                                payload,
                                List.of()));
        time.settle();
        return answer;
    }

    /** The card as the CSMS gets it. */
    private String passed(String idTag) {
        send(Action.Authorize, Payload.of("idTag", idTag));
        return csms.received.stream()
                .filter(call -> call.action().equals(Action.Authorize))
                .reduce((first, last) -> last)
                .flatMap(call -> call.payload().text("idTag"))
                .orElseThrow();
    }

    private StationVendor known() {
        CompletableFuture<List<StationVendor>> all = gateway.facts().vendors();
        time.settle();
        return all.join().get(0);
    }

    private List<String> reasons() {
        var figures = gateway.figures();
        time.settle();
        return figures.join().vendors().reasons();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void learnsTheVendorFromTheBootAndCutsTheSerial(Dialect dialect) {
        start(dialect);

        send(Action.BootNotification, KEBA_BOOT);

        assertEquals("12345678", passed(CARD));
        assertEquals(
                new StationVendor(BOX, "keba", Origin.BOOT, "Keba AG KC-P30-EC2401B2-M0R"),
                known());
        assertEquals(List.of(), reasons());
    }

    @Test
    void remembersItOverARestart() {
        start(Dialect.JSON_16);
        send(Action.BootNotification, KEBA_BOOT);

        start(Dialect.JSON_16);

        assertEquals("12345678", passed(CARD));
    }

    /** A ledger of before the vendor was learned has the boot. */
    @Test
    void learnsItFromTheBootInAnOlderLedger() {
        ledger.commit(
                List.of(
                        new Change.StationChanged(
                                new StationRow(
                                        BOX,
                                        Dialect.JSON_16,
                                        "192.0.2.7:4000",
                                        Optional.of(KEBA_BOOT),
                                        new OperatingTime(0)))));

        start(Dialect.JSON_16);

        assertEquals("12345678", passed(CARD));
        assertTrue(
                ledger.load().memories().stream()
                        .anyMatch(memory -> memory.owner().equals(StationVendors.OWNER)),
                "it is remembered by itself from now on");
    }

    @Test
    void believesTheSiteMore() {
        site = site("generic");
        start(Dialect.JSON_16);
        send(Action.BootNotification, KEBA_BOOT);

        assertEquals(CARD, passed(CARD));
        assertEquals(Origin.SITE, known().origin());
        assertEquals(List.of(), reasons(), "the site knows what it wants");
    }

    @Test
    void warnsOfCardsWithASerialWhileTheVendorIsUnknown() {
        start(Dialect.SOAP_15);

        assertEquals(CARD, passed(CARD), "what it means is open before the boot");

        assertEquals(1, reasons().size(), "" + reasons());
        assertTrue(reasons().get(0).contains("BOX"), "" + reasons());
        send(Action.BootNotification, KEBA_BOOT);
        assertEquals("12345678", passed(CARD));
        assertEquals(List.of(), reasons());
    }

    @Test
    void warnsOfThemWithAMakerThatHasNoProfileToo() {
        start(Dialect.JSON_16);
        send(Action.BootNotification, boot("Acme", "Box 1"));

        assertEquals("APP_USER1", passed("APP_USER1"));
        assertEquals(List.of(), reasons());
        passed(CARD);
        assertEquals(1, reasons().size());
    }

    @Test
    void takesAnotherDeviceForWhatItSays() {
        start(Dialect.JSON_16);
        send(Action.BootNotification, KEBA_BOOT);

        send(Action.BootNotification, boot("ABL", "eMH3"));

        assertEquals("abl", known().vendor());
        send(Action.BootNotification, boot("", ""));
        assertEquals("abl", known().vendor(), "a boot that says nothing changes nothing");
    }

    /** The parts of a split station are one device. */
    @Test
    void learnsForAllPartsOfASplitStation() {
        StationId left = new StationId("LEFT");
        StationId right = new StationId("RIGHT");
        Site plain = site("auto");
        site =
                new Site() {
                    @Override
                    public Optional<StationSettings> station(StationId id) {
                        return plain.station(id);
                    }

                    @Override
                    public List<UpstreamSettings> upstreams(StationId id) {
                        var settings = plain.station(BOX).orElseThrow();
                        return List.of(
                                part(left, UpstreamSettings.Shape.HEAD, settings.csms(), 1),
                                part(right, UpstreamSettings.Shape.PART, settings.csms(), 2));
                    }
                };
        start(Dialect.JSON_16);
        send(Action.BootNotification, KEBA_BOOT);

        send(
                Action.StartTransaction,
                Payload.of(
                        "connectorId",
                        2L,
                        "idTag",
                        CARD,
                        "meterStart",
                        1L,
                        "timestamp",
                        "2026-01-01T08:00:00Z"));

        assertEquals(
                "12345678",
                csms.received.stream()
                        .filter(call -> call.station().equals(right))
                        .filter(call -> call.action().equals(Action.StartTransaction))
                        .flatMap(call -> call.payload().text("idTag").stream())
                        .findFirst()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "Keba AG, KC-P30-ES2400B2-E0R, keba",
        "KEBA Energy Automation GmbH, P40, keba",
        "BMW, KC-P30-EC2401B2, keba",
        "ABL, eMH3, abl",
        "ABL SURSUM, x, abl",
        "abl gmbh, x, abl",
        "'', eMH1, abl",
        "Capable Charging, x, generic",
        "Kabl, x, generic",
        "technagon GmbH, TE, technagon",
        "Schneider Electric, EVlink, generic"
    })
    void knowsMakersByTheirNames(String vendor, String model, String profile) {
        assertEquals(Optional.of(profile), BootVendor.of(boot(vendor, model)));
    }
}
