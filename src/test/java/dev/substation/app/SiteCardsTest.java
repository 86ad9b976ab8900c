package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.CardEditing.CardChange;
import dev.substation.api.CardEditing.CardFilter;
import dev.substation.api.CardEditing.CardList;
import dev.substation.api.CardEditing.CardsSaved;
import dev.substation.api.Operations.BadRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards that are changed in the console. */
class SiteCardsTest {

    private static final String TABLE =
            """
            # Cards of the yard
            Name;UID;Status;Valid until
            Ada;04A1B2;Accepted;2030-12-31
            # Bob is on holiday
            Bob;04C3D4;Accepted;
            Ada;04a1b2;Blocked;
            """;

    @TempDir Path home;

    private final List<String> noted = new ArrayList<>();

    private SiteCards cards(String... patterns) {
        return new SiteCards(new CardFiles(home, List.of(patterns)), Runnable::run);
    }

    private static CardFilter filter(String text, String status) {
        return new CardFilter(
                Optional.empty(), Optional.ofNullable(text), Optional.ofNullable(status), 0, 100);
    }

    private static CardChange change(String idTag, String status) {
        return new CardChange(
                idTag, Optional.of(status), Optional.empty(), Optional.empty(), List.of(), false);
    }

    private static CardChange removal(String idTag) {
        return new CardChange(
                idTag, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), true);
    }

    private CardsSaved save(SiteCards cards, String file, CardChange... changes) throws Exception {
        return cards.change(file, List.of(changes), etag(cards, file), noted::add);
    }

    private static String etag(SiteCards cards, String file) {
        return cards.cards(filter(null, null)).files().stream()
                .filter(one -> one.name().equals(file))
                .findFirst()
                .orElseThrow()
                .etag();
    }

    private String text(String file) throws IOException {
        return Files.readString(home.resolve(file));
    }

    @Test
    void areFoundByTextAndStatus() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        Files.writeString(home.resolve("b.csv"), "UID,GID,Expiry,Authorization\nX1,04C,,active\n");
        CardList all = cards("*.csv").cards(filter(null, null));

        assertEquals(3, all.total());
        assertEquals(List.of(2, 1), all.files().stream().map(file -> file.cards()).toList());
        assertEquals(2, cards("*.csv").cards(filter("04C", null)).total(), "its tag or its group");
        assertEquals(
                "04a1b2", cards("*.csv").cards(filter(null, "Blocked")).cards().get(0).idTag());
    }

    /** What somebody has written beside the cards is not ours. */
    @Test
    void areChangedAndEveryOtherLineStays() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");

        CardsSaved saved =
                save(
                        cards,
                        "a.csv",
                        change("04A1B2", "Accepted"),
                        change("NEW-1", "Invalid"),
                        removal("04C3D4"));

        assertEquals("1 1 1", saved.added() + " " + saved.changed() + " " + saved.removed());
        assertEquals(
                """
                # Cards of the yard
                Name;UID;Status;Valid until
                # Bob is on holiday
                Ada;04a1b2;accepted;
                ;new-1;invalid;
                """,
                text("a.csv"));
        assertEquals(2, cards.cards(filter(null, null)).total(), "it counts at once");
        assertEquals(List.of("a.csv: 1 added, 1 changed, 1 removed (04***, ne***, 04***)"), noted);
        assertEquals(saved.etag(), etag(cards, "a.csv"));
    }

    @Test
    void ofAFileThatSomebodyElseHasChangedAreNot() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");
        String etag = etag(cards, "a.csv");
        Files.writeString(home.resolve("a.csv"), TABLE + "Eve;04E5;Accepted;\n");

        BadRequest late =
                assertThrows(
                        BadRequest.class,
                        () -> cards.change("a.csv", List.of(removal("04C3D4")), etag, noted::add));

        assertEquals(412, late.status());
        assertTrue(text("a.csv").contains("Eve"));
    }

    @Test
    void areWrittenIntoANewFileThatTheSettingsName() throws Exception {
        SiteCards cards = cards("cards/site.csv");

        save(cards, "cards/site.csv", change("04A1B2", "Accepted"));

        assertTrue(text("cards/site.csv").endsWith("\n04a1b2,,,accepted,\n"));
        assertEquals(1, cards.cards(filter(null, null)).total());
    }

    @ParameterizedTest
    @CsvSource({
        "other.csv, 04A1B2, Accepted, 404",
        "../a.csv, 04A1B2, Accepted, 404",
        "a.csv, 04A1B2, Nothing, 400",
        "a.csv, '1,23E+10', Accepted, 400",
        "a.csv, '#04A1', Accepted, 400",
    })
    void thatNoFileCanHoldAreRefused(String file, String idTag, String status, int answer)
            throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");

        BadRequest why =
                assertThrows(
                        BadRequest.class,
                        () ->
                                cards.change(
                                        file,
                                        List.of(change(idTag, status)),
                                        etag(cards, "a.csv"),
                                        noted::add));

        assertEquals(answer, why.status(), why.getMessage());
        assertEquals(TABLE, text("a.csv"));
    }

    @Test
    void withAGroupNeedAColumnForIt() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");
        CardChange grouped =
                new CardChange(
                        "04A1B2",
                        Optional.of("Accepted"),
                        Optional.empty(),
                        Optional.of("FAMILY"),
                        List.of(),
                        false);

        BadRequest why = assertThrows(BadRequest.class, () -> save(cards, "a.csv", grouped));

        assertEquals(409, why.status());
        assertTrue(why.getMessage().contains("no column for the group"), why.getMessage());
        assertEquals(TABLE, text("a.csv"));
    }

    /** Old spreadsheets of a Mac end lines so; Excel marks UTF-8. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UID,GID,Expiry,Authorization\r04AA,,,accepted\r04BB,,,blocked\r",
                "UID,GID,Expiry,Authorization\r\n04AA,,,accepted\r04BB,,,blocked\n",
                "\uFEFF04AA,,,accepted\n04BB,,,blocked\n",
                "\uFEFFUID,GID,Expiry,Authorization\r\n04AA,,,accepted\r\n04BB,,,blocked",
            })
    void areRemovedHoweverTheLinesOfAFileEnd(String table) throws Exception {
        Files.writeString(home.resolve("a.csv"), table);
        SiteCards cards = cards("a.csv");

        CardsSaved saved = save(cards, "a.csv", removal("04AA"), change("04CC", "Blocked"));

        assertEquals(List.of("04bb", "04cc"), tags(cards));
        assertEquals("1 0 1", saved.added() + " " + saved.changed() + " " + saved.removed());
        assertEquals(table.startsWith("\uFEFF"), text("a.csv").startsWith("\uFEFF"));
        assertEquals(table.contains("\n"), text("a.csv").contains("\n"));
        assertTrue(text("a.csv").contains("04BB,,,blocked"), text("a.csv"));
    }

    private static List<String> tags(SiteCards cards) {
        return cards.cards(filter(null, null)).cards().stream()
                .map(card -> card.idTag())
                .sorted()
                .toList();
    }

    /** The second mark hides the first card from the edit, not from the list. */
    @Test
    void thatWouldStillCountAreNotSaidToBeRemoved() throws Exception {
        String odd = "\uFEFF\uFEFF04AA,,,accepted\n04BB,,,accepted\n";
        Files.writeString(home.resolve("a.csv"), odd);
        SiteCards cards = cards("a.csv");

        BadRequest why =
                assertThrows(BadRequest.class, () -> save(cards, "a.csv", removal("04AA")));

        assertEquals(409, why.status());
        assertTrue(why.getMessage().contains("would not be read"), why.getMessage());
        assertEquals(odd, text("a.csv"));
        assertEquals(List.of(), noted);
    }

    /** The answer is about the file, not about what was read from it before. */
    @Test
    void areCountedInTheFileThatIsWritten() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");
        Files.writeString(home.resolve("a.csv"), TABLE.replace("Bob;04C3D4;Accepted;\n", ""));
        String etag = SiteCardsTest.etag(cards("a.csv"), "a.csv");

        CardsSaved saved = cards.change("a.csv", List.of(removal("04C3D4")), etag, noted::add);

        assertEquals(0, saved.removed());
        assertEquals(List.of("a.csv: 0 added, 0 changed, 0 removed (04***)"), noted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04AA,,,accepted",
                "04AA;;;accepted\r\n",
                "# The yard\n04AA,,,accepted\n# nobody else",
                "# The yard\n04AA,,,accepted\n04BB,,,perhaps\n",
            })
    void theOnlyOneOfATableWithoutNamesIsRemoved(String table) throws Exception {
        Files.writeString(home.resolve("a.csv"), table);
        SiteCards cards = cards("a.csv");

        CardsSaved saved = save(cards, "a.csv", removal("04AA"));

        assertEquals(1, saved.removed());
        assertEquals(List.of(), tags(cards), text("a.csv"));
        save(cards, "a.csv", change("04CC", "Accepted"));
        assertEquals(List.of("04cc"), tags(cards), text("a.csv"));
        save(cards, "a.csv", removal("04CC"), change("04DD", "Accepted"));
        assertEquals(List.of("04dd"), tags(cards), text("a.csv"));
    }

    @Test
    void theOnlyOneOfATableWithoutNamesIsReplaced() throws Exception {
        Files.writeString(home.resolve("a.csv"), "04AA,,,accepted\n");
        SiteCards cards = cards("a.csv");

        save(cards, "a.csv", removal("04AA"), change("04BB", "Blocked"));

        assertEquals("04bb,,,blocked\n", text("a.csv"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/a.csv",
                "../new/a.csv",
                "cards/../../outside/a.csv",
                "link/a.csv",
                "link.csv",
                "link/new/a.csv",
                "data/a.csv",
                "data/new/a.csv",
                "keys/a.csv",
                "cards/../keys/a.csv",
            })
    void areChangedInNoFileOutsideTheHomeOrOfTheGatewayItself(String name) throws Exception {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path site = Files.createDirectory(home.resolve("site"));
        Files.createDirectory(site.resolve("data"));
        Files.createDirectory(site.resolve("keys"));
        Files.createDirectory(site.resolve("cards"));
        Files.writeString(outside.resolve("a.csv"), TABLE);
        Files.createSymbolicLink(site.resolve("link"), outside);
        Files.createSymbolicLink(site.resolve("link.csv"), outside.resolve("a.csv"));
        SiteCards cards = new SiteCards(new CardFiles(site, List.of(name)), Runnable::run);
        List<Path> before = all();

        BadRequest why =
                assertThrows(BadRequest.class, () -> save(cards, name, change("04AA", "Accepted")));

        assertEquals(409, why.status());
        assertTrue(why.getMessage().contains("outside the home"), why.getMessage());
        assertEquals(before, all());
        assertEquals(TABLE, Files.readString(outside.resolve("a.csv")));
        assertEquals(List.of(), noted);
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.sorted().toList();
        }
    }

    /** Whoever asked has gone, or the audit log cannot be written. */
    @Test
    void thatCannotBeNotedAreNotWritten() throws Exception {
        Files.writeString(home.resolve("a.csv"), TABLE);
        SiteCards cards = cards("a.csv");
        String etag = etag(cards, "a.csv");

        IOException why =
                assertThrows(
                        IOException.class,
                        () ->
                                cards.change(
                                        "a.csv",
                                        List.of(removal("04C3D4")),
                                        etag,
                                        summary -> {
                                            throw new IOException("nobody waits");
                                        }));

        assertEquals("nobody waits", why.getMessage());
        assertEquals(TABLE, text("a.csv"));
        assertEquals(etag, etag(cards, "a.csv"), "not even its time has changed");
    }

    @Test
    void inAnOldEncodingAreLeftAlone() throws Exception {
        byte[] old = TABLE.replace("yard", "Höfe").getBytes(Charset.forName("windows-1252"));
        Files.write(home.resolve("a.csv"), old);
        SiteCards cards = cards("a.csv");

        assertEquals(
                409,
                assertThrows(BadRequest.class, () -> save(cards, "a.csv", removal("04C3D4")))
                        .status());
        assertEquals(
                List.of(),
                List.of(
                        Files.list(home)
                                .filter(f -> f.toString().endsWith(".changing"))
                                .toArray()));
        assertFalse(Files.readAllBytes(home.resolve("a.csv")).length != old.length);
    }
}
