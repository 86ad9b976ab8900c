package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.args.Arguments;
import dev.substation.sandbox.KebaBox;
import dev.substation.sandbox.KebaBoxSocket;
import dev.substation.udp.BoxSearch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code gw udp find}. */
class UdpStepTest {

    private int status;

    private String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        status =
                UdpStep.run(
                        Map.of("arguments", Arguments.joined(List.of(arguments))),
                        new BoxSearch(Duration.ofMillis(150)),
                        new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    private static KebaBoxSocket box(KebaBox.Model model) {
        return new KebaBoxSocket(
                new KebaBox(model, "15017355", 0, false, () -> 0),
                new InetSocketAddress("127.0.0.1", 0),
                KebaBoxSocket.Network.GOOD,
                (way, text) -> {});
    }

    @Test
    void showsWhichBoxesAnswer() {
        try (KebaBoxSocket p30 = box(KebaBox.Model.P30C);
                KebaBoxSocket p20 = box(KebaBox.Model.P20)) {
            String found = run("find", "127.0.0.1:" + p30.port(), "127.0.0.1:" + p20.port());

            assertEquals(0, status);
            assertTrue(
                    found.contains("KC-P30-EC240122-000")
                            && found.contains("KEBA P20 v 2.5a3 (160613-061001)")
                            && found.contains("15017355"),
                    found);
        }
    }

    @Test
    void namesTheSwitchIfNothingAnswers() {
        KebaBoxSocket gone = box(KebaBox.Model.P20);
        int port = gone.port();
        gone.close();

        String said = run("find", "127.0.0.1:" + port);

        assertEquals(1, status);
        assertTrue(said.contains("does not answer.\n") && said.contains("DSW1.3"), said);
    }

    @Test
    void takesAddressesAlone() {
        String said = run("find", "keba.example.org");

        assertEquals(2, status);
        assertTrue(said.startsWith("keba.example.org is no IPv4 address"), said);
        run();
        assertEquals(2, status);
    }
}
