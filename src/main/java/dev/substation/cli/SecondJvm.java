package dev.substation.cli;

import dev.substation.args.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Starts Java a second time, with the options of {@link JvmOptions}: a JVM cannot change its own,
 * and {@code java -jar} reads none from a jar. The first JVM waits for the second one, passes
 * signals on to it and ends with its status.
 */
final class SecondJvm {

    /** Commands that run for long. The others end before options would matter. */
    private static final Set<String> LONG = Set.of("run", "demo");

    /** Names the process that waits for the second JVM. */
    private static final String FIRST = "substation.first-jvm";

    /** A value of {@link JvmOptions#SET}: the options of the first JVM are not for the second. */
    private static final String SMALL = "small";

    private static final int STOPPED = 143;

    private SecondJvm() {}

    /** Whether a command is to run in a JVM with other options than this one. */
    static boolean isNeeded(List<String> args, Optional<String> set, boolean packaged) {
        return packaged
                && set.filter(value -> !value.equals(SMALL)).isEmpty()
                && !args.isEmpty()
                && LONG.contains(args.get(0))
                && !Arguments.askForHelp(args.subList(1, args.size()));
    }

    /** The same for this process. */
    static boolean isNeeded(List<String> args) {
        return isNeeded(
                args,
                Optional.ofNullable(System.getProperty(JvmOptions.SET)),
                JvmOptions.packaged());
    }

    /**
     * Runs a command in a second JVM and returns its exit status; empty when Java could not be
     * started.
     */
    static OptionalInt run(
            List<String> args, Path jar, Map<String, String> environment, PrintStream err) {
        List<String> command =
                command(
                        args,
                        jar,
                        JvmOptions.here(environment),
                        ManagementFactory.getRuntimeMXBean().getInputArguments());
        try {
            Process second = new ProcessBuilder(command).inheritIO().start();
            // If this process ends before it listens, the second one sees that by itself.
            if (second.supportsNormalTermination()) {
                Signals.listen("TERM", second::destroy);
                Signals.listen("INT", second::destroy);
            } else {
                // Windows gives Ctrl+C to both, and could only kill the second one.
                Signals.listen("INT", () -> {});
            }
            return OptionalInt.of(second.waitFor());
        } catch (IOException e) {
            err.println(
                    "Java cannot be started a second time (%s): the gateway runs without the options for this machine."
                            .formatted(e.getMessage()));
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    /**
     * The command line of the second JVM. Where two options contradict each other, Java takes the
     * later one: what the user gave to the first JVM comes last.
     */
    static List<String> command(
            List<String> args, Path jar, List<String> options, List<String> ofTheFirst) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String small = "-D" + JvmOptions.SET + "=" + SMALL;
        command.addAll(
                JvmOptions.together(options, ofTheFirst.contains(small) ? List.of() : ofTheFirst));
        command.add("-D" + FIRST + "=" + ProcessHandle.current().pid());
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(args);
        return command;
    }

    /** In the second JVM: stops the gateway when the first one is gone, even if it was killed. */
    static void endWithTheFirst() {
        Long first = Long.getLong(FIRST);
        if (first != null) {
            ProcessHandle.of(first)
                    .ifPresentOrElse(
                            one -> one.onExit().thenRunAsync(() -> Signals.end(STOPPED)),
                            () -> Signals.end(STOPPED));
        }
    }
}
