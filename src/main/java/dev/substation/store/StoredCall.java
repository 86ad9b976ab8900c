package dev.substation.store;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A row of {@code outbox}. It is written once and never changed, except for being parked. */
@Entity
@Table(name = "outbox")
class StoredCall {

    @Id private long sequence;

    @Column(name = "upstream_key")
    private String upstreamKey;

    private String upstream;
    private String station;

    @Enumerated(EnumType.STRING)
    private Dialect dialect;

    @Column(name = "message_id")
    private String messageId;

    private String action;
    @Lob private String payload;

    @Column(name = "transaction_key")
    private Long transaction;

    @Column(name = "coalesce_key")
    private String coalesce;

    @Lob private String undo;
    private OffsetDateTime accepted;

    /** The operating time when it was accepted, or parked, in milliseconds. */
    @Column(name = "aged_from")
    private long agedFrom;

    @Column(name = "set_aside")
    private OffsetDateTime setAside;

    @Column(name = "set_aside_why")
    private String setAsideWhy;

    /** The {@code traceparent} of the call that it comes from; null when that is not followed. */
    private String trace;

    /** For JPA. */
    protected StoredCall() {}

    StoredCall(OutboxRow row, OperatingTime now) {
        agedFrom = now.millis();
        sequence = row.sequence();
        upstreamKey = Text.key(row.upstream());
        upstream = row.upstream().value();
        station = row.station().value();
        dialect = row.dialect();
        messageId = row.messageId();
        action = row.action().name();
        payload = Text.of(row.payload());
        transaction = row.transaction().orElse(null);
        coalesce = row.coalesce();
        undo = Text.ofUndo(row.undo());
        accepted = Text.of(row.accepted());
        trace = row.trace().isEmpty() ? null : row.trace();
    }

    /** The parameters of the statement that inserts it, in the order of its columns there. */
    void fill(PreparedStatement into) throws SQLException {
        into.setLong(1, sequence);
        into.setString(2, upstreamKey);
        into.setString(3, upstream);
        into.setString(4, station);
        into.setString(5, dialect.name());
        into.setString(6, messageId);
        into.setString(7, action);
        into.setString(8, payload);
        into.setObject(9, transaction, Types.BIGINT);
        into.setString(10, coalesce);
        into.setString(11, undo);
        into.setObject(12, accepted);
        into.setLong(13, agedFrom);
        into.setString(14, trace);
    }

    /** It is delivered no more, and nothing that comes later replaces it. */
    void setAside(Instant when, String why, OperatingTime now) {
        agedFrom = now.millis();
        setAside = Text.of(when);
        setAsideWhy = why;
        coalesce = "";
    }

    /** As it may be shown, with when and why it was parked. */
    ParkedRow parked() {
        OutboxRow row = row();
        return new ParkedRow(
                SealedLedger.shown(row),
                setAside.toInstant(),
                setAsideWhy == null ? "" : setAsideWhy);
    }

    /** Whether it is delivered no more. */
    boolean isSetAside() {
        return setAside != null;
    }

    OutboxRow row() {
        return new OutboxRow(
                sequence,
                new StationId(upstream),
                new StationId(station),
                dialect,
                messageId,
                new Action(action),
                Text.payload(payload),
                Optional.ofNullable(transaction),
                coalesce,
                Text.undo(undo),
                accepted.toInstant(),
                trace == null ? "" : trace);
    }
}
