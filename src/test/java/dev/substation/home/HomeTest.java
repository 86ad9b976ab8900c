package dev.substation.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the home is on a server that our launcher has not started, and who holds it. */
class HomeTest {

    @TempDir Path temp;

    private final Properties system = new Properties();

    private Path onServer(Map<String, String> environment) {
        system.setProperty("java.io.tmpdir", temp.resolve("tmp").toString());
        return Home.onServer(environment, system, temp).directory();
    }

    @Test
    void isTheOneInTheEnvironmentBeforeAllOthers() {
        system.setProperty("substation.home", "/of/property");

        assertEquals(Path.of("/of/env"), onServer(Map.of("SUBSTATION_HOME", "/of/env")));
    }

    @Test
    void isTheOneOfTheSystemPropertyWithoutAnEnvironment() {
        system.setProperty("substation.home", "/of/property");
        system.setProperty("com.sun.aas.instanceRoot", "/opt/payara/domain1");

        assertEquals(Path.of("/of/property"), onServer(Map.of("SUBSTATION_HOME", " ")));
    }

    @Test
    void isInTheFolderOfAServerThatHasOne() {
        system.setProperty("com.sun.aas.instanceRoot", "/opt/payara/domain1");

        assertEquals(Path.of("/opt/payara/domain1/substation-home"), onServer(Map.of()));
    }

    @Test
    void isInTheWorkingDirectoryOfAServerThatIsUnpackedIntoTheTemporaryFolder() {
        system.setProperty("com.sun.aas.instanceRoot", temp.resolve("tmp/payara-1").toString());

        assertEquals(temp.resolve("substation-home"), onServer(Map.of()));
    }

    @Test
    void isInTheWorkingDirectoryAlsoIfTheTemporaryFolderIsALink() throws Exception {
        Path real = Files.createDirectories(temp.resolve("disk/payara-1")).getParent();
        Files.createSymbolicLink(temp.resolve("tmp"), real);
        system.setProperty("com.sun.aas.instanceRoot", real.resolve("payara-1").toString());

        assertEquals(temp.resolve("substation-home"), onServer(Map.of()));
    }

    @Test
    void mayBeALinkToAFolderElsewhere() throws Exception {
        Path disk = Files.createDirectories(temp.resolve("disk"));
        Files.createSymbolicLink(temp.resolve("home"), disk);

        Home.at(temp.resolve("home")).create();

        assertTrue(Files.isDirectory(disk.resolve("data")));
    }

    @Test
    void isLockedOnceInAProcessAndAgainWhenItIsReleased() throws Exception {
        Home home = Home.at(temp.resolve("home"));
        home.create();

        HomeLock lock = HomeLock.take(home);
        HomeFault second = assertThrows(HomeFault.class, () -> HomeLock.take(home));
        assertEquals(1, inAnotherProcess(home), "it is locked for other processes still");
        lock.close();
        assertEquals(0, inAnotherProcess(home));
        HomeLock.take(home).close();

        assertEquals(
                "Another Substation in this process runs on " + home.directory(),
                second.getMessage());
    }

    @Test
    void aStartWaitsForABackupToEnd() throws Exception {
        Home home = Home.at(temp.resolve("home"));
        home.create();
        Process backup = start(BackupChild.class, home).start();
        assertEquals('h', backup.getInputStream().read(), "it has the lock");
        assertThrows(HomeTaken.class, () -> HomeLock.takeAtOnce(home), "who only looks");
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread start =
                new Thread(
                        () -> {
                            try {
                                HomeLock.take(home, Duration.ZERO).close();
                                outcome.set("started");
                            } catch (HomeFault e) {
                                outcome.set(e);
                            }
                        });

        start.start();
        while (start.isAlive() && start.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        backup.getOutputStream().close();

        start.join();
        assertEquals("started", outcome.get());
        assertEquals(0, backup.waitFor());
    }

    private static int inAnotherProcess(Home home) throws Exception {
        return start(LockChild.class, home).inheritIO().start().waitFor();
    }

    private static ProcessBuilder start(Class<?> child, Home home) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                child.getName(),
                home.directory().toString());
    }

    @Test
    void saysWhichFolderCannotBeWritten() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        Home home = Home.at(file.resolve("home"));

        HomeFault fault = assertThrows(HomeFault.class, home::create);

        assertEquals(
                "The home " + file.resolve("home") + " cannot be written (",
                fault.getMessage().replaceFirst("\\(.*", "("));
    }
}
