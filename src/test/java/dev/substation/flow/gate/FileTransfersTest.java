package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ChargingSite;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FileTransfersTest {

    private static final String SIGNED =
            "https://files.example/logs/diag.zip?X-Amz-Signature=0123456789abcdef";

    /** Gives addresses, and knows which are open. */
    private static final class Addresses implements FileRelay {

        private final Map<String, FileTransfer> open = new LinkedHashMap<>();
        private Runnable ended = () -> {};

        @Override
        public Optional<String> unable(FileRelayMode mode, URI target) {
            return Optional.of("it is sftp").filter(why -> "sftp".equals(target.getScheme()));
        }

        @Override
        public URI open(FileTransfer transfer, Runnable whenEnded) {
            open.put(transfer.id(), transfer);
            ended = whenEnded;
            return URI.create("ftp://" + transfer.id() + ":" + transfer.password() + "@gw/");
        }

        @Override
        public void close(FileTransfer transfer) {
            open.remove(transfer.id());
        }
    }

    private Addresses addresses;
    private ChargingSite site;

    @BeforeEach
    void open() {
        speaks(Dialect.JSON_16);
    }

    private void speaks(Dialect dialect) {
        speaks(dialect, "generic");
    }

    private void speaks(Dialect dialect, String vendor) {
        addresses = new Addresses();
        site = new ChargingSite(dialect);
        site.files = addresses;
        site.settings.vendor(vendor);
        site.settings.quirks(StationQuirks.NONE.movingFiles(FileRelayMode.FTP));
        site.station.answering(
                call ->
                        Answer.result(
                                call.action().equals(Action.GetDiagnostics)
                                        ? Payload.of("fileName", "diag.zip")
                                        : call.action().equals(Action.UpdateFirmware)
                                                ? Payload.EMPTY
                                                : Payload.of("status", "Accepted")));
        site.connected();
    }

    private String told(Action action) {
        return site.station.last(action).payload().text("location").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void givesEveryStationAnAddressOfTheGateway(Dialect dialect) {
        speaks(dialect);
        Payload answer =
                resultOf(site.ask(Action.GetDiagnostics, "location", SIGNED, "retries", 3));
        assertEquals("diag.zip", answer.get("fileName"));
        site.ask(
                Action.UpdateFirmware,
                "location",
                "http://user:pw@files.example/fw.bin",
                "retrieveDate",
                "2026-01-01T09:00:00Z");
        assertEquals(2, addresses.open.size());
        FileTransfer up = addresses.open.values().iterator().next();
        assertTrue(up.upload());
        assertEquals(URI.create(SIGNED), up.target());
        assertEquals(
                "ftp://" + up.id() + ":" + up.password() + "@gw/", told(Action.GetDiagnostics));
        assertEquals(3L, site.station.last(Action.GetDiagnostics).payload().get("retries"));
        assertTrue(told(Action.UpdateFirmware).endsWith("@gw/"));
        assertEquals(
                "2026-01-01T09:00:00Z",
                site.station.last(Action.UpdateFirmware).payload().get("retrieveDate"));
    }

    @ParameterizedTest
    @CsvSource({
        "GetLog, log, remoteLocation, true",
        "SignedUpdateFirmware, firmware, location, false"
    })
    void findsTheAddressInsideACall(String name, String section, String field, boolean upload) {
        Action action = upload ? Action.GetLog : Action.SignedUpdateFirmware;
        assertEquals(name, action.name());
        site.ask(
                action,
                "requestId",
                7L,
                "logType",
                "SecurityLog",
                section,
                Payload.of(
                        field,
                        SIGNED,
                        "retrieveDateTime",
                        "2026-01-01T09:00:00Z",
                        "signature",
                        "x",
                        "signingCertificate",
                        "y"));
        FileTransfer transfer = addresses.open.values().iterator().next();
        assertEquals(upload, transfer.upload());
        Payload inside = site.station.last(action).payload().object(section).orElseThrow();
        assertTrue(inside.text(field).orElseThrow().endsWith("@gw/"));
    }

    @Test
    void keepsTheAddressOverARestartAndKeepsItSealed() {
        site.ask(Action.UpdateFirmware, "location", SIGNED, "retrieveDate", "2026-01-02T00:00:00Z");
        FileTransfer before = addresses.open.values().iterator().next();
        List<Memory> kept =
                site.ledger.load(id -> true).memories().stream()
                        .filter(memory -> memory.owner().equals("file-transfer"))
                        .toList();
        assertEquals(1, kept.size());
        assertFalse(kept.get(0).value().contains("example"));
        assertFalse(kept.get(0).value().contains(before.password()));

        addresses.open.clear();
        site.connected();
        assertEquals(List.of(before), List.copyOf(addresses.open.values()));

        addresses.ended.run();
        site.time.settle();
        addresses.open.clear();
        site.connected();
        assertEquals(Map.of(), addresses.open);
    }

    @Test
    void givesTheSameAddressAgainToACsmsThatRepeatsItself() {
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        String first = told(Action.GetDiagnostics);
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        assertEquals(first, told(Action.GetDiagnostics));

        site.ask(Action.GetDiagnostics, "location", "ftp://files.example/other/");
        assertNotEquals(first, told(Action.GetDiagnostics));
        assertEquals(1, addresses.open.size(), "the address before is closed");
    }

    @Test
    void takesAnAddressBackAfterAWeek() {
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        site.time.pass(Duration.ofDays(6));
        assertEquals(1, addresses.open.size());
        site.time.pass(Duration.ofDays(1));
        assertEquals(Map.of(), addresses.open);
    }

    @Test
    void keepsAnAddressUntilAWeekAfterTheDateOfTheFile() {
        site.ask(Action.UpdateFirmware, "location", SIGNED, "retrieveDate", "2026-02-01T08:00:00Z");
        site.time.pass(Duration.ofDays(20));
        addresses.open.clear();
        site.connected();
        assertEquals(1, addresses.open.size(), "after a restart");
        site.time.pass(Duration.ofDays(17));
        assertEquals(1, addresses.open.size());
        site.time.pass(Duration.ofDays(2));
        assertEquals(Map.of(), addresses.open);
    }

    @Test
    void renewsAnAddressThatTheCsmsNamesAgain() {
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        site.time.pass(Duration.ofDays(6));
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        site.time.pass(Duration.ofDays(6));
        assertEquals(1, addresses.open.size());
        site.time.pass(Duration.ofDays(1));
        assertEquals(Map.of(), addresses.open);
    }

    @Test
    void passesAnAddressOnThatItCannotRelay() {
        site.ask(Action.GetDiagnostics, "location", "sftp://files.example/logs/");
        assertEquals("sftp://files.example/logs/", told(Action.GetDiagnostics));
        site.ask(Action.GetDiagnostics, "location", "no address %");
        assertEquals("no address %", told(Action.GetDiagnostics));
        assertEquals(Map.of(), addresses.open);
    }

    @Test
    void leavesStationsAloneThatDoNotAskForIt() {
        site.settings.quirks(StationQuirks.NONE);
        site.connected();
        site.ask(Action.GetDiagnostics, "location", SIGNED);
        assertEquals(SIGNED, told(Action.GetDiagnostics));
    }

    @Test
    void anUpdateThatWaitsGetsItsAddressWhenItIsSent() {
        speaks(Dialect.JSON_16, "technagon");

        site.ask(
                Action.UpdateFirmware,
                "location",
                "http://files.example/fw.bin",
                "retrieveDate",
                "2026-01-01T10:00:00Z");
        assertEquals(Map.of(), addresses.open);
        site.time.pass(Duration.ofHours(3));

        FileTransfer down = addresses.open.values().iterator().next();
        assertEquals(URI.create("http://files.example/fw.bin"), down.target());
        assertEquals(
                "ftp://" + down.id() + ":" + down.password() + "@gw/", told(Action.UpdateFirmware));
    }
}
