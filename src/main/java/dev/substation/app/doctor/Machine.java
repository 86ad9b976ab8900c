package dev.substation.app.doctor;

import dev.substation.home.OwnName;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine that a gateway runs on: Java, its name, memory, disk. */
public final class Machine {

    private static final int OLDEST_JAVA = 17;
    private static final long MEGABYTE = 1 << 20;
    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d{1,9})([kKmMgG])(?!\\S)");
    private static final Map<String, Integer> UNITS = Map.of("k", 10, "m", 20, "g", 30);

    /** What the launcher gives on the smallest machine (docs/adr/0058-options-of-the-jvm.md). */
    private static final long LEAST_HEAP = 160 * MEGABYTE;

    /** The part of the heap, one in so many, that a JVM may leave out when it names its heap. */
    private static final long LEFT_OUT = 16;

    private static final long LEAST_MEMORY = 900 * MEGABYTE;

    /** Below it new messages may soon be rejected (docs/operations.md). */
    private static final long LEAST_FREE = 500 * MEGABYTE;

    private Machine() {}

    /**
     * What is to be said of the machine and of the folder of a site.
     *
     * @param options of the JVM that a gateway gets; empty when this one is like it
     */
    public static List<Finding> look(Path home, Path data, String options) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(Runtime.version()));
        findings.add(name(OwnName.unknown()));
        findings.addAll(
                memory(heap(options).orElseGet(Runtime.getRuntime()::maxMemory), installed()));
        findings.add(disk(data));
        findings.add(writable(home));
        return findings;
    }

    /**
     * Whether Payara finds this machine.
     *
     * @param unknown its name, if that has no address
     */
    static Finding name(Optional<String> unknown) {
        return unknown.map(
                        name ->
                                Finding.wrong("%s", OwnName.fault(name))
                                        .advising(OwnName.advice(name)))
                .orElseGet(() -> Finding.ok("this machine knows the address of its own name"));
    }

    /** Whether a heap, as a JVM names it, is too small for a gateway. */
    public static boolean isSmall(long heap) {
        return heap < LEAST_HEAP - LEAST_HEAP / LEFT_OUT;
    }

    /** The heap that options set; the last of several counts. */
    static Optional<Long> heap(String options) {
        Matcher found = HEAP.matcher(options);
        Optional<Long> heap = Optional.empty();
        while (found.find()) {
            long number = Long.parseLong(found.group(1));
            heap = Optional.of(number << UNITS.get(found.group(2).toLowerCase(Locale.ROOT)));
        }
        return heap;
    }

    static Finding java(Runtime.Version version) {
        return version.feature() < OLDEST_JAVA
                ? Finding.wrong("Java %s is too old", version)
                        .advising("install Java %d or later".formatted(OLDEST_JAVA))
                : Finding.ok("Java %s of %s", version, System.getProperty("java.home"));
    }

    /**
     * Heap and memory, in bytes.
     *
     * @param installed 0 when it is not known
     */
    static List<Finding> memory(long heap, long installed) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                isSmall(heap)
                        ? Finding.wrong("the heap has at most %d MB", heap / MEGABYTE)
                                .advising("start Java with -Xmx512m")
                        : Finding.ok("the heap has at most %d MB", heap / MEGABYTE));
        if (installed > 0 && installed < LEAST_MEMORY) {
            findings.add(
                    Finding.wrong("the machine has %d MB of memory", installed / MEGABYTE)
                            .advising(
                                    "use a machine with 1 GB or more; see \"How large a machine"
                                            + " must be\" in docs/performance.md"));
        }
        return findings;
    }

    private static long installed() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static Finding disk(Path data) {
        Path there = data;
        while (there != null && !Files.exists(there)) {
            there = there.toAbsolutePath().getParent();
        }
        try {
            FileStore disk = Files.getFileStore(there);
            return room(data, disk.getUsableSpace());
        } catch (IOException | RuntimeException e) {
            return Finding.note("how much room the disk of %s has is not known (%s)", data, e);
        }
    }

    static Finding room(Path data, long free) {
        return free < LEAST_FREE
                ? Finding.wrong("the disk of %s has only %d MB left", data, free / MEGABYTE)
                        .advising(
                                "free space on it: without room for the ledger the gateway rejects"
                                        + " messages")
                : Finding.ok("the disk of %s has %,d MB left", data, free / MEGABYTE);
    }

    private static Finding writable(Path home) {
        return Files.isWritable(home)
                ? Finding.ok("%s can be written to", home)
                : Finding.wrong("%s cannot be written to", home)
                        .advising("run this command, and the gateway, as the user who owns it");
    }
}
