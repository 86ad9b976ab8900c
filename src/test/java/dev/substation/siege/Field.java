package dev.substation.siege;

import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.RecordingCsms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The gateway with the heap that it has in service, the CSMS, and one that is hostile. */
final class Field implements AutoCloseable {

    /** How long an attacker waits for the gateway. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LINES_BEFORE_TRACE = 3;
    private static final int LINES_OF_TRACE = 40;

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    final RecordingCsms csms = RecordingCsms.start();
    final DeafCsms deaf;
    final GatewayProcess gateway;
    final int tlsPort = GatewayProcess.freePort();
    private final Path home;

    /** The gateway that attacks are measured at: both compilers of its JVM work, as in service. */
    static Field asInService(Path folder) throws IOException {
        return new Field(folder, GatewayProcess::startAsInService);
    }

    /** The gateway with the JVM of other tests, which is warm in seconds. */
    static Field quick(Path folder) throws IOException {
        return new Field(folder, GatewayProcess::start);
    }

    private Field(Path folder, BiFunction<Path, String, GatewayProcess> start) throws IOException {
        deaf = DeafCsms.start();
        home = folder.resolve("home");
        Certificates keys = Certificates.create(Files.createDirectories(folder.resolve("keys")));
        gateway =
                start.apply(
                        home,
                        """
                        http:
                          tls-port: %d
                          tls-key-store: %s
                          tls-key-store-password: %s
                        csms:
                          main: { url: "%s" }
                          deaf: { url: "%s" }
                        defaults: { csms: main, accept: any }
                        stations:
                          ATTACKER: {}
                          OF-THE-DEAF: { csms: deaf }
                          "GOOD-*": {}
                        """
                                .formatted(
                                        tlsPort,
                                        keys.keyStore(),
                                        Certificates.PASSWORD,
                                        csms.url(),
                                        deaf.url()));
    }

    int port() {
        return gateway.port();
    }

    /** Megabytes of heap in use; -1 where the JVM does not say. */
    long heap() {
        try {
            Process asked =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("test.jdk"), "bin", "jcmd")
                                            .toString(),
                                    Long.toString(gateway.handle().pid()),
                                    "GC.heap_info")
                            .redirectErrorStream(true)
                            .start();
            String said = new String(asked.getInputStream().readAllBytes());
            asked.waitFor(10, TimeUnit.SECONDS);
            long used = 0;
            for (Matcher each = USED.matcher(said.split("Metaspace")[0]); each.find(); ) {
                used += Long.parseLong(each.group(1));
            }
            return used >> 10;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Megabytes of memory that the process holds; -1 where the machine does not say. */
    long resident() {
        try {
            Matcher found =
                    RESIDENT.matcher(
                            Files.readString(
                                    Path.of("/proc", "" + gateway.handle().pid(), "status")));
            return found.find() ? Long.parseLong(found.group(1)) >> 10 : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Kilobytes that the gateway's data take on the disk. */
    long disk() {
        try (Stream<Path> files = Files.walk(home.resolve("data"))) {
            return files.filter(Files::isRegularFile).mapToLong(Field::size).sum() >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // a temporary file that has gone
        }
    }

    /** Characters that the log has so far. */
    int log() {
        return gateway.log().length();
    }

    /**
     * The first stack trace in the log, with the line that it belongs to.
     *
     * @param from where in the log to begin
     */
    Optional<String> stackTrace(int from) {
        List<String> lines = gateway.log().substring(from).lines().toList();
        int first = 0;
        while (first < lines.size() && !lines.get(first).startsWith("\tat ")) {
            first++;
        }
        return first == lines.size()
                ? Optional.empty()
                : Optional.of(
                        String.join(
                                "\n",
                                lines.subList(
                                        Math.max(0, first - LINES_BEFORE_TRACE),
                                        Math.min(lines.size(), first + LINES_OF_TRACE))));
    }

    @Override
    public void close() {
        gateway.close();
        csms.close();
        deaf.close();
    }
}
