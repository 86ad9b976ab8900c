package dev.substation.store;

import dev.substation.dialect.Json;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Payload;
import dev.substation.store.LogQuery.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds lines of the message log by what they say. The log has payloads as JSON without blanks, so
 * a field with its value is a piece of text.
 */
final class LogContent {

    /** Between the clocks of a message in the log and of its transaction. */
    private static final Duration BESIDE = Duration.ofMinutes(2);

    /** What a station may still say of a transaction after its end. */
    private static final Duration AFTER = Duration.ofDays(7);

    private LogContent() {}

    /** From when on a line can be meant. */
    static Optional<Instant> from(LogQuery query) {
        return Stream.of(
                        query.from(),
                        query.content().transaction().map(row -> row.started().minus(BESIDE)))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** Before when a line can be meant. */
    static Optional<Instant> to(LogQuery query) {
        return Stream.of(
                        query.to(),
                        query.content()
                                .transaction()
                                .flatMap(TransactionRow::stopped)
                                .map(time -> time.plus(AFTER)))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    static void add(Content content, Conditions wanted) {
        content.stations()
                .map(all -> all.stream().map(one -> one.value().toLowerCase(Locale.ROOT)).toList())
                .ifPresent(
                        names -> {
                            if (names.isEmpty()) {
                                wanted.and("c.id < 0"); // no IN takes an empty list
                            } else {
                                wanted.and("LOWER(c.station) IN :stations", "stations", names);
                            }
                        });
        content.card()
                .ifPresent(
                        card -> {
                            wanted.and(
                                    "(LOWER(c.payload) LIKE :card ESCAPE '!'"
                                            + " OR LOWER(c.payload) LIKE :group ESCAPE '!')",
                                    "card",
                                    holding(piece("idTag", card)));
                            wanted.with("group", holding(piece("parentIdTag", card)));
                        });
        content.text()
                .ifPresent(
                        text -> {
                            String quoted = piece("", text).substring(3);
                            wanted.and(
                                    "LOWER(c.payload) LIKE :text ESCAPE '!'",
                                    "text",
                                    holding(quoted.substring(1, quoted.length() - 1)));
                        });
        content.transaction().ifPresent(row -> add(row, wanted));
    }

    private static void add(TransactionRow row, Conditions wanted) {
        wanted.and(
                "LOWER(c.station) = :own", "own", row.station().value().toLowerCase(Locale.ROOT));
        List<String> ids = new ArrayList<>();
        row.stationId().ifPresent(id -> ids.add("\"transactionId\":" + id));
        row.csmsId().map(LogContent::piece).filter(id -> !ids.contains(id)).ifPresent(ids::add);
        List<String> ways = new ArrayList<>();
        for (String id : ids) {
            for (String end : List.of(",", "}")) { // no longer number
                String name = "id" + ways.size();
                ways.add("LOWER(c.payload) LIKE :" + name + " ESCAPE '!'");
                wanted.with(name, holding(id + end));
            }
        }
        // A start has no transaction id yet.
        ways.add(
                "c.action = 'StartTransaction' AND c.part = 'call' AND c.received < :begun"
                        + " AND (c.payload LIKE :connector OR c.payload LIKE :last)");
        wanted.with("begun", Text.of(row.started().plus(BESIDE)));
        wanted.with("connector", "%\"connectorId\":" + row.connectorId() + ",%");
        wanted.with("last", "%\"connectorId\":" + row.connectorId() + "}");
        wanted.and("(" + String.join(" OR ", ways) + ")");
    }

    private static String piece(CsmsTransactionId id) {
        return id.quoted() ? piece("transactionId", id.text()) : "\"transactionId\":" + id.text();
    }

    /** A field with its value as the log has it. */
    private static String piece(String field, String value) {
        String object = Json.write(Payload.of(field, value));
        return object.substring(1, object.length() - 1);
    }

    /** A pattern of LIKE for a text that contains this one. */
    private static String holding(String text) {
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
    }
}
