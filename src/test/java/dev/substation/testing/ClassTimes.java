package dev.substation.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Writes a line per test class to {@code target/class-times.tsv}: elapsed seconds, processor
 * seconds, class. Processor time is that of the fork and of the processes that it started and that
 * have ended. It hardly depends on what else the machine does; elapsed time does.
 */
public final class ClassTimes implements BeforeAllCallback, AfterAllCallback {

    private static final Path FILE = Path.of("target", "class-times.tsv");

    /** The unit in which {@code /proc} counts, on every Linux platform. */
    private static final double TICKS_PER_SECOND = 100;

    private record Begin(long nanos, double processor) {}

    @Override
    public void beforeAll(ExtensionContext test) {
        if (isOutermost(test)) {
            store(test).put(FILE, new Begin(System.nanoTime(), processor()));
        }
    }

    @Override
    public void afterAll(ExtensionContext test) throws IOException {
        if (isOutermost(test)) {
            Begin begin = store(test).get(FILE, Begin.class);
            String line =
                    "%.2f\t%.2f\t%s%n"
                            .formatted(
                                    (System.nanoTime() - begin.nanos) / 1e9,
                                    processor() - begin.processor,
                                    test.getRequiredTestClass().getName());
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Whether this is a class of a file of its own, rather than one within another. */
    static boolean isOutermost(ExtensionContext test) {
        return test.getRequiredTestClass().getEnclosingClass() == null;
    }

    private static ExtensionContext.Store store(ExtensionContext test) {
        return test.getStore(ExtensionContext.Namespace.create(ClassTimes.class));
    }

    /** Processor seconds of this process and its ended children; 0 where there is no /proc. */
    private static double processor() {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = 11; field <= 14; field++) { // utime, stime, cutime, cstime
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
