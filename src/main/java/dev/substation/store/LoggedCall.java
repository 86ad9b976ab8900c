package dev.substation.store;

import dev.substation.dialect.Part;
import dev.substation.dialect.Sha256;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.Trail;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;

/** A row of {@code message_log}. */
@Entity
@Table(name = "message_log")
class LoggedCall {

    private static final int OTHER_COLUMNS = 300;

    /** The characters of one that JSON escapes. */
    private static final int ESCAPE = 6;

    @Id private long id;

    private OffsetDateTime received;

    /** The operating time from which its age counts, in milliseconds. */
    @Column(name = "aged_from")
    private long agedFrom;

    private String station;
    private String direction;

    @Enumerated(EnumType.STRING)
    private Dialect dialect;

    @Column(name = "message_id")
    private String messageId;

    private String action;

    /**
     * {@code call}, {@code answer}, or {@code delivery} for the CSMS's answer to a stored message.
     */
    private String part;

    @Lob private String payload;
    @Lob private String notes;

    @Column(name = "signed_in")
    private String signedIn;

    @Column(name = "signed_out")
    private String signedOut;

    /** About what it takes on the disk. */
    private long bytes;

    /** Of the whole payload in characters, when it was cut. */
    @Column(name = "whole_length")
    private Long wholeLength;

    @Column(name = "whole_sha256")
    private String wholeSha256;

    /** {@code answered} or a number; null in a line of a call. */
    private String outcome;

    /** How long it took, in milliseconds. */
    @Column(name = "took_ms")
    private Long tookMs;

    /** The message ids under which the call went on. */
    @Column(name = "sent_as")
    private String sentAs;

    /** The id of the trace that follows the call; null when none does. */
    private String trace;

    /** For JPA. */
    protected LoggedCall() {}

    /**
     * @param id the next number of the log
     * @param kept how many characters of the payload are kept; one with signed values stays whole
     */
    LoggedCall(long id, LogRow row, OperatingTime now, int kept) {
        this.id = id;
        agedFrom = now.millis();
        received = Text.of(row.received());
        station = row.station().value();
        direction = row.direction();
        dialect = row.dialect();
        messageId = row.messageId();
        action = row.action().name();
        part = part(row);
        row.outcome().ifPresent(this::ended);
        trace = orNull(Trail.traceId(row.trace()));
        payload = Text.of(row.payload());
        notes = Text.ofNotes(row.notes());
        signedIn = orNull(row.signedIn());
        signedOut = orNull(row.signedOut());
        if (signedIn == null && payload.length() > kept) {
            cut(row.payload(), kept);
        }
        bytes = OTHER_COLUMNS + payload.length() + notes.length();
    }

    private static String part(LogRow row) {
        if (row.part() == Part.REQUEST) {
            return "call";
        }
        return row.outcome().filter(Outcome::ofCsms).isPresent() ? "delivery" : "answer";
    }

    private void ended(Outcome how) {
        outcome = how.word();
        tookMs = how.took().map(Duration::toMillis).orElse(null);
        sentAs = orNull(how.sentAs());
    }

    private void cut(Payload whole, int kept) {
        wholeLength = (long) payload.length();
        wholeSha256 = Sha256.hex(payload);
        payload = Text.of(Excerpt.of(whole, kept));
        if (payload.length() > kept) { // for its escapes
            payload = Text.of(Excerpt.of(whole, kept / ESCAPE));
        }
    }

    long bytes() {
        return bytes;
    }

    boolean isCut() {
        return wholeLength != null;
    }

    /** The parameters of the statement that inserts it, in the order of its columns there. */
    void fill(PreparedStatement into) throws SQLException {
        into.setLong(1, id);
        into.setObject(2, received);
        into.setLong(3, agedFrom);
        into.setString(4, station);
        into.setString(5, direction);
        into.setString(6, dialect.name());
        into.setString(7, messageId);
        into.setString(8, action);
        into.setString(9, part);
        into.setString(10, payload);
        into.setString(11, notes);
        into.setString(12, signedIn);
        into.setString(13, signedOut);
        into.setLong(14, bytes);
        into.setObject(15, wholeLength, Types.BIGINT);
        into.setString(16, wholeSha256);
        into.setString(17, outcome);
        into.setObject(18, tookMs, Types.BIGINT);
        into.setString(19, sentAs);
        into.setString(20, trace);
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The line for the operator: columns by their names. */
    Payload shown() {
        Payload shown =
                Payload.of(
                        "id", id,
                        "received", received.toInstant().toString(),
                        "station", station,
                        "direction", direction,
                        "dialect", dialect.word(),
                        "messageId", messageId,
                        "action", action,
                        "part", part,
                        "payload", Text.payload(payload),
                        "notes", Text.payload(notes).get("notes"));
        if (signedIn != null) {
            shown = shown.with("signedIn", signedIn).with("signedOut", signedOut);
        }
        if (outcome != null) {
            shown = shown.with("outcome", outcome);
        }
        if (tookMs != null) {
            shown = shown.with("ms", tookMs);
        }
        if (sentAs != null) {
            shown = shown.with("sentAs", sentAs);
        }
        if (trace != null) {
            shown = shown.with("trace", trace);
        }
        return isCut()
                ? shown.with("wholeLength", wholeLength).with("wholeSha256", wholeSha256)
                : shown;
    }
}
