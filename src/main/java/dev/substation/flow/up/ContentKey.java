package dev.substation.flow.up;

import dev.substation.dialect.Times;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Storable;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StopTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a StartTransaction says, as the key by which it is known when it comes again. */
final class ContentKey {

    private static final String UNTIMED = "untimed ";
    private static final Pattern UNTIMED_ID =
            Pattern.compile("\\|untimed [0-9a-f]{1,8}(?=\\|[^|]*$)");

    /** Three attempts at the usual intervals (TransactionMessageAttempts) are over by then. */
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(10);

    private ContentKey() {}

    /**
     * What makes a re-sent StartTransaction the same one, taken before any rule (design section 5).
     */
    static String of(Call start) {
        Payload said = start.payload();
        String time =
                said.text("timestamp").flatMap(Times::parse).isPresent()
                        ? said.get("timestamp").toString()
                        : UNTIMED + Integer.toHexString(start.messageId().hashCode());
        return Storable.of(said.get("idTag") + "|" + time + "|" + said.get("meterStart"));
    }

    /**
     * Finds the open transaction that a start began. One without a time that can be read says too
     * little by itself: the same card on a meter that begins at 0 starts alike each time. So it is
     * the same by its message id, or soon after, as long as the station has not reported the
     * connector as free or finishing since.
     *
     * @param vacated whether a station has reported that since a transaction began
     */
    static Predicate<TransactionRow> sameAs(
            Call start, Instant now, Predicate<TransactionRow> vacated) {
        return open -> isOf(open, start, now, vacated.test(open));
    }

    private static boolean isOf(TransactionRow open, Call start, Instant now, boolean vacated) {
        String before = open.contentKey();
        String again = of(start);
        if (before.equals(again)) {
            return true;
        }
        return UNTIMED_ID.matcher(again).find()
                && UNTIMED_ID.matcher(before).find()
                && content(before).equals(content(again))
                && !vacated
                && now.isBefore(open.started().plus(REPEATED_WITHIN));
    }

    private static String content(String key) {
        return UNTIMED_ID.matcher(key).replaceFirst("");
    }

    /** A meter that ends below where it began: it goes on as it is, and nobody need wonder. */
    static List<Note> doubts(Payload stop, Optional<TransactionRow> transaction) {
        Optional<Long> began = transaction.flatMap(TransactionRow::meterStart);
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
}
