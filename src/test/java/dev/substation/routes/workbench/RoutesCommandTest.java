package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.testing.GeneratedPage;
import dev.substation.testing.PlainSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gw routes}, as an engineer sees it. */
class RoutesCommandTest {

    private static final Path GUIDE = Path.of("docs/rules-guide.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PIPED =
            Pattern.compile("\\$ echo '(.*)' \\| payara/gw routes (.*)");
    private static final Pattern PLAIN = Pattern.compile("\\$ payara/gw routes (.*)");

    @TempDir Path home;
    private Path folder;

    /** What a command said, and its status. */
    private record Said(int status, String text) {}

    @BeforeEach
    void copyTheShippedRoutes() throws IOException {
        folder = home.resolve("camel-routes");
        Path shipped = Path.of("camel-routes");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(shipped.relativize(file).toString()));
            }
        }
    }

    private Said routes(String typed, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RoutesCommand command =
                new RoutesCommand(
                        folder,
                        RoutesCommandTest::station,
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        int status = command.run(List.of(args));
        return new Said(status, out.toString(StandardCharsets.UTF_8));
    }

    /** A site that lists KEBAs and halls. */
    private static Optional<StationSettings> station(StationId id) {
        if (id.value().startsWith("KEBA-")) {
            return Optional.of(
                    PlainSettings.station().vendor("keba").dialect(Dialect.SOAP_15).build(id));
        }
        return id.value().startsWith("CP-")
                ? Optional.of(PlainSettings.station().build(id))
                : Optional.empty();
    }

    @Test
    void theGuideShowsWhatTheCommandsSay() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> yaml = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(guide);
        StringBuilder page = new StringBuilder();
        int copied = 0;
        while (blocks.find()) {
            String text = blocks.group(2);
            if (text.contains("id: connectors")) {
                Files.writeString(folder.resolve("20-connectors.yaml"), text);
            } else if (text.contains("- case: connector 1 of the hall")) {
                Files.writeString(folder.resolve("tests/hall-3.yaml"), text);
            } else if (text.startsWith("$ ")) {
                page.append(guide, copied, blocks.start(2));
                page.append(shown(text.lines().findFirst().orElseThrow()));
                copied = blocks.end(2);
            }
        }
        page.append(guide.substring(copied));

        GeneratedPage.compare("rules-guide.md", page.toString());
    }

    private String shown(String line) throws IOException {
        Path answer = home.resolve("answer.json");
        Files.writeString(answer, "{\"status\":\"Accepted\",\"connectorId\":1}");
        Matcher piped = PIPED.matcher(line);
        Matcher plain = PLAIN.matcher(line);
        boolean isPiped = piped.matches();
        assertTrue(isPiped || plain.matches(), line);
        String args = (isPiped ? piped.group(2) : plain.group(1));
        Said said =
                routes(
                        isPiped ? piped.group(1) : "",
                        args.replace("answer.json", answer.toString()).split(" "));
        return line + "\n" + said.text().replace(home.toString(), "/opt/substation");
    }

    @Test
    void allShippedCasesPassOnTheCommandLine() {
        Said said = routes("", "test");

        assertEquals(0, said.status(), said.text());
        assertTrue(said.text().endsWith(" passed, 0 failed\n"), said.text());
        assertTrue(
                said.text().startsWith("passed  tests/keba-cards.yaml, line 2: a card begins"),
                said.text());
    }

    @Test
    void tellsTheDifferenceOfACaseThatFailsAndGoesOnWithTheOthers() throws IOException {
        Files.writeString(
                folder.resolve("tests/a.yaml"),
                """
                - case: wrong
                  given: { action: Reset, body: { type: Soft } }
                  expect: { delivered: { type: Hard } }
                - case: of a rule that is not there
                  rule: { name: rename-connectr }
                  given: { action: Reset }
                  expect: { delivered: {} }
                - case: right
                  given: { action: Reset, body: { type: Soft } }
                  expect: { delivered: { type: Soft } }
                """);

        Said said = routes("", "test", "--case", "tests/a.yaml");

        assertEquals(1, said.status());
        List<String> lines = said.text().lines().toList();
        assertEquals("FAILED  tests/a.yaml, line 1: wrong", lines.get(0));
        assertEquals(
                "        expect.delivered.type: expected \"Hard\", got \"Soft\"", lines.get(1));
        assertEquals("FAILED  tests/a.yaml, line 4: of a rule that is not there", lines.get(2));
        assertTrue(lines.get(3).contains("there is no rule rename-connectr"), lines.get(3));
        assertEquals("passed  tests/a.yaml, line 8: right", lines.get(4));
        assertEquals("1 passed, 2 failed", lines.get(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explain| explain takes one message",
                "explain nowhere.json| nowhere.json: there is no such file",
                "explain - --station| --station needs a value behind it",
                "explain - --statoin X| explain does not know --statoin",
                "explain - --direction left| --direction is up or down, not left",
                "test a b| test takes one folder at most",
                "test nowhere| nowhere: there is no such folder of routes",
                "test --case nowhere.yaml| nowhere.yaml: there is no such file",
                "tset| there is no command \"tset\"; there are check, test, explain",
            })
    void saysWhatIsWrongWithACommand(String args, String sentence) {
        Said said = routes("", args.split(" "));

        assertEquals(2, said.status());
        assertTrue(said.text().contains(sentence), said.text());
        assertEquals(1, said.text().lines().count(), said.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello| is no message",
                "[2,\"1\",\"Heartbeat\"| cannot be read",
                "[3,\"1\",{}]| is no call; a call begins with [2,",
                "[2,\"1\",\"Heartbeat\",{}]| add --station CHARGE-BOX-IDENTITY",
                "{ actoin: Reset }| given has no actoin; write action",
                "- action: Reset| is a list; one message is expected",
                "<html/>| is no SOAP envelope; it has no Body",
                "<a><b></a>| is no SOAP envelope that can be read",
                "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>| is no SOAP envelope",
            })
    void saysWhatIsWrongWithAMessage(String message, String sentence) {
        Said said = routes(message, "explain", "-");

        assertEquals(2, said.status(), said.text());
        assertTrue(said.text().startsWith("the message"), said.text());
        assertTrue(said.text().contains(sentence), said.text());
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        Said said = routes("x".repeat(1_000_001), "explain", "-");

        assertEquals(new Said(2, "the message: is larger than 1000000 bytes\n"), said);
    }

    @Test
    void explainsTheSameCallInEveryForm() throws IOException {
        String frame = "[2,\"1\",\"Authorize\",{\"idTag\":\"A_1\"}]";
        String given =
                "{ action: Authorize, station: KEBA-1, dialect: soap1.5, body: { idTag: A_1 } }";
        String envelope =
                """
                <?xml version="1.0"?>
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn://Ocpp/Cs/2012/06/">
                <s:Header><c:chargeBoxIdentity>KEBA-1</c:chargeBoxIdentity></s:Header>
                <s:Body><c:authorizeRequest><c:idTag>A_1</c:idTag></c:authorizeRequest></s:Body></s:Envelope>
                """;

        Said ofFrame = routes(frame, "explain", "-", "--station", "KEBA-1");

        assertEquals(0, ofFrame.status(), ofFrame.text());
        assertTrue(
                ofFrame.text().startsWith("up KEBA-1 Authorize (vendor keba, dialect soap1.5)\n"),
                ofFrame.text());
        assertTrue(ofFrame.text().contains("idTag: \"A_1\" -> \"A\""), ofFrame.text());
        assertEquals(ofFrame, routes(given, "explain", "-"));
        assertEquals(ofFrame, routes(envelope, "explain", "-"));
    }

    @Test
    void takesAnswersInEveryForm() throws IOException {
        List<String> said = new ArrayList<>();
        for (String answer :
                List.of(
                        "{ idTagInfo: { status: Accepted, parentIdTag: A } }",
                        "[3,\"1\",{\"idTagInfo\":{\"status\":\"Accepted\",\"parentIdTag\":\"A\"}}]",
                        """
                        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn://Ocpp/Cs/2012/06/">
                        <s:Body><c:authorizeResponse><c:idTagInfo><c:status>Accepted</c:status>
                        <c:parentIdTag>A</c:parentIdTag></c:idTagInfo></c:authorizeResponse></s:Body></s:Envelope>
                        """)) {
            Path file = home.resolve("answer");
            Files.writeString(file, answer);
            said.add(
                    routes(
                                    "{ action: Authorize, station: KEBA-1, body: { idTag: A_1 } }",
                                    "explain",
                                    "-",
                                    "--answer",
                                    file.toString())
                            .text());
        }

        assertTrue(said.get(0).contains("idTagInfo.parentIdTag: \"A\" -> \"A_1\""), said.get(0));
        assertEquals(List.of(said.get(0), said.get(0), said.get(0)), said);
    }

    @Test
    void showsTheErrorThatThePeerAnswers() throws IOException {
        Path file = home.resolve("answer");
        Files.writeString(file, "[4,\"1\",\"NotSupported\",\"not today\",{}]");

        Said said =
                routes(
                        "{ action: Reset, body: { type: Soft } }",
                        "explain",
                        "-",
                        "--answer",
                        file.toString());

        assertTrue(
                said.text().endsWith("the CSMS gets\n  NotSupported, SUB-2004: not today\n"),
                said.text());
        assertTrue(
                said.text().startsWith("The site does not say the vendor of STATION-1"),
                said.text());
    }

    @Test
    void explainsACaseWithWhatComesBeforeIt() throws IOException {
        Said said =
                routes(
                        """
                        case: a remote start reaches the station with the card as it was shown last
                        before: [ { action: Authorize, station: KEBA-1, body: { idTag: A_1 } } ]
                        given: { action: RemoteStartTransaction, station: KEBA-1, body: { idTag: A } }
                        expect: { delivered: { idTag: A_1 } }
                        answer: { status: Accepted }
                        """,
                        "explain",
                        "-");

        assertTrue(said.text().contains("idTag: \"A\" -> \"A_1\""), said.text());
        assertTrue(
                said.text().contains("the station answers\n  {\"status\":\"Accepted\"}"),
                said.text());
    }
}
