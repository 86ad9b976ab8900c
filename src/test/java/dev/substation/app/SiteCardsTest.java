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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
