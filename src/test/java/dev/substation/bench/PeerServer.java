package dev.substation.bench;

import dev.substation.bench.peer.Echo;
import dev.substation.bench.peer.Parser;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * What stands beside the gateway, as a process with the same options of the JVM: the same server
 * with an echo and a bare servlet in it, or a proxy.
 */
final class PeerServer implements AutoCloseable {

    private static final byte[] ASK =
            "GET /soap HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration READY = Duration.ofMinutes(2);

    private final Process process;
    private final int port = GatewayProcess.freePort();

    private PeerServer(Path log, List<String> options, List<String> program) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("test.jdk"), "bin", "java").toString());
        command.addAll(GatewayProcess.jvmOptions());
        command.addAll(options);
        program.stream().map(word -> word.equals("PORT") ? "" + port : word).forEach(command::add);
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    /**
     * The server that the gateway runs in, with an echo and a bare servlet.
     *
     * @param options of the JVM, beside those of service
     */
    static PeerServer payara(Path folder, List<String> options) throws IOException {
        Path war = folder.resolve("ROOT.war");
        ShrinkWrap.create(WebArchive.class, "ROOT.war")
                .addClasses(Echo.class, Parser.class)
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        PeerServer server =
                new PeerServer(
                        folder.resolve("peer.log"),
                        options,
                        List.of(
                                "-jar",
                                "target/payara/payara-micro.jar",
                                "--nohazelcast",
                                "--disablephonehome",
                                "--maxhttpthreads",
                                "32", // as the gateway
                                "--port",
                                "PORT",
                                "--deploy",
                                war.toString()));
        Wait.until("the server beside the gateway is ready", READY, server::isDeployed);
        return server;
    }

    /** A proxy of Netty to the CSMS. */
    static PeerServer proxy(Path folder, int csms) throws IOException {
        PeerServer server =
                new PeerServer(
                        folder.resolve("proxy.log"),
                        List.of(),
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                ProxyServer.class.getName(),
                                "PORT",
                                "" + csms));
        Wait.until("the proxy is ready", READY, server::listens);
        return server;
    }

    private boolean isDeployed() {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(ASK); // 405 once it is deployed
            return new String(socket.getInputStream().readNBytes(12)).endsWith("405");
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean listens() {
        try (Socket socket = connect()) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(2_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
