package dev.substation.app;

import dev.substation.admin.LogServlet.Question;
import dev.substation.dialect.Masking;
import dev.substation.dialect.Secrets;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.JpaLedger;
import dev.substation.store.LogQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The message log as it may be shown: without cards and secrets. */
final class MessageLog implements Function<Question, CompletableFuture<List<Payload>>> {

    private final JpaLedger ledger;
    private final Secrets secrets;

    /**
     * @param secrets hidden where the log is written, and here in what an older version wrote
     */
    MessageLog(JpaLedger ledger, Secrets secrets) {
        this.ledger = ledger;
        this.secrets = secrets;
    }

    @Override
    public CompletableFuture<List<Payload>> apply(Question question) {
        LogQuery query =
                new LogQuery(
                        question.station().map(StationId::new),
                        question.action(),
                        question.part(),
                        question.changed(),
                        question.before(),
                        question.most());
        return lines(query);
    }

    /** The lines that are meant, as they may be shown. */
    CompletableFuture<List<Payload>> lines(LogQuery query) {
        return rows(query).thenApply(lines -> lines.stream().map(this::shown).toList());
    }

    /** The lines as they are stored, with cards. */
    CompletableFuture<List<Payload>> rows(LogQuery query) {
        return ledger.log(query);
    }

    /** A payload without secrets. */
    Payload hidden(Payload payload) {
        return secrets.masked(payload);
    }

    /** A line as it may be shown. */
    Payload shown(Payload line) {
        return hidden(
                line.changing("payload", Masking::masked).changingEach("notes", MessageLog::note));
    }

    /** A note without cards. */
    static Payload note(Payload note) {
        String path = note.text("path").orElse("");
        return note.with("original", masked(path, note, "original"))
                .with("result", masked(path, note, "result"));
    }

    private static String masked(String path, Payload note, String field) {
        return Masking.masked(path, note.text(field).orElse(""));
    }
}
