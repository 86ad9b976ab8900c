package dev.substation.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of the gateway's JVM: those of {@code payara/jvm.options}, with a heap that fits the
 * memory of the machine or the container (docs/adr/0058-options-of-the-jvm.md).
 */
final class JvmOptions {

    /** Set by the options themselves: whoever applies them says so with it. */
    static final String SET = "substation.jvm";

    /** Options of the site, separated by spaces. */
    static final String OF_THE_SITE = "SUBSTATION_JAVA_OPTIONS";

    private static final String INSIDE = "/substation/jvm.options";
    private static final String HEAP = "-Xmx";

    private static final long MB = 1024L * 1024;

    /** Code, compiler, buffers and stacks: docs/performance.md, "How large a machine must be". */
    private static final long BESIDE_THE_HEAP = 400;

    /** With less, a gateway with a few stations runs out of heap. */
    private static final long SMALLEST = 160;

    /** What 10,000 stations need. */
    private static final long LARGEST = 2048;

    private JvmOptions() {}

    /** Whether this is the runnable jar, which has the options in it. */
    static boolean packaged() {
        return JvmOptions.class.getResource(INSIDE) != null;
    }

    /** Those for this machine, followed by those of the site. */
    static List<String> here(Map<String, String> environment) {
        try (InputStream in = JvmOptions.class.getResourceAsStream(INSIDE)) {
            String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> ofTheSite =
                    Stream.of(environment.getOrDefault(OF_THE_SITE, "").split("\\s+"))
                            .filter(option -> !option.isEmpty())
                            .toList();
            return together(of(shipped, memory()), ofTheSite);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Options and later ones, which count where two contradict each other. Java refuses two
     * collectors, so an earlier one goes if a later one is chosen.
     */
    static List<String> together(List<String> options, List<String> later) {
        boolean chosen = later.stream().anyMatch(JvmOptions::isCollector);
        List<String> all = new ArrayList<>(options);
        all.removeIf(option -> chosen && isCollector(option));
        all.addAll(later);
        return all;
    }

    private static boolean isCollector(String option) {
        return option.matches("-XX:\\+Use\\w+GC");
    }

    /**
     * The shipped options on a machine.
     *
     * @param shipped the lines of {@code payara/jvm.options}
     * @param memory of the machine or the container, in bytes
     */
    static List<String> of(String shipped, long memory) {
        return shipped.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(option -> option.startsWith(HEAP) ? HEAP + heap(option, memory) : option)
                .toList();
    }

    /** The shipped heap, less where the memory is small, more where there is plenty. */
    private static String heap(String shipped, long memory) {
        long usual = Long.parseLong(shipped.substring(HEAP.length()).replace("m", ""));
        long machine = memory / MB;
        long most = Math.max(usual, Math.min(machine / 4, LARGEST));
        return Math.min(most, Math.max(machine - BESIDE_THE_HEAP, SMALLEST)) + "m";
    }

    /** Of the machine, or of the container if that has less. */
    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
