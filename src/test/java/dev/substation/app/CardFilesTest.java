package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.Card;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardFilesTest {

    private static final List<String> ALL = List.of("cards/*.csv");

    @TempDir Path home;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(home.resolve("cards"));
    }

    private Path write(String name, String... cards) throws IOException {
        return Files.writeString(
                home.resolve("cards").resolve(name),
                "idTag,parentIdTag,expiry,status\n" + String.join("\n", cards) + "\n");
    }

    private static Optional<String> status(CardFiles files, List<String> of, String tag) {
        return files.find(of, tag).map(Card::status);
    }

    @Test
    void theFirstFileThatNamesACardCounts() throws Exception {
        write("a.csv", "ONE,,,Accepted");
        write("b.csv", "ONE,,,Blocked", "TWO,,,Blocked");
        List<String> other = List.of("cards/b.csv");
        CardFiles files = new CardFiles(home, List.of("cards/*.csv", "cards/b.csv"));

        assertEquals(Optional.of("Accepted"), status(files, ALL, "one"));
        assertEquals(Optional.of("Blocked"), status(files, ALL, "two"));
        assertEquals(Optional.of("Blocked"), status(files, other, "one"));
        assertEquals(Optional.empty(), status(files, List.of(), "one"));
    }

    @Test
    void readsAFileAgainThatHasChanged() throws Exception {
        Path file = write("a.csv", "ONE,,,Accepted");
        CardFiles files = new CardFiles(home, ALL);
        write("a.csv", "ONE,,,Blocked", "NEW,,,Accepted");
        write("b.csv", "OTHER,,,Accepted");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));

        files.refresh();

        assertEquals(Optional.of("Blocked"), status(files, ALL, "one"));
        assertEquals(Optional.of("Accepted"), status(files, ALL, "new"));
        assertEquals(Optional.of("Accepted"), status(files, ALL, "other"));
        Files.delete(file);
        files.refresh();
        assertEquals(Optional.empty(), status(files, ALL, "one"));
    }

    @Test
    void aFileThatIsSpoiltLaterLeavesWhatWasKnown() throws Exception {
        write("a.csv", "ONE,,,Accepted");
        CardFiles files = new CardFiles(home, ALL);
        Files.writeString(home.resolve("cards/a.csv"), "half a fi");

        files.refresh();

        assertEquals(Optional.of("Accepted"), status(files, ALL, "one"));
    }

    /** Issue 14, B.5: drivers charge by the CSMS, whatever a card file looks like. */
    @Test
    void aFileThatCannotBeUsedIsNamedAndKeepsNothingFromStarting() throws Exception {
        Files.writeString(home.resolve("cards/a.csv"), "<html>");
        write("b.csv", "ONE,,,Accepted", "TWO,,,maybe");

        CardFiles files = new CardFiles(home, List.of("cards/*.csv", "cards/none.csv"));

        assertEquals(Optional.of("Accepted"), status(files, ALL, "one"));
        assertEquals(3, files.problems().size(), "" + files.problems());
        assertTrue(files.problems().get(0).startsWith("cards/a.csv is no list of cards: "));
        assertTrue(files.problems().get(1).startsWith("the cards cards/none.csv cannot be read"));
        assertTrue(files.problems().get(2).startsWith("cards/b.csv:3: the status must be"));
        assertEquals(2, files.reasons().size());
        write("a.csv", "THREE,,,Accepted");
        write("none.csv", "FOUR,,,Accepted");
        files.refresh();
        assertEquals(List.of(), files.reasons());
    }
}
