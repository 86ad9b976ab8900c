package dev.substation.flow.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                        "04;ab\"", card("04;ab\"", "Accepted", "2030-12-31T23:59:59Z", ""),
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
                        "cards/w.csv:3: the expiry must be a time such as 2030-12-31T23:59:59Z",
                        "cards/w.csv:4: a card has a tag of 1 to 100 characters"),
                file.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a,b,c\n1,2,3\n", "idTag,status\nA,no\nB,no\n", "<html>"})
    void refusesWhatIsNoListOfCards(String text) {
        BadCardFile bad = assertThrows(BadCardFile.class, () -> CardFile.read("cards/w.csv", text));

        assertTrue(
                bad.getMessage().startsWith("cards/w.csv is no list of cards: "), bad.getMessage());
    }

    @Test
    void aListWithoutCardsIsAList() throws Exception {
        assertEquals(Map.of(), CardFile.read("w.csv", "UID,GID,Expiry,Authorization\n").cards());
    }
}
