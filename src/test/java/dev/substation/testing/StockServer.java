package dev.substation.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A stock Payara Micro as a process of its own, which knows nothing of our launcher; applications
 * are deployed and undeployed while it runs ({@link StockServerMain}).
 */
public final class StockServer implements AutoCloseable {

    private static final Duration OBEYS_WITHIN = Duration.ofSeconds(600);
    private static final String LOADER = "org.glassfish.web.loader.WebappClassLoader";

    /** Fewer than the gateway has, more than what Payara itself makes for an application. */
    private static final int MANY_CLASSES = 1_000;

    private final GatewayProcess process;
    private int done;

    private StockServer(GatewayProcess process) {
        this.process = process;
        awaitDone();
    }

    /**
     * Starts one; returns when it is ready.
     *
     * @param jdk to run on
     * @param jar of Payara Micro
     * @param log what it writes
     * @param properties of the system, for its JVM
     */
    public static StockServer start(
            Path jdk,
            Path jar,
            Path log,
            Map<String, String> environment,
            Map<String, String> properties) {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        // Only with -jar does Java read them by itself.
        command.addAll(attribute(jar, "Add-Opens", "--add-opens"));
        command.addAll(attribute(jar, "Add-Exports", "--add-exports"));
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(GatewayProcess.optionsOfTests());
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(jar + File.pathSeparator + Path.of("target/test-classes"));
        command.add(StockServerMain.class.getName());
        int port = GatewayProcess.freePort();
        command.addAll(List.of("--port", "" + port, "--nohazelcast", "--disablephonehome"));
        return new StockServer(GatewayProcess.launch(log, port, environment, command));
    }

    private static List<String> attribute(Path jar, String name, String option) {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getEntry(JarFile.MANIFEST_NAME))) {
            String packages = new Manifest(in).getMainAttributes().getValue(name);
            return packages == null
                    ? List.of()
                    : Stream.of(packages.strip().split("\\s+"))
                            .flatMap(one -> Stream.of(option, one + "=ALL-UNNAMED"))
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deploys an application; returns when that is done, or has failed. */
    public void deploy(String name, String contextPath, Path war) {
        process.tell("deploy " + name + " " + contextPath + " " + war);
        awaitDone();
    }

    /** Undeploys an application. */
    public void undeploy(String name) {
        process.tell("undeploy " + name);
        awaitDone();
    }

    private void awaitDone() {
        done++;
        try {
            Wait.until(
                    "the server has obeyed or ended",
                    OBEYS_WITHIN,
                    () ->
                            !process.handle().isAlive()
                                    || process.log()
                                                    .lines()
                                                    .filter(line -> line.startsWith("DONE"))
                                                    .count()
                                            >= done);
        } catch (AssertionError late) {
            process.kill();
            throw new AssertionError(late.getMessage() + "; its log:\n" + process.log(), late);
        }
        if (!process.handle().isAlive()) {
            throw new AssertionError("the server has ended; its log:\n" + process.log());
        }
    }

    /** How to ask it. */
    public GatewayProcess process() {
        return process;
    }

    /** How many deployments of the gateway the JVM still knows the classes of. */
    public long loadersOfGateways() {
        process.collectGarbage();
        Function<String, Integer> classes = line -> Integer.parseInt(line.split("\\s+")[3]);
        return process.jcmd("VM.classloader_stats")
                .lines()
                .filter(line -> line.endsWith(LOADER))
                .filter(line -> classes.apply(line) > MANY_CLASSES)
                .count();
    }

    @Override
    public void close() {
        process.close();
    }
}
