package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the gateway asks its ledger while it runs. */
final class Reading {

    /** How far the clock of the gateway may have been set at once. */
    private static final Duration CLOCK_SET = Duration.ofHours(2);

    private Reading() {}

    static List<OutboxRow> outbox(
            EntityManager manager, StationId upstream, long afterSequence, int most) {
        return manager.createQuery(
                        "SELECT c FROM StoredCall c WHERE c.upstreamKey = :upstream"
                                + " AND c.sequence > :after AND c.setAside IS NULL"
                                + " ORDER BY c.sequence",
                        StoredCall.class)
                .setParameter("upstream", Text.key(upstream))
                .setParameter("after", afterSequence)
                .setMaxResults(most)
                .getResultStream()
                .map(StoredCall::row)
                .toList();
    }

    /** Messages that are not sent any more, the latest first. */
    static List<ParkedRow> parked(EntityManager manager, ParkedQuery query) {
        Conditions wanted =
                new Conditions(
                        "c.setAside IS NOT NULL AND c.sequence < :before",
                        "before",
                        query.before());
        query.station()
                .ifPresent(
                        station ->
                                wanted.and(
                                        "(c.upstreamKey = :station OR LOWER(c.station) = :station)",
                                        "station",
                                        Text.key(station)));
        return wanted.in(
                        manager.createQuery(
                                "SELECT c FROM StoredCall c WHERE "
                                        + wanted
                                        + " ORDER BY c.sequence DESC",
                                StoredCall.class))
                .setMaxResults(query.most())
                .getResultStream()
                .map(StoredCall::parked)
                .toList();
    }

    static Optional<TransactionRow> transaction(
            EntityManager manager, StationId station, long stationTransactionId) {
        return manager.createQuery(
                        "SELECT t FROM StoredTransaction t WHERE t.stationKey = :station"
                                + " AND t.stationTransactionId = :id ORDER BY t.key DESC",
                        StoredTransaction.class)
                .setParameter("station", Text.key(station))
                .setParameter("id", stationTransactionId)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(StoredTransaction::row);
    }

    static Optional<TransactionRow> transactionOfCsms(
            EntityManager manager,
            String csms,
            StationId upstream,
            Collection<StationId> stations,
            CsmsTransactionId id) {
        return manager.createQuery(
                        "SELECT t FROM StoredTransaction t WHERE t.stationKey IN :stations"
                                + " AND t.csmsTransactionId IN :ids ORDER BY t.key DESC",
                        StoredTransaction.class)
                .setParameter("stations", stations.stream().map(Text::key).toList())
                .setParameter(
                        "ids",
                        Stream.of(true, false)
                                .map(form -> new CsmsTransactionId(id.text(), form))
                                .map(CsmsTransactionId::stored)
                                .toList())
                .getResultStream()
                .map(StoredTransaction::row)
                .filter(row -> row.csms().equals(csms))
                .filter(row -> row.upstream().equals(upstream))
                .findFirst();
    }

    /** What the CSMS must still get. */
    static Backlog backlog(EntityManager manager, OperatingTime now) {
        long all =
                manager.createQuery("SELECT COUNT(c) FROM StoredCall c", Long.class)
                        .getSingleResult();
        long setAside =
                manager.createQuery(
                                "SELECT COUNT(c) FROM StoredCall c WHERE c.setAside IS NOT NULL",
                                Long.class)
                        .getSingleResult();
        Optional<Duration> oldest =
                manager.createQuery(
                                "SELECT c.agedFrom FROM StoredCall c WHERE c.setAside IS NULL"
                                        + " ORDER BY c.sequence",
                                Long.class)
                        .setMaxResults(1)
                        .getResultStream()
                        .findFirst()
                        .map(from -> new OperatingTime(from).until(now));
        return new Backlog(all - setAside, oldest, setAside, waiting(manager, now));
    }

    private static Map<StationId, Backlog.Waiting> waiting(
            EntityManager manager, OperatingTime now) {
        Map<StationId, Backlog.Waiting> waiting = new HashMap<>();
        manager.createQuery(
                        "SELECT c.upstream, COUNT(c), MIN(c.agedFrom) FROM StoredCall c"
                                + " WHERE c.setAside IS NULL GROUP BY c.upstream",
                        Object[].class)
                .getResultStream()
                .forEach(
                        row ->
                                waiting.put(
                                        new StationId((String) row[0]),
                                        new Backlog.Waiting(
                                                (long) row[1],
                                                new OperatingTime((long) row[2]).until(now))));
        return waiting;
    }

