package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.dialect.ErrorHelp.Row;
import dev.substation.dialect.ErrorHelp.Text;
import dev.substation.model.Action;
import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/error-help.md}: what the makers' error codes mean. */
class ErrorHelpPageTest {

    @Test
    void saysWhatTheTableSays() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Error codes of vendors

                        Made from `src/main/resources/vendors/error-help.tsv`; a test compares it.

                        Stations report errors in words of their vendor: in `vendorErrorCode`, `errorCode` or `info` of StatusNotification, or in `data` of
                        a rejected DataTransfer. If the station has a vendor profile ([vendors](vendors.md)), the gateway explains such a word:

                        - In the log: one line with `SUB-1175` for each new error of a connector.
                        - In the [message log](operations.md#the-message-log): a note with each message or rejected answer.

                        The message itself does not change. `*` stands for any text. The sentences are ours: they explain the words, and do not replace
                        the manual of the vendor. ABL's manual lists some 60 codes in section 4.5; rows with `*` stand for a group of them.

                        """);
        table(
                page,
                "## English",
                "| vendor | message | word | meaning | what to do |",
                Row::english);
        page.append('\n');
        table(
                page,
                "## Deutsch",
                "| Hersteller | Nachricht | Wort | Bedeutung | Abhilfe |",
                Row::german);

        GeneratedPage.compare("error-help.md", page.toString());
    }

    private static void table(
            StringBuilder page, String title, String head, Function<Row, Text> language) {
        page.append(title).append('\n').append(head).append("\n|---|---|---|---|---|\n");
        for (Row row : ErrorHelp.rows()) {
            Text text = language.apply(row);
            page.append(
                    "| %s | %s | `%s` | %s | %s |\n"
                            .formatted(
                                    row.vendor(),
                                    row.action(),
                                    row.word(),
                                    text.cause(),
                                    text.remedy()));
        }
    }

    @Test
    void everyRowIsCompleteAndOfAVendor() {
        List<Row> wrong =
                ErrorHelp.rows().stream()
                        .filter(
                                row ->
                                        !Vendors.names().contains(row.vendor())
                                                || row.word().isBlank()
                                                || row.english().cause().isBlank()
                                                || row.english().remedy().isBlank()
                                                || row.german().cause().isBlank()
                                                || row.german().remedy().isBlank())
                        .toList();

        assertEquals(List.of(), wrong);
        assertEquals(
                ErrorHelp.rows().size(),
                ErrorHelp.rows().stream()
                        .map(row -> row.vendor() + row.action() + row.word())
                        .distinct()
                        .count());
    }

    /** A word that the profile translates is one that somebody will look for. */
    @Test
    void everyErrorOfTheVendorTableHasHelp() {
        List<String> without =
                Vendors.rows().stream()
                        .filter(row -> row.kind() == Vendors.Kind.READ_KEPT)
                        .filter(
                                row ->
                                        ErrorHelp.of(row.vendor(), row.action(), row.theirs())
                                                .isEmpty())
                        .map(Vendors.Row::theirs)
                        .toList();

        assertEquals(List.of(), without);
    }

    @ParameterizedTest
    @CsvSource({
        "abl,       EVSE F5,                EVSE F*",
        "abl,       evse f17,               EVSE F*",
        "abl,       METER TIMEOUT,          METER TIMEOUT",
        "abl,       METER OTHER,            METER *",
        "abl,       INIT,                   * INIT",
        "abl,       SMGW INIT,              SMGW *",
        "technagon, EVSECommunicationError, EVSECommunicationError",
        "keba,      EVSE F5,                ",
        "abl,       EVSE,                   "
    })
    void findsTheNearestRow(String vendor, String word, String row) {
        assertEquals(
                row,
                ErrorHelp.of(vendor, Action.StatusNotification, word).map(Row::word).orElse(null));
    }
}
