package dev.substation.store;

import dev.substation.dialect.Part;
import dev.substation.flow.Ledger.LogRow;
import dev.substation.flow.OperatingTime;
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

    /** For JPA. */
    protected LoggedCall() {}

    LoggedCall(LogRow row, OperatingTime now) {
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
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The line as it is told to whoever looks after the gateway: columns by their names. */
    Payload told() {
        Payload told =
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
        return signedIn == null
                ? told
                : told.with("signedIn", signedIn).with("signedOut", signedOut);
    }
}