    /** Lines of the message log, newest first, with columns by their names. */
    static List<Payload> log(EntityManager manager, LogQuery query) {
        Conditions wanted = new Conditions("c.id < :before", "before", query.before());
        query.station()
                .ifPresent(
                        station ->
                                wanted.and(
                                        "LOWER(c.station) = :station",
                                        "station",
                                        station.value().toLowerCase(Locale.ROOT)));
        query.action().ifPresent(action -> wanted.and("c.action = :action", "action", action));
        query.part().ifPresent(part -> wanted.and("c.part = :part", "part", part));
        query.messageId()
                .ifPresent(
                        id ->
                                wanted.and(
                                        "(c.messageId = :message OR c.trace = :message)",
                                        "message",
                                        id));
        LogContent.from(query)
                .ifPresent(
                        time -> {
                            wanted.and("c.received >= :from", "from", Text.of(time));
                            wanted.and("c.id >= :begin", "begin", lineAt(manager, time, false));
                        });
        LogContent.to(query)
                .ifPresent(
                        time -> {
                            wanted.and("c.received < :to", "to", Text.of(time));
                            wanted.and("c.id <= :end", "end", lineAt(manager, time, true));
                        });
        LogContent.add(query.content(), wanted);
        if (query.changed()) {
            wanted.and("LENGTH(c.notes) > :none", "none", Text.ofNotes(List.of()).length());
        }
        if (query.failed()) {
            wanted.and("c.outcome <> :answered", "answered", "answered");
        }
        return wanted.in(
                        manager.createQuery(
                                "SELECT c FROM LoggedCall c WHERE "
                                        + wanted
                                        + " ORDER BY c.id DESC",
                                LoggedCall.class))
                .setMaxResults(query.most())
                .getResultStream()
                .map(LoggedCall::shown)
                .toList();
    }

    /**
     * About where in the log a time is. Its lines are numbered as they come, and only their numbers
     * have an index. The clock may have been set, so some time more is read.
     */
    private static long lineAt(EntityManager manager, Instant time, boolean last) {
        OffsetDateTime wanted = Text.of(last ? time.plus(CLOCK_SET) : time.minus(CLOCK_SET));
        Object[] ends =
                manager.createQuery("SELECT MIN(c.id), MAX(c.id) FROM LoggedCall c", Object[].class)
                        .getSingleResult();
        if (ends[0] == null) {
            return 0;
        }
        long low = (long) ends[0];
        long high = (long) ends[1];
        while (low < high) {
            long middle = low + (high - low) / 2;
            OffsetDateTime there =
                    manager.createQuery(
                                    "SELECT c.received FROM LoggedCall c WHERE c.id >= :middle"
                                            + " ORDER BY c.id",
                                    OffsetDateTime.class)
                            .setParameter("middle", middle)
                            .setMaxResults(1)
                            .getSingleResult();
            if (there.isBefore(wanted)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Transactions, the latest first. */
    static List<TransactionRow> transactions(EntityManager manager, TransactionQuery query) {
        Conditions wanted = new Conditions("t.key < :before", "before", query.before());
        query.station()
                .ifPresent(
                        station ->
                                wanted.and(
                                        "t.stationKey = :station", "station", Text.key(station)));
        query.csms().ifPresent(csms -> wanted.and("t.csms=:csms", "csms", csms));
        query.open()
                .ifPresent(
                        open -> wanted.and(open ? "t.stopped IS NULL" : "t.stopped IS NOT NULL"));
        query.card()
                .ifPresent(
                        card ->
                                wanted.and(
                                        "LOWER(SUBSTRING(t.contentKey, 1, "
                                                + (card.length() + 1)
                                                + ")) = :card",
                                        "card",
                                        card.toLowerCase(Locale.ROOT) + "|"));
        query.from().ifPresent(time -> wanted.and("t.started >= :from", "from", Text.of(time)));
        query.to().ifPresent(time -> wanted.and("t.started < :to", "to", Text.of(time)));
        return wanted.in(
                        manager.createQuery(
                                "SELECT t FROM StoredTransaction t WHERE "
                                        + wanted
                                        + " ORDER BY t.key DESC",
                                StoredTransaction.class))
                .setMaxResults(query.most())
                .getResultStream()
                .map(StoredTransaction::row)
                .toList();
    }
}
