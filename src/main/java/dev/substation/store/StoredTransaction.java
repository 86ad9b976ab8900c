package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.StationId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A row of {@code charging_transaction}. */
@Entity
@Table(name = "charging_transaction")
class StoredTransaction {

    @Id
    @Column(name = "transaction_key")
    private long key;

    @Column(name = "station_key")
    private String stationKey;

    private String station;
    private String upstream;
    private String csms;

    @Column(name = "connector_id")
    private long connectorId;

    @Column(name = "content_key")
    private String contentKey;

    @Column(name = "station_tx_id")
    private Long stationTransactionId;

    @Column(name = "csms_tx_id")
    private String csmsTransactionId;

    @Lob
    @Column(name = "id_tag_info")
    private String idTagInfo;

    @Column(name = "upstream_connector_id")
    private long upstreamConnectorId;

    @Column(name = "meter_stop")
    private Long meterStop;

    @Column(name = "stop_time")
    private String stopTime;

    @Column(name = "stop_reason")
    private String stopReason;

    @Column(name = "stop_id_tag")
    private String stopIdTag;

    @Column(name = "closed_by_operator")
    private Boolean closedByOperator;

    private OffsetDateTime started;
    private OffsetDateTime stopped;

    /** The operating time of its start, and once it has ended that of its end. */
    @Column(name = "aged_from")
    private long agedFrom;

    /** For JPA. */
    protected StoredTransaction() {}

    StoredTransaction(TransactionRow row, OperatingTime now) {
        key = row.key();
        agedFrom = now.millis();
        set(row, now);
    }

    long key() {
        return key;
    }

    final void set(TransactionRow row, OperatingTime now) {
        if (stopped == null && row.stopped().isPresent()) {
            agedFrom = now.millis();
        }
        stationKey = Text.key(row.station());
        station = row.station().value();
        upstream = row.upstream().value();
        csms = row.csms();
        connectorId = row.connectorId();
        contentKey = row.contentKey();
        stationTransactionId = row.stationId().orElse(null);
        csmsTransactionId = row.csmsId().map(CsmsTransactionId::stored).orElse(null);
        idTagInfo = Text.of(row.idTagInfo());
        started = Text.of(row.started());
        stopped = row.stopped().map(Text::of).orElse(null);
        upstreamConnectorId = row.upstreamConnectorId();
        meterStop = row.end().meterStop().orElse(null);
        stopTime = row.end().time().orElse(null);
        stopReason = row.end().reason().orElse(null);
        stopIdTag = row.end().idTag().orElse(null);
        closedByOperator = row.stopped().isPresent() ? row.end().byOperator() : null;
    }

    TransactionRow row() {
        return new TransactionRow(
                key,
                new StationId(station),
                new StationId(upstream),
                csms,
                connectorId,
                contentKey,
                Optional.ofNullable(stationTransactionId),
                Optional.ofNullable(csmsTransactionId).map(CsmsTransactionId::ofStored),
                Text.payload(idTagInfo),
                started.toInstant(),
                Optional.ofNullable(stopped).map(OffsetDateTime::toInstant),
                upstreamConnectorId,
                new TransactionEnd(
                        Optional.ofNullable(meterStop),
                        Optional.ofNullable(stopTime),
                        Optional.ofNullable(stopReason),
                        Optional.ofNullable(stopIdTag),
                        Boolean.TRUE.equals(closedByOperator)));
    }
}
