package dev.substation.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runnable jar as a process of its own, on a random port: what a user starts. Runs on the JDK
 * in {@code test.jdk}, with the options of {@code payara/jvm.options} and, where the test does not
 * ask for those of service alone, of {@code test.jvm}.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

    private static final Duration READY_WITHIN = Duration.ofSeconds(600);

    /** One for all: each has a thread of its own, which lives until the garbage is collected. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final int port;
    private final Set<Integer> told = new ConcurrentSkipListSet<>();

    private GatewayProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Writes a home with this {@code site.yaml}, starts the gateway in it, waits until it is ready.
     */
    public static GatewayProcess start(Path home, String siteYaml) {
        return start(home, siteYaml, Map.of());
    }

    /** The same with further environment variables. */
    public static GatewayProcess start(
            Path home, String siteYaml, Map<String, String> environment) {
        write(home, siteYaml);
        return restart(home, environment);
    }

    /** The same with the JVM's options of service alone: for tests of what it bears. */
    public static GatewayProcess startAsInService(Path home, String siteYaml) {
        write(home, siteYaml);
        return restart(home, Map.of(), List.of());
    }

    /** Starts the gateway in a home that is there already, on a new port. */
    public static GatewayProcess restart(Path home, Map<String, String> environment) {
        return restart(home, environment, optionsOfTests());
    }

    /** The same with further options of the JVM. */
    public static GatewayProcess restart(Path home, List<String> options) {
        return restart(
                home,
                Map.of(),
                Stream.concat(optionsOfTests().stream(), options.stream()).toList());
    }

    private static GatewayProcess restart(
            Path home, Map<String, String> environment, List<String> options) {
        int port = freePort();
        GatewayProcess gateway =
                launch(
                        home.resolveSibling(home.getFileName() + ".log"),
                        port,
                        environment,
                        options,
                        List.of("run", "--home", home.toString(), "--http-port", "" + port));
        gateway.awaitReady();
        return gateway;
    }

    /** Waits until it is ready; fails with its log when it ends instead. */
    public void awaitReady() {
        try {
            Wait.until("the gateway is ready or has ended", READY_WITHIN, this::readyOrEnded);
        } catch (AssertionError late) {
            kill();
            throw new AssertionError(late.getMessage() + "; its log:\n" + log(), late);
        }
        if (!process.isAlive()) {
            throw new AssertionError("the gateway did not start; its log:\n" + log());
        }
    }

    /** Runs a command that is expected to end by itself, and waits for it. */
    public static GatewayProcess run(Path log, Map<String, String> environment, String... args) {
        GatewayProcess gateway = launch(log, 0, environment, optionsOfTests(), List.of(args));
        gateway.awaitEnd();
        return gateway;
    }

    /** Writes the settings of a home. */
    public static void write(Path home, String siteYaml) {
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("site.yaml"), siteYaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewayProcess launch(
            Path log,
            int port,
            Map<String, String> environment,
            List<String> options,
            List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("test.jdk"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.addAll(options);
        command.add("-jar");
        command.add(System.getProperty("substation.jar"));
        command.addAll(args);
        return launch(log, port, environment, command);
    }

    /**
     * A process of another program that will have a gateway in it.
     *
     * @param port where it listens
     * @param environment further variables; none of this process begins with {@code SUBSTATION_}
     */
    public static GatewayProcess launch(
            Path log, int port, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SUBSTATION_"));
        // Tests ask the API as the machine's own; AccessCases test the lock.
        builder.environment().put("SUBSTATION_ADMIN_LOOPBACK_WITHOUT_LOGIN", "true");
        builder.environment().putAll(environment);
        try {
            return new GatewayProcess(builder.start(), log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lets a gateway that lives for seconds start in less time; none outside the build. */
    public static List<String> optionsOfTests() {
        return Stream.of(System.getProperty("test.jvm", "").split(" "))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    /** The options of the JVM in service. */
    public static List<String> jvmOptions() {
        try {
            return Files.readAllLines(Path.of("payara/jvm.options")).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Looks at the port often, which costs next to nothing, so that it sees any answer that is
     * given too early; asks only where somebody listens.
     */
    private boolean readyOrEnded() {
        if (!process.isAlive()) {
            return true;
        }
        if (!listens()) {
            return false;
        }
        try {
            int status = get("/health/ready").statusCode();
            told.add(status);
            return status == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private boolean listens() {
        try (Socket knock = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return knock.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** An address of the gateway: {@code uri("ws", "/ocpp/CP-1")}. */
    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + port + path);
    }

    /** Gets a page. */
    public HttpResponse<String> get(String path) {
        return ask(HttpRequest.newBuilder(uri("http", path)));
    }

    /** Posts JSON. */
    public HttpResponse<String> post(String path, String json) {
        return ask(
                HttpRequest.newBuilder(uri("http", path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) {
        try {
            return CLIENT.send(
                    request.timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The HTTP statuses that were seen from its start until it was ready. */
    public Set<Integer> toldWhileStarting() {
        return told;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** How many threads it has, the JVM's own included. */
    public int threads() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("Threads:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its Java threads by their names, numbers left out: how many there are of each. */
    public Map<String, Long> threadNames() {
        return jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1)).replaceAll("\\d+", "N"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    /** Has its heap collected, so that what is in use is what is needed. */
    public void collectGarbage() {
        jcmd("GC.run");
    }

    /** What the JVM's {@code jcmd} says. */
    String jcmd(String command) {
        String jcmd = Path.of(System.getProperty("test.jdk"), "bin", "jcmd").toString();
        try {
            Process asked =
                    new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
                            .redirectErrorStream(true)
                            .start();
            String answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
            if (asked.waitFor() != 0) {
                throw new AssertionError("jcmd " + command + " failed: " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The TCP ports that it listens on. */
    public Set<Integer> listening() {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> open = Files.list(proc.resolve("fd"));
                Stream<String> four = Files.lines(proc.resolve("net/tcp"));
                Stream<String> six = Files.lines(proc.resolve("net/tcp6"))) {
            Set<String> sockets = open.map(GatewayProcess::target).collect(Collectors.toSet());
            return Stream.concat(four, six)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(row -> row.length > 9 && row[3].equals("0A"))
                    .filter(row -> sockets.contains("socket:[" + row[9] + "]"))
                    .map(row -> row[1].substring(row[1].indexOf(':') + 1))
                    .map(hex -> Integer.parseInt(hex, 16))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    /** All that it wrote so far, both streams. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit status of a process that has ended. */
    public int status() {
        return process.exitValue();
    }

    /** Ends it as a service manager does (SIGTERM). */
    public void stop() {
        process.destroy();
        awaitEnd(STOPPED_WITHIN);
    }

    /** Ends it as a power cut does (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(STOPPED_WITHIN);
    }

    /** Waits for one that is expected to end by itself. */
    public void awaitEnd() {
        awaitEnd(READY_WITHIN);
    }

    private void awaitEnd(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "the gateway did not end within " + within + "; its log:\n" + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    /** Kills it when it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
