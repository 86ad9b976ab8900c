package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmOptionsTest {

    private static final long MB = 1024L * 1024;

    private static String shipped() {
        try {
            return Files.readString(Path.of("payara/jvm.options"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shipped options but the heap, which depends on the machine. */
    static List<String> unchanged() {
        return JvmOptions.of(shipped(), 1024 * MB).stream()
                .filter(option -> !option.startsWith("-Xmx"))
                .toList();
    }

    /** Machines report a little less than they have: the kernel keeps some. */
    @ParameterizedTest
    @CsvSource({
        "   256, 160", "   512, 160", "   768, 368", "   960, 512", " 1024, 512",
        "  2048, 512", "  3072, 768", "  4096,1024", "  8192,2048", "65536,2048"
    })
    void theHeapFitsTheMemory(long megabytes, int heap) {
        List<String> options = JvmOptions.of(shipped(), megabytes * MB);

        assertEquals(
                List.of("-Xmx" + heap + "m"),
                options.stream().filter(option -> option.startsWith("-Xmx")).toList());
    }

    @Test
    void allElseIsAsShipped() {
        List<String> expected =
                shipped().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();

        assertEquals(expected, JvmOptions.of(shipped(), 1024 * MB));
        assertTrue(expected.contains("-XX:+UseSerialGC"), expected::toString);
    }

    @Test
    void whoeverAppliesTheShippedOptionsSaysSo() {
        assertTrue(
                JvmOptions.of(shipped(), 1024 * MB).contains("-D" + JvmOptions.SET + "=set"),
                "without it, the launcher starts one JVM after the other");
    }
}
