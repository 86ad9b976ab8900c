package dev.substation.bench;

import dev.substation.bench.Messages.SoapForm;
import dev.substation.testing.GatewayProcess;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What runs during a benchmark: a CSMS and the stations on one event loop here, the gateway and its
 * peers as processes.
 */
final class TestBed implements AutoCloseable {

    /**
     * The gateway passes on 100 messages a second of one SOAP station (docs/adr/0041): so many
     * share a connection, that this decides nothing.
     */
    static final int STATIONS_OF_A_CONNECTION = 10;

    static final String SITE =
            """
            csms:
              main: { url: "ws://127.0.0.1:%d/{station}" }
            defaults: { csms: main, accept: any }
            stations: { "BENCH-*": {} }
            """;

    private final BenchCsms csms = BenchCsms.start();
    private final Jvm own = Jvm.own();
    private final PeerServer payara;
    private final PeerServer proxy;
    private final GatewayProcess gateway;
    private final Jvm payaraJvm;
    private final Jvm proxyJvm;
    private final Jvm gatewayJvm;
    private final double secondsToReady;
    private final long residentAtStart;

    TestBed(Path folder) throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        copyRoutes(home);
        long began = System.nanoTime();
        gateway = GatewayProcess.startAsInService(home, SITE.formatted(csms.port()));
        secondsToReady = (System.nanoTime() - began) / 1e9;
        residentAtStart = Jvm.resident(gateway.handle().pid());
        payara = PeerServer.payara(folder, List.of());
        proxy = PeerServer.proxy(folder, csms.port());
        gatewayJvm = Jvm.attach(gateway.handle().pid());
        payaraJvm = Jvm.attach(payara.pid());
        proxyJvm = Jvm.attach(proxy.pid());
    }

    /** The shipped rules. */
    static void copyRoutes(Path home) throws IOException {
        Path from = Path.of("camel-routes");
        Path to = home.resolve("camel-routes");
        Files.createDirectories(home);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    BenchCsms csms() {
        return csms;
    }

    Jvm gateway() {
        return gatewayJvm;
    }

    double secondsToReady() {
        return secondsToReady;
    }

    /** Megabytes, before anything was asked of it. */
    long residentAtStart() {
        return residentAtStart;
    }

    /** Connects stations, each over the way of a side. */
    Side stations(String side, String names, int count, Supplier<Script> scripts)
            throws InterruptedException {
        return side(side, new Stations(csms.loops(), url(side, names), count, scripts));
    }

    /** The stations alone. */
    Stations connect(String side, String names, int count, Supplier<Script> scripts)
            throws InterruptedException {
        return new Stations(csms.loops(), url(side, names), count, scripts);
    }

    /** One station that sends at a fixed rate. */
    Side paced(String side, String names, Supplier<Script> scripts, int perSecond)
            throws InterruptedException {
        return side(side, Stations.paced(csms.loops(), url(side, names), scripts, perSecond));
    }

    /** Connections over which SOAP stations post in turns. */
    Side soap(
            String side,
            String names,
            int connections,
            boolean of16,
            Function<SoapForm, Script> scripts) {
        int port = side.equals(Side.GATEWAY) ? gateway.port() : payara.port();
        return side(
                side,
                soap(
                        csms.loops(),
                        port,
                        names,
                        connections,
                        STATIONS_OF_A_CONNECTION,
                        scripts,
                        of16));
    }

    /**
     * Connections over which stations post in turns.
     *
     * @param each how many share a connection
     */
    static SoapStations soap(
            EventLoopGroup loops,
            int port,
            String names,
            int connections,
            int each,
            Function<SoapForm, Script> scripts,
            boolean of16) {
        return new SoapStations(
                loops,
                URI.create("http://127.0.0.1:" + port + "/soap"),
                connections,
                connection ->
                        Script.inTurns(each, i -> scripts.apply(form(names, connection, i, of16))));
    }

    private static SoapForm form(String names, int connection, int number, boolean of16) {
        return new SoapForm(names + "-" + connection + "-" + number, of16);
    }

    private Side side(String side, Load load) {
        return new Side(side, load, jvm(side), csms);
    }

    private Jvm jvm(String side) {
        return switch (side) {
            case Side.GATEWAY -> gatewayJvm;
            case Side.ECHO, Side.SERVLET -> payaraJvm;
            case Side.PROXY -> proxyJvm;
            default -> own;
        };
    }

    private String url(String side, String names) {
        return switch (side) {
            case Side.GATEWAY -> url(gateway.port(), names);
            case Side.ECHO -> url(payara.port(), names);
            case Side.PROXY -> url(proxy.port(), names);
            default -> url(csms.port(), names);
        };
    }

    static String url(int port, String names) {
        return "ws://127.0.0.1:" + port + "/ocpp/" + names + "-%d";
    }

    @Override
    public void close() {
        List<AutoCloseable> all =
                new ArrayList<>(
                        List.of(gatewayJvm, payaraJvm, proxyJvm, gateway, payara, proxy, csms));
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
