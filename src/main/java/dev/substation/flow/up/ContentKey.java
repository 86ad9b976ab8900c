package dev.substation.flow.up;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Storable;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StopTransaction;
import java.util.List;
import java.util.Optional;

/** What a StartTransaction says, as the key by which it is known when it comes again. */
final class ContentKey {

    private ContentKey() {}

    /**
     * What makes a re-sent StartTransaction the same one, taken before any rule (design section 5).
     */
    static String of(Payload start) {
        return Storable.of(
                start.get("idTag") + "|" + start.get("timestamp") + "|" + start.get("meterStart"));
    }

    /** A meter that ends below where it began: it goes on as it is, and nobody need wonder. */
    static List<Note> doubts(Payload stop, Optional<TransactionRow> transaction) {
        Optional<Long> began = transaction.flatMap(row -> meterStart(row.contentKey()));
        Optional<Long> ended =
                new StopTransaction(stop).meterStop().filter(reading -> reading >= 0);
        return began.isPresent() && ended.isPresent() && ended.get() < began.get()
                ? List.of(
                        Note.approximated(
                                "meterStop",
                                ended.get().toString(),
                                ended.get().toString(),
                                "below the meterStart; not corrected"))
                : List.of();
    }

    private static Optional<Long> meterStart(String contentKey) {
        String last = contentKey.substring(contentKey.lastIndexOf('|') + 1);
        return last.matches("\\d{1,18}") ? Optional.of(Long.valueOf(last)) : Optional.empty();
    }
}
