package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that want to end the gateway, with the heap that it has in service, beside stations that
 * behave: these get all their answers, and the attacker is slowed down by its own connection.
 */
class SiegeE2E {

    private static final int MEGABYTE = 1 << 20;
    private static final Duration WITHIN = Duration.ofSeconds(120);

    @TempDir static Path folder;
    private static RecordingCsms csms;
    private static DeafCsms deaf;
    private static GatewayProcess gateway;

    private PlainJsonStation json;
    private PlainSoapStation soap;

    @BeforeAll
    static void start() throws IOException {
        csms = RecordingCsms.start();
        deaf = DeafCsms.start();
        gateway =
                GatewayProcess.startAsInService(
                        folder.resolve("home"),
                        """
                        csms:
                          main: { url: "%s" }
                          deaf: { url: "%s" }
                        defaults: { csms: main }
                        stations:
                          ATTACKER: {}
                          LONG: {}
                          OF-THE-DEAF: { csms: deaf }
                          GOOD-JSON: {}
                          GOOD-SOAP: {}
                        """
                                .formatted(csms.url(), deaf.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        csms.close();
        deaf.close();
    }

    @BeforeEach
    void neighbours() {
        json = PlainJsonStation.connect(gateway.uri("ws", "/ocpp/GOOD-JSON"));
        soap = new PlainSoapStation(Version.V16, "GOOD-SOAP", gateway.uri("http", "/soap"));
    }

    @AfterEach
    void leave() {
        json.close();
        soap.close();
    }

    /** Both neighbours ask the csms and are answered by it. */
    private void neighboursAreServed() {
        assertEquals(3, json.call("Authorize", "{\"idTag\":\"CARD\"}").get(0).getAsInt());
        assertEquals(
                "Accepted",
                soap.call("Authorize", "<idTag>CARD</idTag>").field("idTagInfo/status"));
    }

    private static long metric(String name) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[%s[]]",
                "[2,\"%d\",\"DataTransfer\",{\"vendorId\":\"x\",\"data\":[%s[]]}]",
                "[2,\"%d\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[%s[]]}]",
                "[3,\"%d\",{\"a\":[%s[]]}]",
            })
    void aStationThatSendsLargeFramesAsFastAsItCan(String form) {
        String lists = "[],".repeat((MEGABYTE - 100) / 3);
        CompletableFuture<Void> attack =
                CompletableFuture.runAsync(
                        () -> {
                            try (PlainJsonStation attacker =
                                    PlainJsonStation.connect(gateway.uri("ws", "/ocpp/ATTACKER"))) {
                                for (int i = 0; i < 30; i++) {
                                    attacker.send("[2,\"h" + i + "\",\"Heartbeat\",{}]");
                                }
                                for (int i = 0; i < 140; i++) {
                                    attacker.send(
                                            form.contains("%d")
                                                    ? form.formatted(i, lists)
                                                    : form.formatted(lists));
                                }
                            }
                        });

        while (!attack.isDone()) {
            neighboursAreServed();
        }

        try {
            attack.join();
        } catch (CompletionException closed) {
            assertTrue(gateway.handle().isAlive(), gateway.log());
        }
        neighboursAreServed();
        Wait.until(
                "everything is given back",
                WITHIN,
                () -> metric("substation_traffic_held_bytes") == 0);
        assertTrue(gateway.log().length() < 200_000, "the log has its budget");
    }

    @Test
    void aCsmsThatCallsWithoutEndAndNeverReads() {
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/OF-THE-DEAF"))) {
            Wait.until(
                    "the csms can send no more",
                    WITHIN,
                    () -> {
                        neighboursAreServed();
                        return deaf.isStalled();
                    });

            assertTrue(
                    deaf.sent() < 64L * MEGABYTE, () -> deaf.sent() + " bytes were taken from it");
            assertFalse(gateway.log().contains("OutOfMemoryError"));
            neighboursAreServed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3 * MEGABYTE + 1, 4 * MEGABYTE + 1, 12 * MEGABYTE})
    void aMessageThatIsTooLongClosesWith1009(int length) {
        int before = gateway.log().length();
        try (PlainJsonStation attacker =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/LONG"))) {
            CompletableFuture.runAsync(() -> attacker.send("x".repeat(length)));

            assertEquals(1009, attacker.awaitClosed());
        }
        neighboursAreServed();
        assertFalse(gateway.log().substring(before).contains("\tat "), "no stack trace");
    }
}
