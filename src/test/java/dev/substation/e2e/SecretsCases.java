package dev.substation.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Issue 14, B.3: the passwords and codes that the manuals of KEBA, ABL and Technagon know cross the
 * gateway in every dialect, and stand neither in its log nor in its database nor in its API.
 */
@ExtendWith(SharedGateway.class)
abstract class SecretsCases {

    /** What no file may have. */
    private static final String SECRET = "Tr0ub4dor";

    private static final List<String> KEYS =
            List.of(
                    "AuthorizationKey",
                    "AccessPointPassword",
                    "RequestOwnerPasswords",
                    "/WebUi/password/reset",
                    "/Product/ActivationCode",
                    "GiroEStaticToken",
                    "enableRemoteVendorAccessPassword");

    private static final String URL = "ftp://fritz:" + SECRET + "@files.example.org/x";

    private static Running running;

    @BeforeAll
    static void run(Running shared) {
        running = shared;
    }

    @Test
    void soap15() {
        soap(Version.V15);
    }

    @Test
    void soap16() {
        soap(Version.V16);
    }

    private void soap(Version version) {
        try (PlainSoapStation station =
                new PlainSoapStation(version, "SECRET-" + version, running.soap())) {
            String name = station.identity();
            station.call("Heartbeat", "");
            running.csms().awaitConnected(name);
            station.answering("ChangeConfiguration", "<status>Rejected</status>");
            changed().forEach(key -> change(name, key));
            station.answering("GetConfiguration", soapKeys());
            assertTrue(configuration(name).contains(SECRET), "the CSMS gets what it asked for");
            station.answering(
                    "DataTransfer",
                    "<status>Accepted</status><data>{\"password\":\"" + SECRET + "\"}</data>");
            transfers(name);
            station.answering("GetDiagnostics", "<fileName>x</fileName>");
            station.answering("UpdateFirmware", "");
            transfersOfFiles(name);
            assertTrue(station.awaitVisit("GetDiagnostics").fields().toString().contains(URL));
            station.call(
                    "DataTransfer",
                    "<vendorId>ABL</vendorId><messageId>x</messageId><data>password=%s</data>"
                            .formatted(SECRET));
            isWhollyPassed(name);
        }
    }

    @Test
    void json16() {
        String name = "SECRET-JSON";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            station.call("Heartbeat", "{}");
            running.csms().awaitConnected(name);
            station.answering("ChangeConfiguration", "{\"status\":\"Rejected\"}");
            changed().forEach(key -> change(name, key));
            station.answering("GetConfiguration", jsonKeys());
            assertTrue(configuration(name).contains(SECRET), "the CSMS gets what it asked for");
            station.answering(
                    "DataTransfer",
                    "{\"status\":\"Accepted\",\"data\":\"<password>" + SECRET + "</password>\"}");
            transfers(name);
            station.answering("GetDiagnostics", "{\"fileName\":\"x\"}");
            station.answering("UpdateFirmware", "{}");
            transfersOfFiles(name);
            station.answering("GetLog", "{\"status\":\"Accepted\"}");
            running.csms()
                    .ask(
                            name,
                            "GetLog",
                            "{\"logType\":\"DiagnosticsLog\",\"requestId\":1,\"log\":{\"remoteLocation\":\"%s\"}}"
                                    .formatted(URL));
            assertTrue(station.awaitCall("GetLog").toString().contains(URL));
            station.call(
                    "DataTransfer",
                    "{\"vendorId\":\"ABL\",\"messageId\":\"x\",\"data\":\"password=%s\"}"
                            .formatted(SECRET));
            isWhollyPassed(name);
        }
    }

    /** All but that of the link, which would be opened again; {@link KeysSetByCsms} has it. */
    private static List<String> changed() {
        return KEYS.subList(1, KEYS.size());
    }

    private static void change(String station, String key) {
        assertEquals(
                3,
                running.csms()
                        .ask(
                                station,
                                "ChangeConfiguration",
                                "{\"key\":\"%s\",\"value\":\"%s-0123456789\"}"
                                        .formatted(key, SECRET))
                        .get(0)
                        .getAsInt());
    }

    private static String configuration(String station) {
        return running.csms().ask(station, "GetConfiguration", "{}").toString();
    }

    private static void transfers(String station) {
        for (String data :
                List.of(
                        "{\\\"key\\\":\\\"WifiPassword\\\",\\\"value\\\":\\\"" + SECRET + "\\\"}",
                        "upload=" + URL,
                        "ApnPassword;" + SECRET)) {
            running.csms()
                    .ask(
                            station,
                            "DataTransfer",
                            "{\"vendorId\":\"V\",\"messageId\":\"m\",\"data\":\"%s\"}"
                                    .formatted(data));
        }
        running.csms()
                .ask(
                        station,
                        "DataTransfer",
                        "{\"vendorId\":\"V\",\"messageId\":\"setPassword\",\"data\":\"%s\"}"
                                .formatted(SECRET));
    }

    private static void transfersOfFiles(String station) {
        running.csms().ask(station, "GetDiagnostics", "{\"location\":\"" + URL + "\"}");
        running.csms()
                .ask(
                        station,
                        "UpdateFirmware",
                        "{\"location\":\"%s\",\"retrieveDate\":\"2026-01-01T00:00:00Z\"}"
                                .formatted(URL));
    }

    /** The last message of the station has arrived, and nothing of it is kept in clear. */
    private static void isWhollyPassed(String station) {
        assertTrue(
                running.csms()
                        .awaitCall(station, "DataTransfer")
                        .toString()
                        .contains("password=" + SECRET));
        Wait.until(
                "the message log has it",
                Duration.ofSeconds(30),
                () -> api(station).contains("password=***"));
        String shown = api(station);
        changed().forEach(key -> assertTrue(shown.contains(key), key + " in " + shown));
        assertFalse(shown.contains(SECRET), shown);
        Wait.until(
                "the database file has it",
                Duration.ofSeconds(30),
                () -> database().contains("ApnPassword;***"));
        assertFalse(database().contains(SECRET), "the database has a secret");
        assertFalse(running.gateway().log().contains(SECRET), "the log has a secret");
    }

    private static String api(String station) {
        return running.gateway().get("/api/v1/log?most=500&station=" + station).body();
    }

    private static String database() {
        try (var files = Files.list(running.home().resolve("data"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(one -> one.toString().endsWith(".db")).toList()) {
                all.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String soapKeys() {
        StringBuilder keys = new StringBuilder();
        KEYS.forEach(
                key ->
                        keys.append("<configurationKey><key>")
                                .append(key)
                                .append("</key><readonly>false</readonly><value>")
                                .append(SECRET)
                                .append("</value></configurationKey>"));
        return keys.toString();
    }

    private static String jsonKeys() {
        return "{\"configurationKey\":["
                + String.join(
                        ",",
                        KEYS.stream()
                                .map(
                                        key ->
                                                "{\"key\":\"%s\",\"readonly\":false,\"value\":\"%s\"}"
                                                        .formatted(key, SECRET))
                                .toList())
                + "]}";
    }
}
