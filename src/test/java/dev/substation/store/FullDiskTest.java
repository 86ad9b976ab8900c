package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.testing.Wait;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in a process that may write no more: refuses, goes on when it may, loses nothing. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

    private static final int KILOBYTES = 2_048;

    @TempDir Path folder;

    @Test
    void goesOnByItselfWhenTheQuotaIsRaised() throws Exception {
        Process child = start("ulimit -S -f " + KILOBYTES + "; exec ", folder);

        outlivesAFullDisk(
                child, () -> run("prlimit", "--pid", "" + child.pid(), "--fsize=unlimited") == 0);
    }

    /** On a real file system of 6 MB; needs the right to mount one. */
    @Test
    void goesOnByItselfWhenThereIsSpaceAgain() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=6m", "none", disk.toString()) == 0,
                "a file system can be mounted here");
        try {
            Path filler = Files.write(disk.resolve("filler"), new byte[4 << 20]);

            outlivesAFullDisk(start("exec ", disk), () -> Files.deleteIfExists(filler));
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private interface Relief {
        boolean come() throws IOException, InterruptedException;
    }

    private static void outlivesAFullDisk(Process child, Relief relief) throws Exception {
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
                PrintStream in = new PrintStream(child.getOutputStream(), true)) {
            String full = out.readLine();
            in.println("watch");
            String stillFull = out.readLine();
            assertTrue(relief.come(), "there is room again");
            // The ledger is watched every few seconds; the first look may still find the disk full.
            Wait.until(
                    "the ledger takes writes again",
                    Duration.ofSeconds(60),
                    () -> {
                        in.println("watch");
                        return "stored".equals(line(out));
                    });
            in.println("end");
            String stored = out.readLine();
            String read = out.readLine();

            assertTrue(full.startsWith("full "), full);
            assertTrue(full.contains("the disk is full"), full);
            assertTrue(full.contains("trouble: Optional["), full);
            assertTrue(stillFull.contains("the disk is full"), stillFull);
            assertEquals(stored.replace("stored", "read"), read);
            assertTrue(child.waitFor(60, TimeUnit.SECONDS), "it closes in order");
            assertEquals(0, child.exitValue());
        } finally {
            child.destroyForcibly();
        }
    }

    private static String line(BufferedReader out) {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(String before, Path data) throws IOException {
        String java =
                String.join(
                        " ",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData", // its file would be cut short as well
                                "-cp",
                                "'" + System.getProperty("java.class.path") + "'",
                                FullDisk.class.getName(),
                                "'" + data + "'"));
        return new ProcessBuilder("bash", "-c", before + java)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
