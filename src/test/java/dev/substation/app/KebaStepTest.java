package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.args.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration file of KEBA networks, both ways. */
class KebaStepTest {

    private static final String SITE =
            """
            csms: { main: { url: "ws://localhost:9/{station}" } }
            http: { port: 8090 }
            stations:
              KEBA-HOF-7:
                vendor: keba
                dialect: soap1.5
                callback: http://192.0.2.10:12801/
                split: { "1": HOF-A, "2": HOF-B }
              KEBA-JSON: { dialect: json1.6 }
            """;

    @TempDir Path home;

    private int status;

    private String site = SITE;

    private String run(String... arguments) throws Exception {
        Files.writeString(home.resolve("site.yaml"), site);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        status =
                KebaStep.run(
                        Map.of(
                                "home",
                                home.toString(),
                                "site",
                                home.resolve("site.yaml").toString(),
                                "arguments",
                                Arguments.joined(List.of(arguments))),
                        Map.of(),
                        Clock.systemUTC(),
                        new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    private String read(String conf) throws Exception {
        Path file = home.resolve("x.conf");
        Files.writeString(file, conf);
        return run("conf", "read", file.toString());
    }

    @Test
    void writesWhatTheSiteSaysOfAStation() throws Exception {
        String conf = run("conf", "write", "KEBA-HOF-7", "--address", "gw.example.org");

        assertEquals(0, status);
        assertEquals(
                """
                [CONFIGURATION]
                HostConnectorType=OCPP_15
                CentralSystemAddress=gw.example.org
                CentralSystemPort=8090
                CentralSystemPath=/soap
                ChargepointAddress=192.0.2.10
                ChargepointPort=12801
                ChargeBoxIdentity=KEBA-HOF-7
                AmountConnectors=2
                """,
                conf.replace("\r\n", "\n"));
    }

    @Test
    void writesAFileForASeriesWithoutAnIdentity() throws Exception {
        Path file = home.resolve("series.conf");

        run("conf", "write", "--address", "gw.example.org", "--output", file.toString());

        assertEquals(0, status);
        String conf = Files.readString(file);
        assertTrue(conf.contains("CentralSystemPort=8090\r\n"), conf);
        assertFalse(conf.contains("ChargeBoxIdentity"), conf);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gw.example.org,           443,  /soap",
        "http://gw.example.org/,           80,   /soap",
        "https://gw.example.org/charging/, 443,  /charging/soap",
        "http://gw.example.org:8443/a/b,   8443, /a/b/soap"
    })
    void takesPortAndPathFromThePublicUrl(String url, String port, String path) throws Exception {
        site = SITE.replace("port: 8090", "port: 8090, public-url: \"" + url + "\"");

        String conf = run("conf", "write", "KEBA-HOF-7");

        assertTrue(conf.contains("CentralSystemAddress=gw.example.org\r\n"), conf);
        assertTrue(conf.contains("CentralSystemPort=" + port + "\r\n"), conf);
        assertTrue(conf.contains("CentralSystemPath=" + path + "\r\n"), conf);
    }

    @Test
    void aStationOfJsonGetsThePathForJson() throws Exception {
        String conf = run("conf", "write", "KEBA-JSON", "--address", "gw.example.org");

        assertTrue(conf.contains("CentralSystemPath=/ocpp\r\n"), conf);
        assertFalse(conf.contains("HostConnectorType"), conf);
        assertTrue(conf.startsWith("; Set the OCPP version"), conf);
    }

    @ParameterizedTest
    @CsvSource({
        "KEBA-HOF-7,                     '',             Write --address HOST",
        "NOBODY,                         gw.example.org, is not under stations"
    })
    void saysWhatIsMissing(String station, String address, String why) throws Exception {
        String told =
                address.isEmpty()
                        ? run("conf", "write", station)
                        : run("conf", "write", station, "--address", address);

        assertEquals(1, status);
        assertTrue(told.contains(why), told);
    }

    @Test
    void readsWhatItWrote() throws Exception {
        String conf = run("conf", "write", "KEBA-HOF-7", "--address", "gw.example.org");

        String told = read(conf);

        assertEquals(0, status);
        assertEquals(
                """
                # For site.yaml:
                stations:
                  KEBA-HOF-7:
                    vendor: keba
                    dialect: soap1.5
                    callback: http://192.0.2.10:12801/   # only if the announced address is not reachable
                    # split: { "1": KEBA-HOF-7-1, "2": KEBA-HOF-7-2 }   # each box as a station of its own
                """,
                told);
    }

    @Test
    void makesTheRuleOfTheSerials() throws Exception {
        String told =
                read(
                        "\uFEFF[LOADMANAGEMENT]\r\nAmountConnectors=9\r\n[configuration]\r\n"
                                + "; a remark\r\nchargeboxidentity = \"HOF\"\r\nAmountConnectors=2\r\n"
                                + "Connect2ConnectorSerial2=17101358\r\n"
                                + "Connect2ConnectorSerial1=17101357\r\n");

        assertTrue(told.contains("  HOF:\n"), told);
        assertTrue(
                told.contains(
                        "- kamelet: { name: strip-idtag-suffix, parameters: { restore: expanded,"
                                + " serials: \"17101357=1,17101358=2\" } }\n"),
                told);
        assertFalse(told.contains("there is a serial"), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ChargepointPort=80                                | KEBA takes 1025 to 65535",
                "CentralSystemAddress=192.168.25.5                 | KEBA keeps the addresses",
                "AmountConnectors=17                               | 16 boxes at most",
                "AmountConnectors=1;Connect2ConnectorSerial3=17101 | a serial for connector 3",
                "HostConnectorType=OCPP_99                         | the manual does not name"
            })
    void saysWhatIsDoubtful(String lines, String why) throws Exception {
        String told = read("[CONFIGURATION]\n" + lines.replace(";", "\n") + "\n");

        assertTrue(
                told.lines().anyMatch(line -> line.startsWith("# ") && line.contains(why)), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[OTHER]\nChargeBoxIdentity=X"})
    void refusesWhatIsNoSuchFile(String text) throws Exception {
        read(text);

        assertEquals(1, status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "conf", "conf read", "conf write A B", "conf write --what x"})
    void printsItsHelpWhenItIsWronglyUsed(String arguments) throws Exception {
        String told = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertEquals(2, status);
        assertTrue(told.contains("usage: keba conf write"), told);
    }
}
