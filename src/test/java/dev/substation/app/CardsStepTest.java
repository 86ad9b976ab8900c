package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.args.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gw cards}, and what {@code gw check} says of card files. */
class CardsStepTest {

    private static final String SITE =
            """
            csms: { main: { url: "ws://localhost:9/{station}" } }
            defaults: { cards: ["cards/*.csv"] }
            """;

    @TempDir Path home;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void site() throws IOException {
        Files.writeString(home.resolve("site.yaml"), SITE);
        Files.createDirectories(home.resolve("cards"));
    }

    private Map<String, String> places(String... arguments) {
        return Map.of(
                "home", home.toString(),
                "site", home.resolve("site.yaml").toString(),
                "routes", home.resolve("camel-routes").toString(),
                "arguments", Arguments.joined(List.of(arguments)));
    }

    private int cards(String... arguments) {
        told.reset();
        return CardsStep.run(
                places(arguments), Map.of(), Clock.systemUTC(), new PrintStream(told, true, UTF_8));
    }

    private String said() {
        return told.toString(UTF_8).replace(home + "/", "");
    }

    @Test
    void importsATableOfASpreadsheetAndListsAndExportsIt() throws IOException {
        Path excel = home.resolve("excel.csv");
        Files.writeString(
                excel, "sep=;\r\nName;UID;Status\r\nA;04AB;aktiv\r\nB;1,23E+10;aktiv\r\n");

        assertEquals(1, cards("import", excel.toString()), said());
        assertTrue(said().contains("1 cards were read"), said());
        assertTrue(said().contains("excel.csv:4: a spreadsheet has made a number"), said());
        assertEquals(0, cards("list"));
        assertEquals("cards/imported.csv: 1 cards\n", said());
        assertEquals(0, cards("export"));
        assertEquals("idTag,parentIdTag,expiry,status\n04ab,,,accepted\n", said());
        Files.writeString(excel, "uid,status\n04CD,blocked\n");
        assertEquals(0, cards("import", excel.toString()));
        assertEquals(0, cards("export", "--station", "BOX"));
        assertTrue(said().contains("04ab,,,accepted\n04cd,,,blocked\n"), said());
        assertEquals(0, cards("import", excel.toString(), "--replace"));
        assertEquals(0, cards("list"));
        assertEquals("cards/imported.csv: 1 cards\n", said());
    }

    @Test
    void saysThatNoStationUsesAFile() throws IOException {
        Path file = Files.writeString(home.resolve("x.csv"), "uid,status\nA,ok\n");

        assertEquals(0, cards("import", file.toString(), "--to", "other/list.csv"));

        assertTrue(said().contains("No station uses other/list.csv yet"), said());
    }

    @Test
    void showsItsPageWhenItIsWronglyUsed() {
        assertEquals(2, cards());
        assertEquals(2, cards("list", "--replace"));
        assertEquals(2, cards("import"));
        assertEquals(0, cards("--help"));
    }

    @Test
    void checkNamesEachLineThatIsPassedOver() throws IOException {
        Files.writeString(
                home.resolve("cards/a.csv"),
                "UID,GID,Expiry,Authorization\nA,,,maybe\nB,,soon,accepted\nC,,,accepted\n");

        assertEquals(
                1,
                CheckStep.look(
                        places(), Map.of(), Clock.systemUTC(), new PrintStream(told, true, UTF_8)));

        assertTrue(said().contains("cards/a.csv:2: the status must be"), said());
        assertTrue(said().contains("cards/a.csv:3: the expiry must be"), said());
        assertTrue(said().contains("site.yaml is in order, but not the card files"), said());
    }
}
