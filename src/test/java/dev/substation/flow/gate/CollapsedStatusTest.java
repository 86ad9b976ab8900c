package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Fields;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rule collapse-status takes the CSMS to know, though it may not have taken it. */
class CollapsedStatusTest {

    private static final String BOTH =
            """
            csms:
              a: { url: "ws://a.example/{station}" }
              b: { url: "ws://b.example/{station}" }
            """;
    private static final String AT_A = BOTH + "defaults: { csms: a }\nstations: { CP: {} }\n";
    private static final String AT_B = BOTH + "defaults: { csms: b }\nstations: { CP: {} }\n";

    @TempDir Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private ScriptedStation station = new ScriptedStation("CP", Dialect.JSON_16);
    private SiteRoutes routes;
    private Gateway gateway;
    private int runs;

    @BeforeEach
    void writeRoutes() throws Exception {
        csms.answering(csms::start);
        Path rules = Files.createDirectories(home.resolve("routes/rules"));
        Path form = Path.of("camel-routes/rules/collapse-status.kamelet.yaml");
        Files.copy(form, rules.resolve(form.getFileName()));
        Files.writeString(
                home.resolve("routes/00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - kamelet: { name: collapse-status, parameters: { seconds: 10 } }
                        - to: direct:deliver
                """);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    /** A gateway on what the ledger holds, as after a kill. */
    private void run(String siteYaml) throws Exception {
        if (routes != null) {
            routes.close();
        }
        Path file = Files.writeString(home.resolve("site.yaml"), siteYaml);
        routes =
                new SiteRoutes(
                        home.resolve("routes"), ledger.load().memories(), RuleClocks.of(time));
        csms.links.clear();
        gateway =
                SteppedGateway.started(
                        new Desk(untilTheNextRun(), time),
                        time,
                        SettingsFile.read(home, file, Map.of(), Clock.systemUTC()),
                        routes,
                        ledger,
                        csms,
                        (id, dialect, address) -> station);
        if (!station.dialect().isSoap()) {
            gateway.opened(station);
        }
        time.settle();
    }

    private Executor untilTheNextRun() {
        int run = ++runs;
        return task ->
                time.execute(
                        () -> {
                            if (run == runs) {
                                task.run();
                            }
                        });
    }

    private void send(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "id-1",
                                new StationId("CP"),
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        csms.connectAll();
        time.settle();
        resultOf(answer);
    }

    private void status(String status) {
        send(Action.StatusNotification, Fields.status(1, status));
        time.pass(Duration.ofSeconds(2));
    }

    private List<Object> told(String csmsName) {
        return csms.received(csmsName, "CP", Action.StatusNotification).stream()
                .map(call -> call.payload().get("status"))
                .toList();
    }

    /** The station was answered already, so nobody can be told; trying again would not help. */
    @Test
    void dropsAHeldStatusThatAStrictCsmsWouldRejectAtOnceAndForGood() throws Exception {
        String site = AT_A.replace("{station}\" }", "{station}\", strict: true }");
        try (TakenLines log = TakenLines.of(Class.forName("dev.substation.flow.up.Upward"))) {
            run(site);
            status("Preparing");
            send(Action.StatusNotification, "connectorId", 1, "status", "Available");
            time.pass(Duration.ofMinutes(10));
            run(site);
            time.pass(Duration.ofMinutes(10));
            status("Finishing");

            assertEquals(
                    1,
                    log.lines().stream().filter(line -> line.contains("dropped")).count(),
                    () -> log.lines().toString());
            assertEquals(List.of("Preparing", "Finishing"), told("a"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_16, InternalError, false",
        "SOAP_16, InternalError, true",
        "JSON_16, FormationViolation, false",
        "JSON_16, no answer, false",
        "JSON_16, no answer, true"
    })
    void aStatusThatTheCsmsHasNotTakenIsNotKnownToIt(
            Dialect dialect, String answer, boolean restarted) throws Exception {
        station = new ScriptedStation("CP", dialect);
        run(AT_A);
        status("Preparing");
        if (answer.equals("no answer")) {
            csms.ignoring(call -> call.action().equals(Action.StatusNotification));
        } else {
            csms.answering(
                    call ->
                            call.action().equals(Action.StatusNotification)
                                    ? Answer.failure(
                                            Cause.CSMS_REFUSED, ErrorCode.valueOf(answer), "no")
                                    : csms.start(call));
        }
        status("Charging");
        time.pass(Duration.ofMinutes(10));
        csms.ignoring(call -> false);
        csms.answering(csms::start);
        csms.received.clear();
        int before = told("a").size();
        if (restarted) {
            run(AT_A);
        }

        status("SuspendedEV");
        status("Charging");
        time.pass(Duration.ofMinutes(1));

        List<Object> all = told("a");
        assertEquals("Charging", all.subList(before, all.size()).stream().reduce("", (x, y) -> y));
    }

    @Test
    void whatAnotherCsmsWasToldIsNotKnownToTheNew() throws Exception {
        run(AT_A);
        send(Action.BootNotification, "chargePointVendor", "KEBA", "chargePointModel", "P30");
        status("Charging");
        status("SuspendedEV"); // held back

        run(AT_B);
        send(Action.Heartbeat);
        status("Charging");
        time.pass(Duration.ofMinutes(1));

        assertEquals("Charging", told("b").stream().reduce("", (x, y) -> y));
    }
}
