package dev.substation.store;

import dev.substation.flow.Ledger.LogRow;
import dev.substation.model.Dialect;
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
    private String station;
    private String direction;

    @Enumerated(EnumType.STRING)
    private Dialect dialect;

    @Column(name = "message_id")
    private String messageId;

    private String action;
    @Lob private String payload;
    @Lob private String notes;

    /** For JPA. */
    protected LoggedCall() {}

    LoggedCall(LogRow row) {
        received = Text.of(row.received());
        station = row.station().value();
        direction = row.direction();
        dialect = row.dialect();
        messageId = row.messageId();
        action = row.action().name();
        payload = Text.of(row.payload());
        notes = Text.ofNotes(row.notes());
    }
}
