package dev.substation.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.home.OwnName;
import dev.substation.testing.PlainSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of figures that no test machine has. */
class FindingsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'Thu, 01 Jan 2026 08:00:29 GMT', ok     the clock agrees with that of CSMS main",
        "'Thu, 01 Jan 2026 08:01:31 GMT', wrong  the clock of this machine is 91 s behind that of CSMS main",
        "'Thu, 01 Jan 2026 07:00:00 GMT', wrong  the clock of this machine is 3600 s ahead of that of CSMS main",
        "yesterday, note   CSMS main: it does not tell its time",
    })
    void comparesClocks(String date, String line) {
        Finding finding =
                WaysToCsms.clock(
                        PlainSettings.csms("ws://x/{station}").build(),
                        Optional.of(date),
                        NOW,
                        NOW);
        assertEquals(line, finding.lines().lines().findFirst().orElseThrow());
    }

    @Test
    void warnsBeforeACertificateExpiresAndBeforeTheDiskIsFull() {
        assertTrue(WaysIn.ends(NOW, NOW).isWrong());
        assertTrue(WaysIn.ends(NOW.plusSeconds(86_400 * 29), NOW).isWrong());
        assertFalse(WaysIn.ends(NOW.plusSeconds(86_400 * 31), NOW).isWrong());
        assertTrue(Machine.room(Path.of("data"), 499L << 20).isWrong());
        assertFalse(Machine.room(Path.of("data"), 501L << 20).isWrong());
        assertTrue(Machine.memory(100L << 20, 0).get(0).isWrong());
        assertEquals(2, Machine.memory(512L << 20, 512L << 20).size());
        assertTrue(Machine.java(Runtime.Version.parse("11.0.2")).isWrong());
    }

    @Test
    void isContentWithTheHeapOfTheSmallestMachine() {
        long smallest = 160L << 20; // JvmOptionsTest
        assertFalse(Machine.memory(smallest, 0).get(0).isWrong());
        assertTrue(Machine.memory(140L << 20, 0).get(0).isWrong());
    }

    @Test
    void saysHowAMachineGetsAnAddressForItsName() {
        Optional<String> unknown =
                OwnName.unknown(
                        () -> {
                            throw new UnknownHostException(
                                    "box-7: box-7: Name or service not known");
                        });
        assertEquals(
                "wrong  the name of this machine, box-7, has no address, and Payara needs one to"
                        + " start|       -> add the line \"127.0.1.1 box-7\" to /etc/hosts",
                Machine.name(unknown).lines().replace(System.lineSeparator(), "|"));
        assertFalse(Machine.name(OwnName.unknown(InetAddress::getLoopbackAddress)).isWrong());
    }

    @Test
    void readsTheHeapThatAGatewayGets() {
        assertEquals(Optional.of(1L << 30), Machine.heap("-Xms48m -Xmx512m -Xmx1g"));
        assertEquals(Optional.of(512L << 20), Machine.heap("-Xmx512m -XX:+UseSerialGC"));
        assertEquals(Optional.empty(), Machine.heap("-Xmxmuch"));
    }

    @Test
    void knowsAPageThatIsNotTheGateways() {
        assertTrue(WaysIn.said(200, "<html>").get(0).isWrong());
        assertTrue(WaysIn.said(404, "{\"error\":1}").get(0).isWrong());
        assertFalse(WaysIn.said(503, "{\"status\":\"DOWN\"}").get(0).isWrong());
    }
}
