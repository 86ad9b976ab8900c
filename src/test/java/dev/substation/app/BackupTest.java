package dev.substation.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.time.Moment;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.ReleasedLedger;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backups of a home: with a gateway on it and without, and the way back. */
class BackupTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2027-03-01T08:00:00Z"), ZoneOffset.UTC);
    private static final String SITE = "csms: { main: { url: \"ws://localhost:9/{station}\" } }\n";

    @TempDir Path folder;
    private Home home;
    private Path file;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void begin() throws IOException {
        home = Home.at(folder.resolve("home"));
        file = folder.resolve("backup.zip");
        home.create();
        write("site.yaml", SITE);
        write("keys/csms", "secret");
        write("cards/list.csv", "idTag\n04AB\n");
        write("data/key-vault", "00");
        write("data/app/0/ROOT/unpacked", "program");
        write("data/files/1", "on its way");
    }

    private void write(String name, String text) throws IOException {
        Path at = home.directory().resolve(name);
        Files.createDirectories(at.getParent());
        Files.writeString(at, text);
    }

    private int run(HomeCommand command, Home at, String... arguments) {
        told.reset();
        return command.run(
                Map.of(
                        "arguments", String.join("\0", arguments),
                        "home", at.directory().toString(),
                        "site", at.site().toString(),
                        "routes", at.routes().toString()),
                Map.of(),
                CLOCK,
                new PrintStream(told, true, UTF_8));
    }

    private int backup() {
        return run(new BackupStep(), home, file.toString());
    }

    private int restore(Home at, String... more) {
        return run(
                new RestoreStep(),
                at,
                Stream.concat(Stream.of(file.toString()), Stream.of(more)).toArray(String[]::new));
    }

    private String said() {
        return told.toString(UTF_8);
    }

    private Path ledger() {
        return home.data().resolve("substation.mv.db");
    }

    private Database opened(Path data) {
        return Database.open(
                DatabaseSettings.inFolder(data), Thread::new, () -> new Moment(System.nanoTime()));
    }

    private Snapshot loaded(Path data) {
        try (Database database = opened(data);
                JpaLedger ledger =
                        new JpaLedger(
                                database,
                                Runnable::run,
                                Runnable::run,
                                new SteppedTimers(CLOCK.instant()),
                                LedgerLimits.DEFAULTS)) {
            return ledger.load();
        }
    }

    private static List<String> names(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .map(one -> below.relativize(one).toString())
                    .filter(name -> !name.equals("data/lock"))
                    .sorted()
                    .toList();
        }
    }

    static Stream<String> released() {
        return ReleasedLedger.SCHEMAS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("released")
    void aHomeOfAReleasedVersionIsUpdatedAndRolledBack(String version) throws Exception {
        ReleasedLedger.write(home.data(), version, "OLD-1", "main");
        ReleasedLedger.copyRules(home.routes());
        byte[] before = Files.readAllBytes(ledger());

        assertEquals(0, backup(), said());
        new CopiedRules(home, CLOCK).moveAside();
        Snapshot updated = loaded(home.data());
        new HomeVersion(home.data()).record();

        assertEquals(2, updated.transactions().size());
        assertEquals(1, updated.waiting().size(), updated.waiting().toString());
        assertEquals(17, updated.lastSequence());
        assertFalse(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));

        assertEquals(1, restore(home), "not over a home");
        assertEquals(0, restore(home, "--replace"), said());
        assertArrayEquals(before, Files.readAllBytes(ledger()), "the schema of " + version);
        assertTrue(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));
        assertFalse(Files.exists(home.data().resolve("version")));
        Path aside = home.data().resolve("aside/2027-03-01T08.00.00-restore");
        assertTrue(Files.exists(aside.resolve("data/substation.mv.db")), names(home.data()) + "");
        assertEquals(SITE, Files.readString(aside.resolve("site.yaml")));
    }

    @Test
    void savesWhatTheSiteHasAndNotWhatTheProgramMakes() throws IOException {
        assertEquals(0, backup(), said());
        Home other = Home.at(folder.resolve("other"));

        assertEquals(0, restore(other), said());

        assertEquals(
                List.of("cards/list.csv", "data/key-vault", "keys/csms", "site.yaml"),
                names(other.directory()));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                "passwords are in it");
        assertTrue(said().startsWith("The home " + other.directory() + " is as it was"), said());
    }

    @Test
    void copiesTheLedgerOfARunningGatewayWhileItIsOpen() throws Exception {
        BackupFolder gateway = new BackupFolder(home.data());
        gateway.make();
        try (HomeLock lock = HomeLock.take(home);
                Database database = opened(home.data())) {
            Thread looks =
                    new Thread(
                            () -> {
                                while (!Files.exists(file)) {
                                    gateway.answer(zip -> database.backUp(zip, 0));
                                    Thread.onSpinWait();
                                }
                            });
            looks.start();

            assertEquals(0, backup(), said());

            looks.join();
        }
        assertEquals(List.of(), names(gateway.folder()));
        Home other = Home.at(folder.resolve("other"));
        assertEquals(0, restore(other), said());
        assertEquals(0, loaded(other.data()).lastSequence());
    }

    @Test
    void asksAgainWhenTheGatewayThatWasAskedIsGone() throws Exception {
        BackupFolder gateway = new BackupFolder(home.data());
        BackupFolder.Request request = gateway.request();
        assertFalse(request.ask(), "the gateway makes the folder");
        gateway.make();
        assertTrue(request.ask());
        assertFalse(request.isTaken());

        gateway.make();

        assertTrue(request.isLost());
        gateway.request().ask();
        gateway.answer(
                zip -> assertEquals(List.of(zip), List.of(only(gateway.folder())), "worked on"));
    }

    private static Path only(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhyARunningGatewayCannotCopyItsLedger() throws Exception {
        BackupFolder gateway = new BackupFolder(home.data());
        Files.writeString(ledger(), "");
        gateway.make();
        try (HomeLock lock = HomeLock.take(home)) {
            Thread looks =
                    new Thread(
                            () -> {
                                while (!said().contains("could not")) {
                                    gateway.answer(
                                            zip -> {
                                                throw new OutOfMemoryError("no heap");
                                            });
                                    Thread.onSpinWait();
                                }
                            });
            looks.start();

            assertEquals(1, backup());

            looks.join();
        }
        assertTrue(
                said().endsWith(
                                "The gateway could not copy its ledger: java.lang.OutOfMemoryError: no heap.\n"),
                said());
        assertFalse(Files.exists(file));
    }

    @Test
    void refusesAFileThatExistsOrWouldBeInTheHome() throws IOException {
        Files.writeString(file, "precious");
        assertEquals(1, backup());
        assertEquals("precious", Files.readString(file));

        file = home.directory().resolve("backup.zip");
        assertEquals(1, backup());
        assertTrue(said().contains("would be in the home itself"), said());

        assertEquals(0, run(new BackupStep(), home, "--help"));
        assertTrue(said().contains("usage: backup FILE"), said());
        assertEquals(2, run(new BackupStep(), home));
    }

    @Test
    void aLedgerOnAServerIsSavedByItsOwnTools() throws IOException {
        write(
                "site.yaml",
                SITE + "store: { url: \"jdbc:postgresql://db/substation?password=x\" }\n");

        assertEquals(0, backup(), said());
        assertTrue(
                said().contains(
                                "The ledger is in the database jdbc:postgresql://db/substation and"
                                        + " not in this file; save it with pg_dump"),
                said());

        assertEquals(0, restore(Home.at(folder.resolve("other"))), said());
        assertTrue(said().contains("restore its dump with pg_restore"), said());
    }

    @Test
    void aDamagedOrForeignFileIsRefusedBeforeAnythingIsTouched() throws IOException {
        assertEquals(0, backup(), said());
        byte[] whole = Files.readAllBytes(file);
        List<String> before = names(home.directory());

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertEquals(1, restore(home, "--replace"));
        assertTrue(said().contains("is no backup of Substation, or is damaged"), said());

        byte[] turned = whole.clone();
        int inside = new String(whole, ISO_8859_1).indexOf("site.yaml") + 30;
        turned[inside] ^= 1;
        Files.write(file, turned);
        assertEquals(1, restore(home, "--replace"), said());

        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("holiday.jpg"));
        }
        assertEquals(1, restore(home, "--replace"));
        assertTrue(said().endsWith("backup.zip is no backup of Substation.\n"), said());

        assertEquals(before, names(home.directory()));
    }

    @Test
    void aBackupOfALaterVersionIsRefusedBeforeAnythingIsTouched() throws Exception {
        opened(home.data()).close();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:h2:file:" + home.data().resolve("substation"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE ledger_schema SET version = 99, readable_from = '9.1.0'");
        }
        assertEquals(0, backup(), said());
        List<String> before = names(home.directory());

        assertEquals(1, restore(home, "--replace"));

        assertTrue(said().contains("Substation 9.1.0 or later can read it"), said());
        assertEquals(before, names(home.directory()));
    }

    @Test
    void followsLinksOfAHomeAndLeavesThemThere() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.move(home.site(), elsewhere.resolve("site.yaml"));
        Files.createSymbolicLink(home.site(), elsewhere.resolve("site.yaml"));
        Files.move(home.data(), elsewhere.resolve("data"));
        Files.createSymbolicLink(home.data(), elsewhere.resolve("data"));
        assertEquals(0, backup(), said());
        Files.writeString(home.site(), "changed");
        Files.writeString(home.data().resolve("key-vault"), "changed");

        assertEquals(0, restore(home, "--replace"), said());

        assertTrue(Files.isSymbolicLink(home.site()));
        assertTrue(Files.isSymbolicLink(home.data()));
        assertEquals(SITE, Files.readString(elsewhere.resolve("site.yaml")));
        assertEquals("00", Files.readString(elsewhere.resolve("data/key-vault")));
    }

    private DatabaseSettings elsewhere() {
        return new DatabaseSettings("jdbc:h2:file:" + folder.resolve("db/ledger"), "gw", "pw");
    }

    private Database opened(DatabaseSettings settings) {
        return Database.open(settings, Thread::new, () -> new Moment(System.nanoTime()));
    }

    private void writeSiteWithStore(String url) throws IOException {
        write(
                "site.yaml",
                SITE + "store: { url: \"%s\", user: gw, password: pw }\n".formatted(url));
    }

    @Test
    void savesALedgerInAFileOutsideOfTheHome() throws Exception {
        Path place = elsewhere().file().orElseThrow();
        opened(elsewhere()).close();
        writeSiteWithStore(elsewhere().url());

        assertEquals(0, backup(), said());
        Home other = Home.at(folder.resolve("other"));
        assertEquals(0, restore(other), said());

        assertArrayEquals(
                Files.readAllBytes(place),
                Files.readAllBytes(other.data().resolve("substation.mv.db")));
        assertTrue(said().contains("Before, it was " + place + ", which was not touched"), said());

        Files.delete(file);
        try (HomeLock lock = HomeLock.take(home);
                Database database = opened(elsewhere())) {
            answering(zip -> database.backUp(zip, 0));
            assertEquals(0, backup(), said());
        }
        assertEquals(0, restore(Home.at(folder.resolve("third"))), said());
        assertTrue(Files.exists(folder.resolve("third/data/substation.mv.db")));
    }

    /** A gateway that answers requests until there is a backup, or the command has said why not. */
    private void answering(Consumer<Path> copy) throws IOException {
        BackupFolder gateway = new BackupFolder(home.data());
        gateway.make();
        Thread looks =
                new Thread(
                        () -> {
                            while (!Files.exists(file) && !said().contains("could not")) {
                                gateway.answer(copy);
                                Thread.onSpinWait();
                            }
                        });
        looks.setDaemon(true);
        looks.start();
    }

    @Test
    void refusesALedgerWhosePlaceDependsOnWhoAsks() throws IOException {
        writeSiteWithStore("jdbc:h2:file:./ledger");

        assertEquals(1, backup());

        assertTrue(said().contains("write store.url with the whole path of its file"), said());
        assertFalse(Files.exists(file));
    }

    @Test
    void movesALedgerFromAFileOutsideOfTheHome() throws Exception {
        writeSiteWithStore("jdbc:postgresql://localhost:9/substation");
        assertEquals(1, run(new MoveStep(), home));
        assertTrue(said().contains("name it with --from FILE"), said());

        opened(elsewhere()).close();
        new LedgerPlace(home.data()).note(elsewhere());
        assertEquals(1, run(new MoveStep(), home));
        assertTrue(said().contains("localhost:9"), "the file is found: " + said());
        String from = elsewhere().file().orElseThrow().toString();
        new LedgerPlace(home.data()).forget();
        assertEquals(1, run(new MoveStep(), home, "--from", from));
        assertTrue(said().contains("localhost:9"), said());
    }

    @Test
    void saysThatThereIsNoLedgerInTheFile() throws IOException {
        assertEquals(0, backup(), said());

        assertTrue(said().contains("There is no ledger at " + ledger()), said());
        assertTrue(said().contains("SUBSTATION_STORE_URL"), said());
    }

    @Test
    void doesNotSaveAFileThatTheGatewayNoLongerUses() throws IOException {
        Files.writeString(ledger(), "before the move");
        DatabaseSettings server =
                new DatabaseSettings("jdbc:postgresql://u:pw@db/substation?password=pw", "", "");
        new LedgerPlace(home.data()).note(server);

        assertEquals(0, backup(), said());

        assertTrue(said().contains("The gateway last used the database jdbc:postgresql://db"));
        assertTrue(said().contains("save it with pg_dump"), said());
        assertFalse(said().contains("pw@"), said());
        Home other = Home.at(folder.resolve("other"));
        assertEquals(0, restore(other), said());
        assertFalse(Files.exists(other.data().resolve("substation.mv.db")));
        assertFalse(Files.exists(other.data().resolve("ledger-place")));
    }

    @Test
    void leavesTheGatewayItsSpaceOnTheDisk() throws Exception {
        try (HomeLock lock = HomeLock.take(home);
                Database database = opened(home.data())) {
            answering(zip -> database.backUp(zip, Long.MAX_VALUE / 2));

            assertEquals(1, backup());
        }
        assertTrue(said().contains("free space on it, or stop the gateway"), said());
        assertEquals(List.of(), names(home.data().resolve("backup")));
    }

    private int backupOfAGatewayThatVanishes() {
        return run(new BackupStep(10_000L), home, file.toString());
    }

    @Test
    void savesTheFileOfAGatewayThatVanishedWhileItCopied() throws Exception {
        opened(home.data()).close();
        HomeLock lock = HomeLock.take(home);
        BackupFolder gateway = new BackupFolder(home.data());
        gateway.make();
        Thread vanishes =
                new Thread(
                        () -> {
                            while (!vanishedWith(gateway.folder(), ".unfinished")) {
                                Thread.onSpinWait();
                            }
                            lock.close();
                        });
        vanishes.start();

        assertEquals(0, backupOfAGatewayThatVanishes(), said());

        vanishes.join();
        assertTrue(Files.exists(file));
    }

    /** Takes a request as a gateway does that ends then. */
    private static boolean vanishedWith(Path requests, String ending) {
        try (Stream<Path> files = Files.list(requests)) {
            for (Path one : files.filter(name -> name.toString().endsWith(".wanted")).toList()) {
                Files.move(one, Path.of(one.toString().replace(".wanted", ending)));
                return true;
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givesUpAGatewayThatTakesRequestsAndNeverAnswers() throws Exception {
        Files.writeString(ledger(), "");
        BackupFolder gateway = new BackupFolder(home.data());
        gateway.make();
        try (HomeLock lock = HomeLock.take(home)) {
            Thread vanishes =
                    new Thread(
                            () -> {
                                for (int times = 0; times < 3; ) {
                                    times += vanishedWith(gateway.folder(), ".gone") ? 1 : 0;
                                    Thread.onSpinWait();
                                }
                            });
            vanishes.start();

            assertEquals(1, backupOfAGatewayThatVanishes());

            vanishes.join();
        }
        assertTrue(said().contains("was asked 3 times for its ledger"), said());
    }

    @Test
    void tellsALockThatCannotBeTakenFromOneThatAGatewayHas() throws IOException {
        Files.writeString(ledger(), "");
        Files.createDirectory(home.data().resolve("lock"));

        assertEquals(1, backup());

        assertTrue(said().contains("cannot be locked"), said());
    }

    @Test
    void leavesOutOnlyTheLedgerAndWhatCannotBeRead() throws IOException {
        write("keys/cert9.db", "keys");
        write("data/old.mv.db", "a ledger");
        write("lost+found/1", "root's");
        Files.createSymbolicLink(home.directory().resolve("loop"), home.directory());

        assertEquals(0, backup(), said());

        assertTrue(said().contains("loop cannot be read and is not in this file"), said());
        Home other = Home.at(folder.resolve("other"));
        assertEquals(0, restore(other), said());
        assertEquals(
                List.of(
                        "cards/list.csv",
                        "data/key-vault",
                        "keys/cert9.db",
                        "keys/csms",
                        "site.yaml"),
                names(other.directory()));
    }

    @Test
    void whatRootDoesIsStillTheGatewaysOwn() throws IOException {
        assumeTrue(Files.getOwner(folder).getName().equals("root"));
        Path linked = Files.createDirectories(folder.resolve("linked"));
        Files.move(home.site(), linked.resolve("site.yaml"));
        Files.createSymbolicLink(home.site(), linked.resolve("site.yaml"));
        opened(home.data()).close();
        give(home.directory());
        give(linked);

        assertEquals(0, backup(), said());
        write("cards/list.csv", "changed");
        assertEquals(0, restore(home, "--replace"), said());

        assertEquals(List.of(), notGivenIn(home.directory()));
        assertEquals(List.of(), notGivenIn(linked));
    }

    private static void give(Path all) throws IOException {
        UserPrincipalLookupService users = all.getFileSystem().getUserPrincipalLookupService();
        try (Stream<Path> files = Files.walk(all)) {
            for (Path one : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
                PosixFileAttributeView view =
                        Files.getFileAttributeView(one, PosixFileAttributeView.class);
                view.setOwner(users.lookupPrincipalByName("65534"));
                view.setGroup(users.lookupPrincipalByGroupName("65534"));
            }
        }
    }

    private static List<String> notGivenIn(Path all) throws IOException {
        try (Stream<Path> files = Files.walk(all)) {
            return files.filter(file -> !Files.isSymbolicLink(file))
                    .filter(
                            file -> {
                                try {
                                    return !Files.getAttribute(file, "unix:uid").equals(65534)
                                            || !Files.getAttribute(file, "unix:gid").equals(65534);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            })
                    .map(Path::toString)
                    .toList();
        }
    }

    @Test
    void refusesAHomeWhoseRestoreWasInterruptedUntilARestorePutsItBack() throws IOException {
        assertEquals(0, backup(), said());
        Path aside = home.data().resolve("aside/2027-03-01T07.00.00-restore");
        Path added = home.directory().resolve("added");
        write("data/aside/2027-03-01T07.00.00-restore/data/substation.mv.db", "the ledger");
        Files.writeString(added, "of the backup");
        Properties journal = new Properties();
        journal.setProperty("aside", aside.toString());
        journal.setProperty("before.data/substation.mv.db", ledger().toString());
        journal.setProperty("before.site.yaml", home.site().toString());
        journal.setProperty("placed.added", added.toString());
        journal.setProperty("placed.site.yaml", home.site().toString());
        try (Writer to = Files.newBufferedWriter(home.data().resolve("restoring"))) {
            journal.store(to, "");
        }
        Path first = file;
        file = folder.resolve("second.zip");

        assertThrows(HomeFault.class, () -> HomeLock.take(home), "so nothing starts");
        assertEquals(1, backup());
        assertTrue(said().contains("was interrupted"), said());
        told.reset();
        Map<String, String> places =
                Map.of(
                        "home", home.directory().toString(),
                        "site", home.site().toString(),
                        "routes", home.routes().toString());
        PrintStream out = new PrintStream(told, true, UTF_8);
        assertEquals(1, CheckStep.look(places, Map.of(), CLOCK, out));
        assertTrue(said().contains("was interrupted"), said());

        file = first;
        assertEquals(1, restore(home), "not over a home");

        assertTrue(said().contains("its files are back as they were"), said());
        assertEquals("the ledger", Files.readString(ledger()));
        assertEquals(SITE, Files.readString(home.site()));
        assertFalse(Files.exists(added));
        HomeLock.take(home).close();
    }

    @Test
    void doesNotRestoreUnderARunningGateway() throws IOException {
        assertEquals(0, backup(), said());
        try (HomeLock lock = HomeLock.take(home)) {
            assertEquals(1, restore(home, "--replace"));
        }
        assertTrue(said().endsWith("; stop it first.\n"), said());
    }
}
