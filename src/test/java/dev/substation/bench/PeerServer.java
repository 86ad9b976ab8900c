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

/** The server that the gateway runs in, with the same options of the JVM and nothing in it. */
final class PeerServer implements AutoCloseable {

    private static final byte[] ASK =
            "GET /soap HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration READY = Duration.ofMinutes(2);

    private final Process process;
    private final int port = GatewayProcess.freePort();

    PeerServer(Path folder) throws IOException {
        Path war = folder.resolve("ROOT.war");
        ShrinkWrap.create(WebArchive.class, "ROOT.war")
                .addClasses(Echo.class, Parser.class)
                .as(ZipExporter.class)
                .exportTo(war.toFile());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("test.jdk"), "bin", "java").toString());
        command.addAll(GatewayProcess.jvmOptions());
        command.addAll(
                List.of(
                        "-jar",
                        "target/payara/payara-micro.jar",
                        "--nocluster",
                        "--port",
                        "" + port,
                        "--deploy",
                        war.toString()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("peer.log").toFile())
                        .start();
        Wait.until("the server beside the gateway is ready", READY, this::isReady);
    }

    private boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(ASK); // 405 once it is deployed
            return new String(socket.getInputStream().readNBytes(12)).endsWith("405");
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
