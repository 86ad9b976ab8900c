package dev.substation.cli;

import dev.substation.args.Arguments;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeTaken;
import dev.substation.home.OwnName;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** The commands. Everything that can be wrong is said before Payara starts, which takes seconds. */
final class Run {

    /** Reads {@code site.yaml}: {@code dev.substation.app.Check}. */
    private static final String CHECK = "dev.substation.app.Check";

    private static final String DEMO = "dev.substation.sandbox.DemoSteps";
    private static final String LOOK = "dev.substation.app.CheckStep";

    private static final String STATION = "station";

    /** Commands of the gateway's own classes, which need no gateway and print their own help. */
    private static final Map<String, String> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put(STATION, "dev.substation.sandbox.StationStep");
        STEPS.put("routes", "dev.substation.app.RoutesStep");
        STEPS.put("transactions", "dev.substation.app.TransactionsStep");
        STEPS.put("cards", "dev.substation.app.CardsStep");
        STEPS.put("keba", "dev.substation.app.KebaStep");
        STEPS.put("udp", "dev.substation.app.UdpStep");
        STEPS.put("backup", "dev.substation.app.BackupStep");
        STEPS.put("restore", "dev.substation.app.RestoreStep");
        STEPS.put("move-to-postgresql", "dev.substation.app.MoveStep");
        STEPS.put("doctor", "dev.substation.app.DoctorStep");
        STEPS.put("stations", "dev.substation.app.StationsStep");
        STEPS.put("csms", "dev.substation.app.CsmsStep");
        STEPS.put("refused", "dev.substation.app.RefusedStep");
        STEPS.put("parked", "dev.substation.app.ParkedStep");
        STEPS.put("messages", "dev.substation.app.MessagesStep");
        STEPS.put("send", "dev.substation.app.SendStep");
        STEPS.put("users", "dev.substation.app.UsersStep");
        STEPS.put("tokens", "dev.substation.app.TokensStep");
        STEPS.put("audit", "dev.substation.app.AuditStep");
        STEPS.put("support", "dev.substation.app.SupportStep");
    }

    /** Set by the gateway inside Payara once it is up. */
    private static final String UP = "substation.up";

    /** Held until the process ends; nobody unlocks it, so that no order of shutdown matters. */
    private static HomeLock held;

    private static final String NAME_ANOTHER = "name another with --home DIR.";

    private final PrintStream out;
    private final PrintStream err;

    Run(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Starts the gateway in a home; returns when it is up, or why it is not. */
    int start(Home home, OptionalInt httpPort) {
        Unpacked gateway = open(home);
        home.fill(gateway.defaults())
                .forEach(written -> out.println("Wrote " + written + " to begin with."));
        return launch(gateway, home, httpPort, "INFO").isPresent() ? ExitStatus.RUNNING : failed();
    }

    /**
     * Starts a gateway with a practice CSMS, and plays a charging session through it. The home's
     * folder {@code demo} is made anew each time.
     *
     * @param once whether to end after the session, rather than stay to be tried out
     */
    int demo(Home around, OptionalInt httpPort, boolean once) {
        Home home = Home.at(around.directory().resolve("demo"));
        Unpacked gateway = open(home);
        home.clear();
        Function<Map<String, String>, Map<String, String>> demo = gateway.entry(DEMO);
        demo.apply(Map.of("step", "open", "site", home.site().toString()));
        home.fill(gateway.defaults());
        Optional<String> url = launch(gateway, home, httpPort, "WARNING");
        if (url.isEmpty()) {
            return failed();
        }
        Map<String, String> played = demo.apply(Map.of("step", "play", "gateway", url.get()));
        if (once) {
            Signals.stop();
            Signals.hushAll();
            return played.get("complete").equals("true") ? ExitStatus.OK : ExitStatus.FAILED;
        }
        demo.apply(Map.of("step", "explain"));
        return ExitStatus.RUNNING;
    }

    /**
     * Where a command unpacks what needs no home: in the home if there is one, else in a folder of
     * its own.
     */
    static Path apps(Home home) {
        if (Files.isDirectory(home.data())
                && Files.isWritable(home.data())
                && isOurs(home.data())) {
            return home.data().resolve("app");
        }
        try {
            return Files.createTempDirectory("substation-");
        } catch (IOException e) {
            throw new UserError("No temporary folder can be made (%s).".formatted(e.getMessage()));
        }
    }

    /** Root may write everywhere, but what it unpacks would keep the gateway's own user out. */
    private static boolean isOurs(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, "mine-", "");
            boolean ours = Files.getOwner(probe).equals(Files.getOwner(folder));
            Files.delete(probe);
            return ours;
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    private static void deleteOnExit(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(file -> file.toFile().deleteOnExit()); // the last one is deleted first
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the gateway's own classes run a command. */
    static boolean isStep(String command) {
        return STEPS.containsKey(command);
    }

    /** The names of the commands that the gateway's own classes run, for a sentence. */
    static String steps() {
        return String.join(", ", STEPS.keySet());
    }

    /** Runs a simulated station, with the arguments after {@code station}. */
    int station(Home home, List<String> args) {
        return ended(home, STEPS.get(STATION), Map.of("arguments", Arguments.joined(args)));
    }

    /** Runs a command of the gateway's own classes. */
    int step(String command, StepArguments arguments, String version) {
        Map<String, String> question = new HashMap<>(places(arguments.home()));
        question.put("arguments", Arguments.joined(arguments.args()));
        question.put("version", version);
        if (JvmOptions.packaged()) {
            question.put("jvm-options", String.join(" ", JvmOptions.here(System.getenv())));
        }
        return ended(arguments.home(), STEPS.get(command), question);
    }

    /** Looks at all that a home has written in it. */
    int look(Home home) {
        return ended(home, LOOK, places(home));
    }

    private static Map<String, String> places(Home home) {
        return Map.of(
                "home", home.directory().toString(),
                "site", home.site().toString(),
                "routes", home.routes().toString(),
                "data", home.data().toString());
    }

    /** Runs one of the gateway's own commands, without the gateway; tells its exit status. */
    private static int ended(Home home, String command, Map<String, String> question) {
        Path apps = apps(home);
        Unpacked gateway = Unpacked.from(jar(), apps);
        if (!apps.startsWith(home.data())) {
            deleteOnExit(apps);
        }
        return Integer.parseInt(gateway.entry(command).apply(question).get("status"));
    }

    private int failed() {
        err.println("The gateway did not start; the lines above say why.");
        return ExitStatus.FAILED;
    }

    private static Unpacked open(Home home) {
        orElse(NAME_ANOTHER, home::create);
        orElse(NAME_ANOTHER, () -> held = HomeLock.take(home));
        Unpacked gateway = Unpacked.from(jar(), home.data().resolve("app"));
        gateway.removeOthers();
        return gateway;
    }

    /** The address of the gateway, once it is up; empty when it did not start. */
    private Optional<String> launch(
            Unpacked gateway, Home home, OptionalInt httpPort, String logLevel) {
        OwnName.unknown()
                .ifPresent(
                        name -> {
                            String fault = OwnName.fault(name);
                            throw new UserError(
                                    "%s%s; %s."
                                            .formatted(
                                                    fault.substring(0, 1).toUpperCase(Locale.ROOT),
                                                    fault.substring(1),
                                                    OwnName.advice(name)));
                        });
        Map<String, String> site = check(gateway, home, httpPort);
        if (site.containsKey("problems")) {
            throw new UserError(site.get("problems"));
        }
        String address = site.get("http.address");
        int port = Integer.parseInt(site.get("http.port"));
        Optional<Payara.Tls> tls = tls(site);
        requireFree(address, port, "http.port or --http-port");
        tls.ifPresent(secure -> requireFree(address, secure.port(), "http.tls-port"));
        Optional<Payara.Operators> operators = operators(site);
        operators.ifPresent(own -> requireFree(own.address(), own.port(), "admin.port"));
        out.printf(
                "Substation starts: site %s, stations connect at %s:%d%s.%n",
                home.site(),
                address,
                port,
                tls.map(secure -> ", with TLS at %s:%d".formatted(address, secure.port()))
                        .orElse(""));
        operators.ifPresent(
                own ->
                        out.printf(
                                "The console and the API answer at %s:%d alone.%n",
                                own.address(), own.port()));
        site.get("remarks").lines().forEach(out::println);
        System.setProperty("substation.home", home.directory().toString());
        System.setProperty("substation.site", home.site().toString());
        System.setProperty("substation.routes", home.routes().toString());
        System.setProperty("substation.http-port", site.get("http.port"));
        LogOutput.set(site);
        Optional.ofNullable(site.get("log.file"))
                .ifPresent(file -> out.printf("The log is in %s.%n", file));
        Signals.listen();
        SecondJvm.endWithTheFirst();
        new Payara(jar(), home.data().resolve("payara"), logLevel)
                .start(gateway.war(), address, port, tls, operators);
        return System.getProperty(UP) == null
                ? Optional.empty()
                : opened(address, port, tls, operators);
    }

    /** Payara does not say when another process took a port while it started. */
    private Optional<String> opened(
            String address,
            int port,
            Optional<Payara.Tls> tls,
            Optional<Payara.Operators> operators) {
        try {
            Door.requireOurs(address, port);
            if (tls.isPresent()) {
                Door.requireOpen(address, tls.get().port());
            }
            if (operators.isPresent()) {
                Door.requireOpen(operators.get().address(), operators.get().port());
            }
            return Optional.of(Door.url(address, port));
        } catch (IOException e) {
            err.println(e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Payara.Operators> operators(Map<String, String> site) {
        return Optional.ofNullable(site.get("admin.port"))
                .map(
                        port ->
                                new Payara.Operators(
                                        site.get("admin.address"),
                                        Integer.parseInt(port),
                                        Boolean.parseBoolean(site.get("admin.tls"))));
    }

    private static Optional<Payara.Tls> tls(Map<String, String> site) {
        return Optional.ofNullable(site.get("http.tls-port"))
                .map(
                        port ->
                                new Payara.Tls(
                                        Integer.parseInt(port),
                                        site.get("http.tls-key-store"),
                                        site.get("http.tls-key-store-password"),
                                        Optional.ofNullable(site.get("http.tls-client-ca"))));
    }

    private static void orElse(String advice, Runnable step) {
        try {
            step.run();
        } catch (HomeTaken e) {
            throw new UserError(
                    e.advising("stop it, or name another home with --home DIR.").getMessage());
        } catch (HomeFault e) {
            throw new UserError(e.advising(advice).getMessage());
        }
    }

    /** The runnable jar. */
    static Path jar() {
        try {
            return Path.of(Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> check(Unpacked gateway, Home home, OptionalInt httpPort) {
        Map<String, String> question = new HashMap<>();
        question.put("home", home.directory().toString());
        question.put("site", home.site().toString());
        httpPort.ifPresent(port -> question.put("http-port", Integer.toString(port)));
        return gateway.entry(CHECK).apply(question);
    }

    private static void requireFree(String address, int port, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new UserError(
                    "The port %d of %s cannot be opened (%s); free it, or choose another with %s."
                            .formatted(port, address, e.getMessage(), setting));
        }
    }
}
