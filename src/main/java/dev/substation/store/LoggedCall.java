package dev.substation.store;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** A row of {@code message_log}. */
@Entity
@Table(name = "message_log")
class LoggedCall {

    private static final int OTHER_COLUMNS = 300;

    /** The characters of one that JSON escapes. */
    private static final int ESCAPE = 6;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "message_log_id")
    @SequenceGenerator(
            name = "message_log_id",
            sequenceName = "message_log_id",
            allocationSize = 500)
    private long id;

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

    /** {@code call} or {@code answer}. */
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

    /** For JPA. */
    protected LoggedCall() {}

    /**
     * @param kept how many characters of the payload are kept; one with signed values stays whole
     */
    LoggedCall(LogRow row, OperatingTime now, int kept) {
        agedFrom = now.millis();
        received = Text.of(row.received());
        station = row.station().value();
        direction = row.direction();
        dialect = row.dialect();
        messageId = row.messageId();
        action = row.action().name();
        part = row.part() == Part.REQUEST ? "call" : "answer";
        payload = Text.of(row.payload());
        notes = Text.ofNotes(row.notes());
        signedIn = orNull(row.signedIn());
        signedOut = orNull(row.signedOut());
        if (signedIn == null && payload.length() > kept) {
            cut(row.payload(), kept);
        }
        bytes = OTHER_COLUMNS + payload.length() + notes.length();
    }

    private void cut(Payload whole, int kept) {
        wholeLength = (long) payload.length();
        wholeSha256 = Excerpt.sha256(payload);
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
        return isCut()
                ? shown.with("wholeLength", wholeLength).with("wholeSha256", wholeSha256)
                : shown;
    }
}
