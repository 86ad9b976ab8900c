package dev.substation.chaos;

import dev.substation.testing.GatewayProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs {@link PlainGateway}s; the next one warms up while the present one works. */
final class PlainCarrier implements Carrier {

    private static final int LOG_SHOWN = 20_000;

    /** A JVM and what it prints. */
    private record Jvm(Process process, BufferedReader out) {}

    private final Path folder;
    private final String csmsUrl;
    private final int soapPort = GatewayProcess.freePort();
    private final int jsonPort = GatewayProcess.freePort();
    private Jvm spare;
    private Jvm running;
    private boolean isWarm;

    PlainCarrier(Path folder, String csmsUrl) {
        this.folder = folder;
        this.csmsUrl = csmsUrl;
        spare = launch();
    }

    private Jvm launch() {
        try {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx192m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xshare:auto",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    PlainGateway.class.getName(),
                                    data().toString(),
                                    csmsUrl,
                                    "" + soapPort,
                                    "" + jsonPort,
                                    "" + Waits.SHORT.answer().toMillis(),
                                    "" + Waits.SHORT.delivery().toMillis(),
                                    "" + Waits.SHORT.retry().toMillis())
                            .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                            .start();
            return new Jvm(
                    process,
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return folder.resolve("gateway.log");
    }

    private void begin() {
        prepare();
        running = spare;
        isWarm = false;
        try {
            running.process.getOutputStream().write('\n');
            running.process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("the gateway ended: " + log(), e);
        }
    }

    private void await(Jvm jvm, String word) {
        try {
            for (String line = jvm.out.readLine(); ; line = jvm.out.readLine()) {
                if (line == null) {
                    throw new AssertionError(
                            "the gateway ended before it was " + word + ": " + log());
                }
                if (line.equals(word)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void prepare() {
        if (!isWarm) {
            await(spare, "warm");
            isWarm = true;
        }
    }

    @Override
    public void start() {
        begin();
        await(running, "ready");
        spare = launch();
    }

    @Override
    public void startAndKill(Duration after) {
        begin();
        LockSupport.parkNanos(after.toNanos());
        kill();
        spare = launch();
    }

    @Override
    public void kill() {
        end(running.process);
    }

    private static void end(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        try {
            running.process.getOutputStream().close();
            await(running, "stopped");
            if (!running.process.waitFor(10, TimeUnit.SECONDS)) {
                running.process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public URI soap() {
        return URI.create("http://127.0.0.1:" + soapPort + "/soap");
    }

    @Override
    public URI json(String station) {
        return URI.create("ws://127.0.0.1:" + jsonPort + "/ocpp/" + station);
    }

    @Override
    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public String log() {
        try {
            String all = Files.readString(logFile());
            return all.substring(Math.max(0, all.length() - LOG_SHOWN));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        List.of(spare, running == null ? spare : running).forEach(jvm -> end(jvm.process));
    }
}
