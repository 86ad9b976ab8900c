package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.settings.Card;
import dev.substation.flow.time.Desk;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts beside the flow when settings go live: card files and secrets in addresses. */
class SettingsInUseTest {

    private static final StationId BOX = new StationId("BOX");
    private static final String SITE =
            """
            csms: { main: { url: "ws://main/{station}" } }
            stations: { BOX: { %s } }
            """;

    @TempDir Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private boolean stopped;
    private LiveSite live;
    private SettingsInUse inUse;
    private Entrance entrance;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(home.resolve("first.csv"), "idTag,status\n04AB,Accepted\n");
        Files.writeString(home.resolve("second.csv"), "idTag,status\n04CD,Accepted\n");
        Settings settings = settings("cards: [first.csv]");
        inUse = new SettingsInUse(settings, new CardFiles(home, settings.allCards()));
        live = new LiveSite(inUse.site(), Map.of());
        MemoryLedger ledger = new MemoryLedger();
        Gateway gateway =
                SteppedGateway.started(
                        new Desk(this::atOnce, time),
                        time,
                        live,
                        new NoRules(),
                        ledger,
                        new ScriptedCsms(time),
                        (id, spoken, address) -> new ScriptedStation(id.value(), Dialect.SOAP_16));
        entrance = new Entrance(gateway, time, Entrance.Limits.usual(10), List.of());
    }

    private void atOnce(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("the desk has ended");
        }
        task.run();
    }

    private Settings settings(String ofBox) throws Exception {
        Path file = Files.writeString(home.resolve("site.yaml"), SITE.formatted(ofBox));
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC());
    }

    private boolean accepts(String card) {
        return live.card(BOX, card).map(Card::status).filter("Accepted"::equals).isPresent();
    }

    @Test
    void anotherCardFileIsReadAtOnce() throws Exception {
        assertTrue(accepts("04ab"));
        assertFalse(accepts("04cd"));

        inUse.take(settings("cards: [first.csv, second.csv]"), entrance);
        assertTrue(accepts("04ab"));
        assertTrue(accepts("04cd"));

        inUse.take(settings("cards: [second.csv]"), entrance);
        assertFalse(accepts("04ab"));
        assertTrue(accepts("04cd"));

        inUse.take(settings(""), entrance);
        assertFalse(accepts("04cd"));
    }

    @Test
    void addressesAreHiddenOnceAStationHasASecret() throws Exception {
        assertFalse(inUse.hasSecrets());

        inUse.take(settings("secret: a-long-secret"), entrance);

        assertTrue(inUse.hasSecrets());
    }

    @Test
    void whatIsRememberedOfAStationThatIsAddedStays() throws Exception {
        SteppedTimers hours = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
        StationId added = new StationId("ADDED");
        StationId unlisted = new StationId("UNLISTED");
        try (Database database =
                        Database.open(DatabaseSettings.inFolder(home), Thread::new, hours::moment);
                JpaLedger onDisk =
                        new JpaLedger(
                                database,
                                Runnable::run,
                                Runnable::run,
                                hours,
                                LedgerLimits.DEFAULTS)) {
            onDisk.load(inUse::has);
            onDisk.commit(
                    List.of(
                            new Change.Remembered(new Memory("rule", added, "key", "1")),
                            new Change.Remembered(new Memory("rule", unlisted, "key", "2"))));
            onDisk.prune().join();

            inUse.take(settings("split: { \"1\": ADDED }"), entrance);
            hours.pass(LedgerLimits.DEFAULTS.transactionsAge().plusDays(1));
            onDisk.prune().join();

            assertEquals(
                    List.of("1"),
                    onDisk.load(station -> true).memories().stream().map(Memory::value).toList());
        }
    }

    @Test
    void whatCannotBeTakenLeavesAllAsItWas() throws Exception {
        Settings before = inUse.get();
        Settings next = settings("cards: [second.csv], secret: a-long-secret");
        stopped = true;

        assertThrows(Exception.class, () -> inUse.take(next, entrance));

        assertEquals(before, inUse.get());
        assertTrue(accepts("04ab"));
    }
}
