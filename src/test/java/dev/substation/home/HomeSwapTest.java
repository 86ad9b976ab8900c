package dev.substation.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a restore does to the files of a home, and what is left when it does not end. */
@Timeout(120)
class HomeSwapTest {

    /** Enough that a process is still at work when it is killed. */
    private static final int FILES = 2_000;

    @TempDir Path folder;
    private Home home;
    private Path unpacked;

    @BeforeEach
    void begin() throws IOException {
        home = Home.at(folder.resolve("home"));
        home.create();
        unpacked = Files.createDirectories(folder.resolve("unpacked"));
    }

    private void write(String text, Path below) throws IOException {
        Path cards = Files.createDirectories(below.resolve("cards"));
        for (int number = 0; number < FILES; number++) {
            Files.writeString(cards.resolve("%04d".formatted(number)), text);
        }
        Files.writeString(below.resolve("site.yaml"), text);
    }

    @Test
    void aKillInTheMiddleLeavesAHomeThatTheNextRestorePutsBack() throws Exception {
        write("before", home.directory());
        write("backup", unpacked);
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                SwapChild.class.getName(),
                                home.directory().toString(),
                                unpacked.toString())
                        .inheritIO()
                        .start();
        Path moved = home.data().resolve("aside").resolve(SwapChild.ASIDE).resolve("cards/0000");
        while (!Files.exists(moved) && child.isAlive()) {
            Thread.onSpinWait();
        }
        child.destroyForcibly().waitFor();

        assertTrue(HomeSwap.interrupted(home).isPresent());
        assertThrows(HomeFault.class, () -> HomeLock.take(home));
        HomeLock lock = HomeLock.takeToRestore(home);
        HomeSwap.putBack(home);
        lock.close();

        assertEquals(Optional.empty(), HomeSwap.interrupted(home));
        assertEquals("before", Files.readString(home.site()));
        for (int number = 0; number < FILES; number++) {
            Path card = home.directory().resolve("cards/%04d".formatted(number));
            assertEquals("before", Files.readString(card));
        }
    }

    @Test
    void aFaultPutsEverythingBack() throws Exception {
        Files.writeString(home.site(), "before");
        Files.writeString(home.directory().resolve("cards"), "a file");
        Files.createDirectories(home.directory().resolve("taken/by-a-folder"));
        Files.writeString(unpacked.resolve("site.yaml"), "backup");
        Files.writeString(unpacked.resolve("taken"), "cannot be placed");

        HomeFault fault =
                assertThrows(
                        HomeFault.class,
                        () ->
                                new HomeSwap(home, new Aside(home.data(), "restore", clock()))
                                        .with(unpacked));

        assertTrue(fault.getMessage().endsWith("the home is as it was before"), fault + "");
        assertEquals("before", Files.readString(home.site()));
        assertEquals("a file", Files.readString(home.directory().resolve("cards")));
        assertFalse(Files.exists(home.data().resolve("restoring")));
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }
}
