package dev.substation.app.cards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.Card;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardFileTest {

    private static Card card(String idTag, String status, String expiry, String parent) {
        return new Card(
                idTag,
                status,
                Optional.of(expiry).filter(text -> !text.isEmpty()),
                Optional.of(parent).filter(text -> !text.isEmpty()));
    }

    @Test
    void readsTheListOfATechnagonStation() throws Exception {
        CardFile file =
                CardFile.read(
                        "w.csv",
                        """
                        UID,GID,Expiry,Authorization
                        4b13b318,,2020-01-01T12:00:00,accepted
                        5C24C429,FLEET,,blocked
                        """);

        assertEquals(
                Map.of(
                        "4b13b318", card("4b13b318", "Accepted", "2020-01-01T12:00:00", ""),
                        "5c24c429", card("5c24c429", "Blocked", "", "FLEET")),
                file.cards());
        assertEquals(List.of(), file.problems());
    }

    @Test
    void isTolerantOfWhatSpreadsheetsDo() throws Exception {
        CardFile file =
                CardFile.read(
                        "w.csv",
                        "\uFEFF\r\nStatus;\"idTag\";EXPIRY;ParentIdTag\r\n"
                                + "ACCEPTED;\"04;AB\"\"\";2030-12-31;\r\n\r\n;;;\r\n"
                                + "expired;CD\r\n");

        assertEquals(
                Map.of(
                        "04;ab\"", card("04;ab\"", "Accepted", "2030-12-31T23:59:59", ""),
                        "cd", card("cd", "Expired", "", "")),
                file.cards());
        assertEquals(List.of(), file.problems());
    }

    @Test
    void passesOverALineThatIsNoCardAndSaysWhich() throws Exception {
        CardFile file =
                CardFile.read(
                        "cards/w.csv",
                        "idTag,parentIdTag,expiry,status\nA,,,maybe\nB,,soon,Accepted\n"
                                + ",,,Accepted\nC,,,Accepted\n");

        assertEquals(Map.of("c", card("c", "Accepted", "", "")), file.cards());
        assertEquals(
                List.of(
                        "cards/w.csv:2: the status must be accepted, blocked, expired or invalid",
                        "cards/w.csv:3: the expiry must be a time such as 2030-12-31T23:59:59Z or"
                                + " 31.12.2030 23:59",
                        "cards/w.csv:4: a card has a tag of 1 to 100 characters"),
                file.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a,b,c\n1,2,3\n", "<html>"})
    void refusesWhatIsNoListOfCards(String text) {
        BadCardFile bad = assertThrows(BadCardFile.class, () -> CardFile.read("cards/w.csv", text));

        assertTrue(
                bad.getMessage().startsWith("cards/w.csv is no list of cards: "), bad.getMessage());
    }

    @Test
    void aListWithoutCardsIsAList() throws Exception {
        assertEquals(Map.of(), CardFile.read("w.csv", "UID,GID,Expiry,Authorization\n").cards());
    }

    /** Issue 14, B.5: what Excel makes of a table that is pasted into one column. */
    @Test
    void readsLinesThatAreQuotedAsAWhole() throws Exception {
        CardFile file =
                CardFile.read(
                        "w.csv",
                        "sep=;\r\n\"UID,GID,Expiry,Authorization\"\r\n"
                                + "\"aec78085,,,accepted\"\r\n\"4b13b318,,,blocked\";;;\r\n");

        assertEquals(
                Map.of(
                        "aec78085", card("aec78085", "Accepted", "", ""),
                        "4b13b318", card("4b13b318", "Blocked", "", "")),
                file.cards());
        assertEquals(List.of(), file.problems());
    }

    @Test
    void readsTheListOfAKebaNetwork() throws Exception {
        CardFile file =
                CardFile.read(
                        "k.csv",
                        "Name;UID;Expiry;Master;Status;Allowed serials\n"
                                + "M\u00fcller;04A1B2C3;01.01.2030 12:00;true;active;\n"
                                + "Guest;04A1B2C4;;false;blocked;17101357\n");

        assertEquals(
                Map.of(
                        "04a1b2c3",
                        card("04a1b2c3", "Accepted", "2030-01-01T12:00:00", ""),
                        "04a1b2c4",
                        new Card(
                                "04a1b2c4",
                                "Blocked",
                                Optional.empty(),
                                Optional.empty(),
                                List.of("17101357"))),
                file.cards());
        assertEquals(List.of(), file.hints());
    }

    @Test
    void keepsTheBoxesOfACardWhenItIsWrittenAndReadAgain() throws Exception {
        CardFile file =
                CardFile.read(
                        "k.csv",
                        "UID;Status;Allowed serials\n"
                                + "A1;active;17101357, 17101358|Keba-1/2\n"
                                + "A2;active;1,71E+07\n"
                                + "A3;active;\n");

        CardFile again = CardFile.read("k.csv", CardFile.written(file.cards()));

        assertEquals(List.of("17101357", "17101358", "keba-1/2"), file.cards().get("a1").places());
        assertEquals(List.of(), file.cards().get("a3").places());
        assertEquals(file.cards(), again.cards());
        assertEquals(1, file.problems().size(), "a lost serial must not open all boxes");
        assertFalse(file.cards().containsKey("a2"));
    }

    @Test
    void readsATableThatBeginsWithItsFirstCard() throws Exception {
        assertEquals(
                Map.of("4b13b318", card("4b13b318", "Accepted", "2030-01-01T12:00:00", "")),
                CardFile.read("w.csv", "4b13b318\t\t2030-01-01T12:00:00\taccepted\n").cards());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "01.01.2030 12:00 | 2030-01-01T12:00:00",
                "1.1.2030 | 2030-01-01T23:59:59",
                "31.12.30 8:05:09 | 2030-12-31T08:05:09",
                "2030-12-31 18:00 | 2030-12-31T18:00:00",
                "2030/12/31 | 2030-12-31T23:59:59",
                "31/12/2030 18:00 | 2030-12-31T18:00:00",
                "12/31/2030 18:00 | 2030-12-31T18:00:00",
                "47484 | 2030-01-01T23:59:59",
                "47484,5 | 2030-01-01T12:00:00",
                "2030-12-31T18:00:00+02:00 | 2030-12-31T18:00:00+02:00",
                "20301231 | 2030-12-31T23:59:59",
                "31-Dec-2030 | 2030-12-31T23:59:59",
                "31. Dezember 2030 | 2030-12-31T23:59:59",
                "1 März 2030 18:00 Uhr | 2030-03-01T18:00:00",
                "2030-12-31 18:00:00.000 | 2030-12-31T18:00:00",
                "31.12.2030 24:00 | 2031-01-01T00:00:00",
                "12/31/2030 11:59 PM | 2030-12-31T23:59:00",
                "12/31/2030 12:05 a.m. | 2030-12-31T00:05:00"
            })
    void readsTimesAsPeopleWriteThem(String written, String expiry) throws Exception {
        CardFile file = CardFile.read("w.csv", "uid;expiry;status\nAB;" + written + ";accepted\n");

        assertEquals(List.of(), file.problems());
        assertEquals(Optional.of(expiry), file.cards().get("ab").expiry());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "n/a", "keine", "00.00.0000", "0000-00-00 00:00:00"})
    void knowsHowPeopleWriteThatACardNeverExpires(String never) throws Exception {
        CardFile file = CardFile.read("w.csv", "uid;expiry;status\nAB;" + never + ";erlaubt\n");

        assertEquals(Map.of("ab", card("ab", "Accepted", "", "")), file.cards());
        assertEquals(List.of(), file.problems());
    }

    @Test
    void passesOverWhatIsCommentedOut() throws Exception {
        CardFile file =
                CardFile.read(
                        "w.csv",
                        "# cards of hall 3\n#uid;status\n# guests\nAB;accepted\n #CD;accepted\n");

        assertEquals(Map.of("ab", card("ab", "Accepted", "", "")), file.cards());
        assertEquals(List.of(), file.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"31-Foo-2030", "12/31/2030 13:00 PM", "31.02.2030", "32-Dec-2030"})
    void leavesOutACardWhoseExpiryIsNoDay(String expiry) throws Exception {
        CardFile file = CardFile.read("w.csv", "uid;expiry;status\nAB;" + expiry + ";accepted\n");

        assertEquals(Map.of(), file.cards());
        assertEquals(1, file.problems().size());
    }

    @Test
    void refusesADayThatCanBeTwo() throws Exception {
        CardFile file = CardFile.read("w.csv", "uid;expiry;status\nAB;02/03/2030;accepted\n");

        assertEquals(Map.of(), file.cards(), "one bad line leaves a list without cards");
        assertEquals(
                List.of(
                        "w.csv:2: the expiry can mean two days; write the year first, such as"
                                + " 2030-12-31"),
                file.problems());
    }

    @Test
    void saysThatASpreadsheetHasSpoiltATag() throws Exception {
        CardFile file =
                CardFile.read(
                        "w.csv",
                        "uid;status\n1,23E+10;accepted\n=\"0412\";accepted\n1234567;accepted\n");

        assertTrue(file.problems().get(0).contains("1,23E+10"), "" + file.problems());
        assertEquals(Set.of("0412", "1234567"), file.cards().keySet());
        assertTrue(file.hints().get(0).startsWith("w.csv:4: the tag has an odd number"));
    }

    /** A quote that nothing closes spoils no other line. */
    @Test
    void readsOnBehindABrokenQuote() throws Exception {
        CardFile file = CardFile.read("w.csv", "uid,status\n\"AB,accepted\nCD,accepted\n");

        assertEquals(Set.of("ab", "cd"), file.cards().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "windows-1252"})
    void readsEveryEncodingOfASpreadsheet(String charset) throws Exception {
        byte[] bytes = "Inhaber;UID;Status\nM\u00fcller;04AB;g\u00fcltig\n".getBytes(charset);

        assertEquals(
                Map.of("04ab", card("04ab", "Accepted", "", "")),
                CardFile.read("w.csv", CardText.of(bytes)).cards());
    }

    @Test
    void writesWhatItReadsAgain() throws Exception {
        Map<String, Card> cards =
                CardFile.read(
                                "w.csv",
                                "idTag,parentIdTag,expiry,status\n\"A;B\",P,2030-01-01,blocked\n"
                                        + "C,,,accepted\n")
                        .cards();

        assertEquals(cards, CardFile.read("x.csv", CardFile.written(cards)).cards());
    }

    @Test
    void readsATimeWithoutAZoneInThatOfTheStation() {
        assertEquals(
                Optional.of("2030-01-01T11:00:00Z"),
                card("a", "Accepted", "2030-01-01T12:00:00", "")
                        .in(ZoneId.of("Europe/Vienna"))
                        .expiry());
    }
}
