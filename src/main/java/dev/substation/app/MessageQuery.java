package dev.substation.app;

import dev.substation.api.Operations.MessageFilter;
import dev.substation.api.StationState;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.StationId;
import dev.substation.store.LogQuery;
import java.util.List;
import java.util.Optional;

/** What operators ask of the message log, in the terms of the ledger. */
final class MessageQuery {

    private MessageQuery() {}

    static LogQuery of(
            MessageFilter filter,
            Optional<List<StationId>> stations,
            Optional<TransactionRow> transaction) {
        return new LogQuery(
                filter.station(),
                filter.action(),
                filter.part(),
                filter.messageId(),
                filter.changed(),
                filter.failed(),
                new LogQuery.Content(
                        stations, filter.said().card(), transaction, filter.said().text()),
                filter.from(),
                filter.to(),
                filter.before(),
                filter.limit());
    }

    /** The stations that have a link to a CSMS. */
    static Optional<List<StationId>> of(List<StationState> all, Optional<String> csms) {
        return Optional.of(
                all.stream()
                        .filter(
                                one ->
                                        one.links().stream()
                                                .anyMatch(
                                                        link ->
                                                                csms.filter(link.csms()::equals)
                                                                        .isPresent()))
                        .map(one -> new StationId(one.station()))
                        .toList());
    }
}
