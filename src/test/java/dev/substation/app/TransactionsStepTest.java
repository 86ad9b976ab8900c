package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerFile;
import dev.substation.store.LedgerLimits;
import dev.substation.store.TransactionRecords;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of a ledger that nobody else has open. */
class TransactionsStepTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final String BOTH =
            "csms: { old: { url: \"ws://localhost:9/{station}\" }, new: { url:"
                    + " \"ws://localhost:8/{station}\" } }\n";
    private static final String MOVED = BOTH + "defaults: { csms: new }\nstations: { CP-1: {} }\n";
    private static final String GONE =
            "csms: { new: { url: \"ws://localhost:8/{station}\" } }\nstations: { CP-1: {} }\n";

    @TempDir Path home;

    private static TransactionRow transaction(long key) {
        StationId station = new StationId("CP-1");
        return new TransactionRow(
                key,
                station,
                station,
                "old",
                key,
                "a|b|1",
                Optional.of(7L),
                Optional.of(new CsmsTransactionId("u-1", true)),
                Payload.of("status", "Accepted"),
                NOON,
                Optional.empty(),
                key,
                TransactionEnd.UNKNOWN);
    }

    private static Change queued(long sequence, long transaction) {
        return new Change.Queued(
                new OutboxRow(
                        sequence,
                        new StationId("CP-1"),
                        new StationId("CP-1"),
                        Dialect.JSON_16,
                        "id-" + sequence,
                        Action.MeterValues,
                        Payload.EMPTY,
                        Optional.of(transaction),
                        "",
                        List.of(),
                        NOON));
    }

    private Path data() throws Exception {
        return Files.createDirectories(home.resolve("data"));
    }

    private void store(Change... changes) throws Exception {
        CompletableFuture<Void> stored;
        try (Database database =
                        Database.open(
                                DatabaseSettings.inFolder(data()),
                                Thread::new,
                                () -> new Moment(System.nanoTime()));
                JpaLedger ledger =
                        new JpaLedger(
                                database,
                                Runnable::run,
                                Runnable::run,
                                new SteppedTimers(NOON),
                                LedgerLimits.DEFAULTS)) {
            stored = ledger.commit(List.of(changes));
        }
        stored.join();
    }

    private record Told(int status, String text) {}

    private Map<String, String> places(String site) throws Exception {
        Files.writeString(home.resolve("site.yaml"), site);
        return Map.of(
                "home", home.toString(),
                "site", home.resolve("site.yaml").toString(),
                "routes", home.resolve("camel-routes").toString(),
                "data", data().toString());
    }

    private Told run(String site, String... arguments) throws Exception {
        Map<String, String> question = new HashMap<>(places(site));
        question.put("arguments", String.join("\0", arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status =
                TransactionsStep.run(question, Map.of(), CLOCK, new PrintStream(out, true, UTF_8));
        return new Told(status, out.toString(UTF_8));
    }

    /** A gateway has it: that is asked, where the home says that it is. */
    @Test
    void asksTheGatewayThatHasTheLedger() throws Exception {
        store(new Change.TransactionChanged(transaction(1)));
        HttpServer gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        gateway.createContext(
                "/api/v1/transactions",
                exchange -> {
                    byte[] none = "{\"transactions\":[]}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, none.length);
                    exchange.getResponseBody().write(none);
                    exchange.close();
                });
        gateway.start();
        try (FileChannel file =
                        FileChannel.open(
                                data().resolve(LedgerFile.NAME), StandardOpenOption.WRITE);
                FileLock used = file.lock()) {
            new GatewayAddress(data()).note("http://127.0.0.1:" + gateway.getAddress().getPort());

            Told told = run(MOVED, "list");

            assertEquals("Every transaction has ended.\n", told.text());
            assertEquals(0, told.status(), used::toString);
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void listsAndClosesWhatHasNotEnded() throws Exception {
        store(new Change.TransactionChanged(transaction(1)), queued(1, 1));

        Told listed = run(MOVED, "list");
        assertEquals(0, listed.status());
        assertTrue(
                listed.text()
                        .startsWith(
                                "1  station=CP-1 connector=1 id=7  csms=old upstream=CP-1"
                                        + " id=\"u-1\""),
                listed.text());
        assertTrue(listed.text().contains("not ended; messages queued 1, parked 0"));
        assertTrue(listed.text().contains("The station CP-1 stays with the CSMS old"));

        assertEquals(0, run(MOVED, "close", "1").status());
        assertEquals(1, run(MOVED, "close", "1").status(), "it has ended");
        assertTrue(run(MOVED, "list").text().contains("ended 2026-03-01T12:00:00Z"));
    }

    @Test
    void saysWhatIsWrongWithTheCommand() throws Exception {
        assertEquals(new Told(0, run(MOVED, "--help").text()), run(MOVED, "list", "--help"));
        assertEquals(2, run(MOVED).status());
        assertEquals(2, run(MOVED, "close").status());
        assertEquals(2, run(MOVED, "close", "x").status());
        assertEquals(1, run(MOVED, "close", "4").status());
        assertTrue(run(MOVED, "list").text().startsWith("There is no ledger in "));
        assertTrue(Files.notExists(data().resolve("substation.mv.db")), "none is made");
    }

    @Test
    void checkTellsOfAMovedStation() throws Exception {
        store(new Change.TransactionChanged(transaction(1)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CheckStep.look(places(MOVED), Map.of(), CLOCK, new PrintStream(out, true, UTF_8));

        assertTrue(
                out.toString(UTF_8)
                        .contains(
                                "The station CP-1 stays with the CSMS old until its transaction 1 (7 at "
                                        + "the station)"),
                out.toString(UTF_8));
    }

    @Test
    void checkTellsWhichVendorsWereLearned() throws Exception {
        store(
                new Change.Remembered(
                        new Memory(StationVendors.OWNER, new StationId("CP-1"), "", "keba")),
                new Change.Remembered(
                        new Memory(StationVendors.OWNER, new StationId("SET"), "", "abl")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CheckStep.look(
                places(
                        """
                        csms: { main: { url: "ws://localhost:9/{station}" } }
                        stations: { CP-1: {}, SET: { vendor: generic } }
                        """),
                Map.of(),
                CLOCK,
                new PrintStream(out, true, UTF_8));

        assertTrue(
                out.toString(UTF_8)
                        .contains("vendor keba was learned from the BootNotification of CP-1\n"),
                out.toString(UTF_8));
        assertFalse(out.toString(UTF_8).contains("SET"), "the site says that one itself");
    }

    @Test
    void messagesOfACsmsThatHasGoneAreKeptUntilItComesBack() throws Exception {
        store(
                new Change.TransactionChanged(
                        transaction(1).stoppedAt(NOON, TransactionEnd.UNKNOWN)),
                queued(1, 1),
                queued(2, 1));

        settle(GONE, 0, 2);
        settle(GONE, 0, 2);
        settle(MOVED, 2, 0);
    }

    @Test
    void aStartReleasesAlsoWhatWasParkedWhileTheGatewayRanWithoutTheCsms() throws Exception {
        String why =
                "The transaction belongs to the CSMS old, which is no longer the CSMS of the station";
        store(
                new Change.TransactionChanged(
                        transaction(1).stoppedAt(NOON, TransactionEnd.UNKNOWN)),
                queued(1, 1),
                queued(2, 1),
                queued(3, 1));
        store(
                new Change.SetAside(1, NOON, why),
                new Change.SetAside(2, NOON, "GenericError: " + why),
                new Change.SetAside(3, NOON, "FormationViolation: the CSMS refuses it"));
        assertEquals(Set.of(1L), parked());
        Settings settings = settings(MOVED);
        PlacementReasons reasons =
                new PlacementReasons(List.of(""), () -> settings, Map::of, this::records);
        reasons.look();
        assertEquals(
                List.of(
                        "2 messages for the CSMS old are parked, because it was missing in site.yaml"
                                + " when the gateway started; the next start releases them"),
                reasons.sentences());

        settle(MOVED, 2, 1);

        assertEquals(Set.of(), parked());
        reasons.look();
        assertEquals(List.of(), reasons.sentences());
    }

    private Set<Long> parked() throws Exception {
        try (Database database =
                        Database.open(
                                DatabaseSettings.inFolder(data()),
                                Thread::new,
                                () -> new Moment(System.nanoTime()));
                JpaLedger ledger =
                        new JpaLedger(
                                database,
                                Runnable::run,
                                Runnable::run,
                                new SteppedTimers(NOON),
                                LedgerLimits.DEFAULTS)) {
            return ledger.load().parked();
        }
    }

    private Settings settings(String site) throws Exception {
        places(site);
        return SettingsFile.read(home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC());
    }

    private Placement placement(String site) throws Exception {
        try (TransactionRecords records = records()) {
            return Placement.settled(settings(site), records, NOON);
        }
    }

    private TransactionRecords records() {
        return TransactionRecords.open(DatabaseSettings.inFolder(home.resolve("data")));
    }

    @Test
    void healthSaysWhatIsSoByNow() throws Exception {
        store(new Change.TransactionChanged(transaction(1)), queued(1, 1));
        Settings settings = settings(MOVED);
        Placement placement = placement(MOVED);
        PlacementReasons reasons =
                new PlacementReasons(
                        placement.reasons(), () -> settings, placement::held, this::records);
        assertTrue(reasons.sentences().get(0).startsWith("The station CP-1 stays with the CSMS"));

        store(
                new Change.TransactionChanged(
                        transaction(1).stoppedAt(NOON, TransactionEnd.UNKNOWN)));
        reasons.look();
        assertTrue(reasons.sentences().get(0).startsWith("The station CP-1 stays with the CSMS"));
        store(new Change.Unqueued(1));
        reasons.look();

        assertEquals(List.of(), reasons.sentences());
        assertEquals(List.of(), placement(MOVED).reasons(), "after a start too");
    }

    @Test
    void healthSaysHowManyMessagesOfACsmsThatHasGoneAreKeptByNow() throws Exception {
        store(
                new Change.TransactionChanged(
                        transaction(1).stoppedAt(NOON, TransactionEnd.UNKNOWN)),
                queued(1, 1),
                queued(2, 1));
        Settings settings = settings(GONE);
        Placement placement = placement(GONE);
        PlacementReasons reasons =
                new PlacementReasons(
                        placement.reasons(), () -> settings, placement::held, this::records);
        assertTrue(reasons.sentences().get(0).contains("2 messages for it are parked"));

        store(new Change.Unqueued(1));
        reasons.look();
        assertTrue(reasons.sentences().get(0).contains("1 messages for it are parked"));
        store(new Change.Unqueued(2));
        reasons.look();

        assertEquals(List.of(), reasons.sentences());
    }

    @Test
    void healthSaysWhatIsStillDeliveredToACsmsThatWasRemovedWhileTheGatewayRuns() throws Exception {
        store(
                new Change.TransactionChanged(
                        transaction(1).stoppedAt(NOON, TransactionEnd.UNKNOWN)),
                queued(1, 1));
        Settings settings = settings(GONE);
        PlacementReasons reasons =
                new PlacementReasons(List.of(""), () -> settings, Map::of, this::records);

        reasons.look();

        assertTrue(
                reasons.sentences()
                        .get(0)
                        .contains(
                                "0 messages for it are parked, 1 wait, and a start without it parks"
                                        + " them"),
                reasons.sentences().toString());
    }

    @Test
    void aStationIsServedAtTheCsmsOfItsTransaction() throws Exception {
        store(new Change.TransactionChanged(transaction(1)));
        StationId id = new StationId("CP-1");
        LiveSite site = new LiveSite(settings(MOVED), placement(MOVED).held());

        assertEquals("old", site.station(id).orElseThrow().csms().name());
        assertEquals("old", site.upstream(id).orElseThrow().csms().name());
        assertEquals("old", site.upstreams(id).get(0).csms().name());
    }

    @Test
    void aTransactionThatAnotherHasReplacedHoldsNoStation() throws Exception {
        TransactionRow before = transaction(1);
        TransactionRow after = transaction(2).stoppedAt(NOON, TransactionEnd.UNKNOWN);
        store(
                new Change.TransactionChanged(before),
                new Change.TransactionChanged(
                        new TransactionRow(
                                2,
                                after.station(),
                                after.upstream(),
                                after.csms(),
                                before.connectorId(),
                                "a|b|2",
                                Optional.of(8L),
                                after.csmsId(),
                                after.idTagInfo(),
                                NOON,
                                after.stopped(),
                                before.connectorId(),
                                TransactionEnd.UNKNOWN)));

        Placement placement = placement(MOVED);

        assertEquals(Map.of(), placement.held());
        assertEquals(List.of(), placement.reasons());
    }

    private void settle(String site, long waiting, long setAside) throws Exception {
        places(site);
        Settings settings =
                SettingsFile.read(home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC());
        try (TransactionRecords records =
                TransactionRecords.open(DatabaseSettings.inFolder(data()))) {
            Placement placement = Placement.settled(settings, records, NOON);

            assertEquals(1, placement.reasons().size());
            assertEquals(waiting, records.unfinished().get(0).waiting());
            assertEquals(setAside, records.unfinished().get(0).setAside());
            assertEquals(
                    waiting > 0 ? Optional.of("old") : Optional.empty(),
                    Optional.ofNullable(placement.held().get(new StationId("CP-1")))
                            .map(csms -> csms.name()));
        }
    }
}
