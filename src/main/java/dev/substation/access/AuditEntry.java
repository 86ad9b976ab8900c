package dev.substation.access;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody did, or tried to do.
 *
 * @param id rises from entry to entry
 * @param by how they had shown who they are: {@code session}, {@code token}, {@code loopback},
 *     {@code password}, {@code command}
 * @param from the address
 * @param what method and path, or the command
 * @param details what it was about, and what came of it, without cards and secrets
 * @param answer the HTTP status, or {@code done}; empty if the gateway ended before
 */
public record AuditEntry(
        long id,
        Instant at,
        String who,
        String by,
        String from,
        String what,
        List<String> details,
        Optional<String> answer) {

    private static final String ID = "id";
    private static final String DETAIL = "detail";
    private static final String ANSWER = "answer";

    /** What the first line of an entry in the file has. */
    Payload begin() {
        return Payload.of(
                ID, id, "at", at.toString(), "who", who, "by", by, "from", from, "what", what);
    }

    /** A line that adds to an entry. */
    static Payload detail(long id, String text) {
        return Payload.of(ID, id, DETAIL, text);
    }

    /** The line that ends an entry. */
    static Payload answer(long id, String text) {
        return Payload.of(ID, id, ANSWER, text);
    }

    /** Lines with one id as an entry; empty if the first of them is missing. */
    static Optional<AuditEntry> of(List<Payload> lines) {
        return lines.stream()
                .filter(line -> line.text("at").isPresent())
                .findFirst()
                .flatMap(
                        first ->
                                EntryFile.instant(first.text("at").orElse(""))
                                        .map(at -> of(first, at, lines)));
    }

    private static AuditEntry of(Payload first, Instant at, List<Payload> lines) {
        return new AuditEntry(
                first.number(ID).orElse(0L),
                at,
                first.text("who").orElse(""),
                first.text("by").orElse(""),
                first.text("from").orElse(""),
                first.text("what").orElse(""),
                lines.stream().flatMap(line -> line.text(DETAIL).stream()).toList(),
                lines.stream().flatMap(line -> line.text(ANSWER).stream()).findFirst());
    }
}
