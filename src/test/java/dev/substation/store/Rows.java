package dev.substation.store;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows as the flow makes them. */
final class Rows {

    static final StationId KEBA = new StationId("KEBA-HOF-7");
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Rows() {}

    static StationRow station(StationId station, long port) {
        return new StationRow(
                station,
                Dialect.SOAP_15,
                "http://192.168.40.10:" + port + "/",
                Optional.of(Payload.of("chargePointVendor", "KEBA", "imsi", null)),
                new OperatingTime(7));
    }

    static TransactionRow transaction(long key, Optional<Long> told, Optional<Long> csms) {
        return new TransactionRow(
                key,
                KEBA,
                new StationId("KEBA-HOF-7-A"),
                "main",
                1,
                "04AB|2026-03-01T12:00:00Z|100",
                told,
                csms.map(CsmsTransactionId::of),
                Payload.of("status", "Accepted"),
                NOON,
                Optional.empty(),
                7,
                TransactionEnd.UNKNOWN);
    }

    static OutboxRow call(long sequence) {
        return call(sequence, KEBA, "");
    }

    static OutboxRow call(long sequence, StationId upstream, String coalesce) {
        return new OutboxRow(
                sequence,
                upstream,
                KEBA,
                Dialect.SOAP_15,
                "id-" + sequence,
                Action.MeterValues,
                Payload.of(
                        "connectorId",
                        1L,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "value",
                                        new BigDecimal("16.0"),
                                        "signed",
                                        "<\u00e4\u20ac>\n".repeat(50)))),
                Optional.empty(),
                coalesce,
                List.of(new Undo("strip-id-tag-suffix", Payload.of("idTag", "04AB_77"))),
                NOON);
    }

    /** A row that speaks of a transaction. */
    static OutboxRow callOf(long sequence, long transaction) {
        return callOf(sequence, transaction, Action.MeterValues);
    }

    static OutboxRow callOf(long sequence, long transaction, Action action) {
        OutboxRow row = call(sequence);
        return new OutboxRow(
                sequence,
                row.upstream(),
                row.station(),
                row.dialect(),
                row.messageId(),
                action,
                row.payload(),
                Optional.of(transaction),
                "",
                row.undo(),
                row.accepted());
    }

    static LogRow log(Instant received) {
        return new LogRow(
                received,
                KEBA,
                "up",
                Dialect.SOAP_15,
                "id",
                Action.Heartbeat,
                Part.REQUEST,
                Payload.EMPTY,
                List.of(new Note(Loss.RENAMED, "a", "b", "c", "because")),
                "",
                "");
    }

    static List<Change> queued(long sequence) {
        return List.of(new Change.Queued(call(sequence)));
    }
}
