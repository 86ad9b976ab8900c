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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs {@link PlainGateway}s; the next ones warm up while the present one works. */
final class PlainCarrier implements Carrier {

    private static final int LOG_SHOWN = 20_000;

    /** How many warm up beside the one that works. */
    private static final int SPARES = 2;

    /** A JVM and what it prints. */
    private record Jvm(Process process, BufferedReader out) {}

    private final Path home;
    private final SharedClasses classes;
    private final int soapPort = GatewayProcess.freePort();
    private final int jsonPort = GatewayProcess.freePort();
    private final Deque<Jvm> spares = new ArrayDeque<>();
    private Jvm running;
    private boolean isWarm;
    private Duration clock = Duration.ZERO;

    /**
     * @param home what {@link Home} has written
     */
    PlainCarrier(Path home) {
        this.home = home;
        classes = new SharedClasses(home);
        classes.share(PlainGateway.class, arguments());
        launch();
    }

    private List<String> arguments() {
        return List.of(home.toString(), "" + soapPort, "" + jsonPort);
    }

    private void launch() {
        try {
            while (spares.size() < SPARES) {
                Process process =
                        new ProcessBuilder(classes.command(PlainGateway.class, arguments()))
                                .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                                .start();
                spares.add(
                        new Jvm(
                                process,
                                new BufferedReader(
                                        new InputStreamReader(
                                                process.getInputStream(),
                                                StandardCharsets.UTF_8))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return home.resolve("gateway.log");
    }

    private void begin() {
        awaitWarm();
        running = spares.poll();
        isWarm = false;
        tell("clock " + clock.toMillis());
        tell("begin");
    }

    private void tell(String line) {
        try {
            running.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            running.process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("the gateway ended: " + log(), e);
        }
    }

    @Override
    public boolean setClock(Duration offset) {
        clock = offset;
        tell("clock " + clock.toMillis());
        return true;
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

    /** Launches the next ones, so that none is launched after the last kill. */
    @Override
    public void prepare() {
        launch();
        awaitWarm();
    }

    private void awaitWarm() {
        if (spares.isEmpty()) {
            launch();
        }
        if (!isWarm) {
            await(spares.peek(), "warm");
            isWarm = true;
        }
    }

    @Override
    public void start() {
        begin();
        await(running, "ready");
    }

    @Override
    public void startAndKill(Duration after) {
        begin();
        LockSupport.parkNanos(after.toNanos());
        kill();
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
        return home.resolve("data");
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
        spares.forEach(jvm -> end(jvm.process));
        if (running != null) {
            end(running.process);
        }
    }
}
