package dev.substation.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that owns a ledger, as {@code ledger_owner} names it. Another process on the same
 * machine can tell by it whether it has ended.
 *
 * @param machine what tells machines and process namespaces apart; empty when that is not known
 * @param pid the number of the process in its namespace
 * @param started when the process started, in milliseconds
 */
record Owner(String machine, long pid, long started) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    /** This process. */
    static Owner self() {
        ProcessHandle process = ProcessHandle.current();
        return new Owner(thisMachine(), process.pid(), started(process));
    }

    private static String thisMachine() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NAMESPACE);
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** As it stands in the table. */
    String stored() {
        return pid + "|" + started + "|" + machine;
    }

    /** Read back; empty when none is named, or none that we understand. */
    static Optional<Owner> ofStored(String text) {
        String[] parts = text.split("\\|", 3);
        return parts.length == 3 && parts[0].matches("\\d{1,18}") && parts[1].matches("\\d{1,18}")
                ? Optional.of(
                        new Owner(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                : Optional.empty();
    }

    /** Whether the process has ended for certain. */
    boolean hasEnded() {
        return !machine.isEmpty()
                && machine.equals(thisMachine())
                && ProcessHandle.of(pid).filter(one -> started(one) == started).isEmpty();
    }
}
