package dev.substation.e2e;

import dev.substation.testing.GatewayProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A gateway that is killed and started again when all who use it have come to that point: two
 * starts for all of them, and one more for those who have it killed twice.
 */
final class KilledGateway implements AutoCloseable {

    private final Path home;
    private final String siteAfterTheKill;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Phaser plays =
            new Phaser() {
                @Override
                protected boolean onAdvance(int kills, int waiting) {
                    if (waiting > 0) {
                        killAndRestart();
                    }
                    return false;
                }
            };
    private final Queue<FutureTask<Void>> tasksWhileDown = new ConcurrentLinkedQueue<>();
    private volatile GatewayProcess process;
    private volatile Optional<Throwable> failedToRestart = Optional.empty();

    private KilledGateway(Path home, List<Scenario> scenarios) {
        this.home = home;
        siteAfterTheKill = site(scenarios, Scenario::stationsAfterTheKill);
        process = GatewayProcess.start(home, site(scenarios, Scenario::stations));
    }

    /** Starts it with the settings of all scenarios. */
    static KilledGateway start(Path home, List<Scenario> scenarios) {
        KilledGateway gateway = new KilledGateway(home, scenarios);
        scenarios.forEach(scenario -> scenario.at(gateway));
        return gateway;
    }

    private static String site(List<Scenario> scenarios, Function<Scenario, String> stations) {
        return section("csms", scenarios, Scenario::csms)
                + "  nobody: { url: \"ws://127.0.0.1:9/{station}\" }\n"
                + "defaults: { csms: nobody }\n"
                + section("stations", scenarios, stations)
                + section("upstream", scenarios, Scenario::upstream)
                + section("files", scenarios, Scenario::files)
                + section("udp", scenarios, Scenario::udp)
                + section("tracing", scenarios, Scenario::tracing);
    }

    private static String section(
            String name, List<Scenario> scenarios, Function<Scenario, String> lines) {
        return scenarios.stream()
                .map(scenario -> lines.apply(scenario).indent(2))
                .collect(Collectors.joining("", name + ":\n", ""));
    }

    /** Begins all of them at once. */
    Map<String, CompletableFuture<Void>> play(Map<String, Scenario.Play> all) {
        plays.bulkRegister(all.size());
        return all.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                one ->
                                        CompletableFuture.runAsync(
                                                () -> play(one.getValue()), threads)));
    }

    private void play(Scenario.Play one) {
        try {
            one.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            plays.arriveAndDeregister();
        }
    }

    /**
     * Waits until the others have ended or wait too; returns when the gateway has been killed and
     * is ready again, at another port.
     */
    void awaitKill() {
        awaitKill(() -> {});
    }

    /**
     * The same.
     *
     * @param whileDown what is done before the gateway starts again
     */
    void awaitKill(Runnable whileDown) {
        FutureTask<Void> task = new FutureTask<>(whileDown, null);
        tasksWhileDown.add(task);
        plays.arriveAndAwaitAdvance();
        failedToRestart.ifPresent(
                failure -> {
                    throw new AssertionError(failure);
                });
        try {
            task.get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void killAndRestart() {
        try {
            process.kill();
            GatewayProcess.write(home, siteAfterTheKill);
            while (!tasksWhileDown.isEmpty()) {
                tasksWhileDown.remove().run();
            }
            process = GatewayProcess.restart(home, Map.of());
        } catch (RuntimeException | Error e) {
            failedToRestart = Optional.of(e); // the others would wait for ever
        }
    }

    Path home() {
        return home;
    }

    /** An address of the gateway: {@code uri("ws", "/ocpp/CP-1")}. */
    URI uri(String scheme, String path) {
        return process.uri(scheme, path);
    }

    /** Where SOAP stations post. */
    URI soap() {
        return uri("http", "/soap");
    }

    /** Gets a page. */
    HttpResponse<String> get(String path) {
        return process.get(path);
    }

    /** All that it wrote since it was started last. */
    String log() {
        return process.log();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        process.close();
    }
}
