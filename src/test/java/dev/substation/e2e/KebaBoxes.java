package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.sandbox.KebaBox;
import dev.substation.sandbox.KebaBoxSocket;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.math.BigDecimal;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** A KEBA box without OCPP, on a network that loses and doubles a fifth of all datagrams. */
final class KebaBoxes extends Scenario {

    private static final String STATION = "UDP-BOX";
    private static final String TAG = "e3f76b8d00000000";
    private static final int SESSIONS = 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Some tenths of a watt hour: a third of a second at 22 kW. */
    private static final long SOME_ENERGY = 20;

    private final RecordingCsms csms = RecordingCsms.start();
    private final int port = GatewayProcess.freePort();
    private final KebaBox box =
            new KebaBox(
                    KebaBox.Model.P30C,
                    "16914905",
                    26_731,
                    true,
                    () -> System.nanoTime() / 1_000_000);
    private final KebaBoxSocket socket =
            new KebaBoxSocket(
                    box,
                    new InetSocketAddress("127.0.0.1", 0),
                    new KebaBoxSocket.Network(20, 20, 17),
                    (way, text) -> {});
    private final List<Long> registers = new ArrayList<>();

    @Override
    String csms() {
        return "boxes: { url: \"%s\", reconnect-max: 2s }".formatted(csms.url());
    }

    @Override
    String stations() {
        return STATION + ": { csms: boxes, keba-udp: \"127.0.0.1:" + socket.port() + "\" }";
    }

    @Override
    String udp() {
        return "port: %d\naddress: 127.0.0.1\npace: 20ms\npoll: 1s\n".formatted(port);
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "no session of a box is lost or doubled, and nobody else gets a datagram",
                this::noSessionIsLostOrDoubled);
    }

    private void noSessionIsLostOrDoubled() throws Exception {
        try (DatagramSocket somebody = new DatagramSocket(new InetSocketAddress("127.0.0.9", 0))) {
            csms.awaitCall(STATION, "BootNotification");
            registers.add(box.register());
            for (int i = 1; i <= SESSIONS; i++) {
                if (i == 5 || i == 8) {
                    csms.away(i == 5);
                }
                begin();
                if (i % 3 == 1 && i != 7) {
                    csms.awaitCalls(STATION, "StartTransaction", i);
                }
                if (i == 11) {
                    gateway()
                            .awaitKill(
                                    () -> {
                                        end();
                                        begin();
                                        end();
                                    });
                    i++;
                    continue;
                }
                if (i == 16) {
                    box.reboot();
                }
                end();
                disturb(somebody);
            }
            csms.awaitCalls(STATION, "StopTransaction", SESSIONS);
            assertUndisturbed(somebody);
        }
        List<JsonObject> stops = csms.calls(STATION, "StopTransaction");
        for (int i = 0; i < SESSIONS; i++) {
            assertEquals(
                    List.of(tenths(registers.get(i)), tenths(registers.get(i + 1))),
                    readings(stops.get(i)),
                    "session " + (i + 1));
        }
        assertEquals(SESSIONS, csms.calls(STATION, "StartTransaction").size());
        assertEquals(SESSIONS, stops.size());
        TreeSet<Long> transactions = new TreeSet<>();
        stops.forEach(stop -> transactions.add(stop.get("transactionId").getAsLong()));
        assertEquals(SESSIONS, transactions.size());
        // Once for each start of the box, and not for one of the gateway.
        assertEquals(2, csms.calls(STATION, "BootNotification").size());
    }

    private void begin() {
        box.plug();
        box.card(TAG);
        long before = box.register();
        Wait.until("the box has charged", SOON, () -> box.register() >= before + SOME_ENERGY);
    }

    private void end() {
        box.unplug();
        registers.add(box.register());
    }

    private static BigDecimal tenths(long register) {
        return BigDecimal.valueOf(register, 1);
    }

    private static List<BigDecimal> readings(JsonObject stop) {
        JsonArray data = stop.getAsJsonArray("transactionData");
        return StreamSupport.stream(data.spliterator(), false)
                .map(
                        one ->
                                one.getAsJsonObject()
                                        .getAsJsonArray("sampledValue")
                                        .get(0)
                                        .getAsJsonObject()
                                        .get("value")
                                        .getAsBigDecimal())
                .toList();
    }

    private void disturb(DatagramSocket somebody) throws Exception {
        for (String text : List.of("report 1", "{\"State\": 3}", "\"TCH-OK :done\"", "i")) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            somebody.send(
                    new DatagramPacket(
                            bytes, bytes.length, new InetSocketAddress("127.0.0.1", port)));
        }
    }

    private void assertUndisturbed(DatagramSocket somebody) throws Exception {
        String counted = "substation_refusals_total{door=\"udp\",reason=\"unknown-address\"}";
        assertTrue(gateway().get("/metrics").body().contains(counted));
        somebody.setSoTimeout(1);
        assertThrows(
                SocketTimeoutException.class,
                () -> somebody.receive(new DatagramPacket(new byte[1], 1)));
    }

    @Override
    public void close() {
        socket.close();
        csms.close();
    }
}
