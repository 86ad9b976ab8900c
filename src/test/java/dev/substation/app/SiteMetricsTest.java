package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.admin.Metric;
import dev.substation.app.settings.Settings;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.Backlog;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics of single stations and CSMSs. */
class SiteMetricsTest extends SteppedSite {

    private static final String SITE =
            """
            csms:
              main: { url: "ws://127.0.0.1/{station}" }
              other: { url: "ws://127.0.0.2/{station}" }
            defaults: { csms: main }
            stations:
              BOX: {}
              NEVER: { csms: other }
              "ANY-*": { accept: any }
            """;

    SiteMetricsTest() {
        super(Dialect.JSON_16);
    }

    private List<String> scrape(Optional<Backlog> backlog, String name) throws Exception {
        return scrape(backlog, name, Map.of());
    }

    /**
     * @param held the stations that stay with another CSMS than the settings say, and its name
     */
    private List<String> scrape(Optional<Backlog> backlog, String name, Map<StationId, String> held)
            throws Exception {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        Settings settings = settings(SITE);
        Map<StationId, CsmsSettings> stay = new HashMap<>();
        held.forEach((station, csms) -> stay.put(station, settings.csms().get(csms)));
        return new SiteMetrics(() -> settings, new LiveSite(settings, stay))
                .of(counting.join(), backlog, time.instant()).stream()
                        .filter(metric -> metric.name().equals(name))
                        .flatMap(metric -> metric.samples().stream())
                        .map(SiteMetricsTest::line)
                        .toList();
    }

    private static String line(Metric.Sample sample) {
        return sample.suffix() + sample.labels() + " " + sample.value();
    }

    private List<String> scrape(String name) throws Exception {
        return scrape(Optional.empty(), name);
    }

    private void run(Dialect spoken) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        for (String name : List.of("BOX", "ANY-1")) {
            gateway.opened(station(name));
            send(name, Action.BootNotification, "chargePointVendor", "V", "chargePointModel", "M");
        }
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void areOfTheStationsThatTheSiteNames(Dialect spoken) throws Exception {
        run(spoken);
        send("BOX", Action.StartTransaction, Fields.start(1, "C", 0, "2026-01-01T08:00:00Z"));
        time.pass(Duration.ofSeconds(90));
        station("BOX").answering(call -> Answer.failure(Cause.STATION_UNREACHABLE, "BOX", "off"));
        csms.link("BOX").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertEquals(List.of("{cp_id=BOX} 1", "{cp_id=NEVER} 0"), scrape("ocpp_cp_connected"));
        assertEquals(List.of("{cp_id=BOX} 1767254400"), scrape("ocpp_cp_last_msg_ts"));
        assertEquals(List.of("{cp_id=BOX} 1", "{cp_id=NEVER} 0"), scrape("ocpp_tx_active"));
        assertEquals(
                List.of("{cp_id=BOX} 1", "{cp_id=NEVER} 0"),
                scrape("substation_station_call_failures_total"));
        assertEquals(
                List.of("{cp_id=BOX} 1", "{cp_id=NEVER} 0"),
                scrape("substation_station_unreached"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveTheTimesOfCallsAndDeliveries(Dialect spoken) throws Exception {
        run(spoken);
        csms.taking(Duration.ofSeconds(2));
        send("BOX", Action.Authorize, "idTag", "C");
        time.pass(Duration.ofSeconds(4));
        send("BOX", Action.StatusNotification, Fields.status(1, "Available"));
        time.pass(Duration.ofSeconds(4));
        csms.link("BOX").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        List<String> calls = scrape("substation_call_duration_seconds");
        assertEquals(
                List.of(
                        "_sum{direction=up, action=Authorize} 2.000",
                        "_sum{direction=up, action=BootNotification} 0.000",
                        "_sum{direction=up, action=StatusNotification} 0.000",
                        "_sum{direction=down, action=ClearCache} 0.000"),
                calls.stream().filter(line -> line.startsWith("_sum")).toList());
        assertEquals(
                List.of("_sum{action=StatusNotification} 2.000"),
                scrape("substation_delivery_duration_seconds").stream()
                        .filter(line -> line.startsWith("_sum"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "JSON_16")
    void haveTheQueueOfEachCsms(Dialect spoken) throws Exception {
        run(spoken);
        Backlog backlog =
                new Backlog(
                        7,
                        Optional.of(Duration.ofSeconds(50)),
                        0,
                        Map.of(
                                new StationId("BOX"), waiting(3, 50),
                                new StationId("ANY-1"), waiting(4, 20)));

        assertEquals(
                List.of("{csms=main} 7", "{csms=other} 0"),
                scrape(Optional.of(backlog), "substation_csms_outbox_messages"));
        assertEquals(
                List.of("{csms=main} 50", "{csms=other} 0"),
                scrape(Optional.of(backlog), "substation_csms_outbox_oldest_age_seconds"));
        assertEquals(
                List.of("{csms=main} 4", "{csms=other} 3"),
                scrape(
                        Optional.of(backlog),
                        "substation_csms_outbox_messages",
                        Map.of(new StationId("BOX"), "other")));
    }

    private static Backlog.Waiting waiting(long rows, long seconds) {
        return new Backlog.Waiting(rows, Duration.ofSeconds(seconds));
    }
}
