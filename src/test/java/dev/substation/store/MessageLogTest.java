package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.OddTexts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message log as it lies on the disk, and what is asked of it. */
class MessageLogTest {

    private static final String HASH = "ab".repeat(32);

    @TempDir Path folder;

    private static Change line(String station, Action action, Part part, String in, Note... notes) {
        return new Change.Logged(
                new LogRow(
                        Rows.NOON,
                        new StationId(station),
                        "up",
                        Dialect.SOAP_15,
                        "id-1",
                        action,
                        part,
                        Payload.of("idTag", "04A1B2C3"),
                        List.of(notes),
                        in,
                        in));
    }

    private static List<Payload> asked(
            OpenLedger open, String station, String action, boolean changed) throws Exception {
        return open.ledger()
                .log(
                        new LogQuery(
                                Optional.ofNullable(station).map(StationId::new),
                                Optional.ofNullable(action),
                                Optional.empty(),
                                changed,
                                Long.MAX_VALUE,
                                10))
                .get();
    }

    @Test
    void tellsHowACallEnded() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    line("KEBA-1", Action.Heartbeat, Part.REQUEST, ""), // lines of ends wait for it
                    ended(
                            new Outcome(
                                    "SUB-1021", Optional.of(Duration.ofSeconds(30)), "a b", false)),
                    ended(new Outcome("answered", Optional.empty(), "", true)));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            List<Payload> lines = asked(open, null, null, false);

            Payload late = lines.get(1);
            assertEquals("answer", late.get("part"));
            assertEquals("SUB-1021", late.get("outcome"));
            assertEquals(30_000L, late.number("ms").orElseThrow());
            assertEquals("a b", late.get("sentAs"));
            Payload delivery = lines.get(0);
            assertEquals("delivery", delivery.get("part"));
            assertEquals("answered", delivery.get("outcome"));
            assertFalse(delivery.containsKey("ms") || delivery.containsKey("sentAs"));
            LogQuery answers =
                    new LogQuery(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("answer"),
                            false,
                            Long.MAX_VALUE,
                            10);
            assertEquals(List.of(late), open.ledger().log(answers).get());
        }
    }

    private static Change ended(Outcome outcome) {
        return new Change.Logged(
                new LogRow(
                        Rows.NOON,
                        new StationId("KEBA-1"),
                        "down",
                        Dialect.SOAP_15,
                        "id-1",
                        Action.Reset,
                        Part.RESPONSE,
                        Payload.EMPTY,
                        List.of(),
                        "",
                        "",
                        Optional.of(outcome)));
    }

    @Test
    void tellsTheColumnsOfALine() throws Exception {
        Note note = new Note(Loss.DEDUCED, "status", "Occupied", "Charging", "because");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(line("KEBA-1", Action.MeterValues, Part.REQUEST, HASH, note));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            Payload line = asked(open, null, null, false).get(0);

            assertEquals(
                    Payload.of(
                            "received", Rows.NOON.toString(),
                            "station", "KEBA-1",
                            "direction", "up",
                            "dialect", "soap1.5",
                            "messageId", "id-1",
                            "action", "MeterValues",
                            "part", "call",
                            "payload", Payload.of("idTag", "04A1B2C3"),
                            "notes",
                                    List.of(
                                            Payload.of(
                                                    "loss", "DEDUCED",
                                                    "path", "status",
                                                    "original", "Occupied",
                                                    "result", "Charging",
                                                    "reason", "because")),
                            "signedIn", HASH,
                            "signedOut", HASH),
                    line.without("id"));
        }
    }

    @Test
    void findsLinesByStationActionAndWhetherSomethingWasChanged() throws Exception {
        Note note = new Note(Loss.RENAMED, "a", "b", "c", "because");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(line("KEBA-1", Action.Authorize, Part.REQUEST, ""));
            open.store(line("keba-1", Action.Authorize, Part.RESPONSE, "", note));
            open.store(line("ABL-1", Action.Heartbeat, Part.REQUEST, ""));

            List<Payload> ofKeba = asked(open, "Keba-1", null, false);
            List<Payload> changed = asked(open, null, "Authorize", true);
            List<Payload> older =
                    open.ledger()
                            .log(
                                    new LogQuery(
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            false,
                                            ofKeba.get(0).number("id").orElseThrow(),
                                            1))
                            .get();

            assertEquals(List.of("answer", "call"), parts(ofKeba));
            assertEquals(List.of("answer"), parts(changed));
            assertEquals(List.of(ofKeba.get(1)), older);
            assertFalse(ofKeba.get(0).containsKey("signedIn"));
        }
    }

    private static List<String> parts(List<Payload> lines) {
        return lines.stream().map(line -> line.text("part").orElseThrow()).toList();
    }

    @Test
    void textsThatNoDatabaseTakesAreCleanedAndTheBatchIsStored() throws Exception {
        String odd = "a\u0000b\ud800c\udc00";
        String clean = "a\uFFFDb\uFFFDc\uFFFD";
        StationId station = new StationId("KEBA-1");
        Payload payload = Payload.of("idTag", odd);
        OutboxRow plain = Rows.call(7);
        OutboxRow row =
                new OutboxRow(
                        7,
                        plain.upstream(),
                        plain.station(),
                        plain.dialect(),
                        odd,
                        plain.action(),
                        payload,
                        Optional.of(1L),
                        odd,
                        List.of(new Undo("rule", payload)),
                        plain.accepted());
        TransactionRow transaction =
                new TransactionRow(
                        1,
                        station,
                        station,
                        "main",
                        1,
                        odd + "|x|1",
                        Optional.of(7L),
                        Optional.of(new CsmsTransactionId(odd, true)),
                        payload,
                        Rows.NOON,
                        Optional.empty(),
                        1,
                        TransactionEnd.UNKNOWN);
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Queued(row),
                    new Change.TransactionChanged(transaction),
                    new Change.StationChanged(
                            new StationRow(
                                    station,
                                    Dialect.JSON_16,
                                    odd,
                                    Optional.of(payload),
                                    new OperatingTime(1))),
                    new Change.RegistrationChanged(
                            new RegistrationRow(station, "main", Optional.of(odd), 1)),
                    new Change.Remembered(new Memory(Memory.CARDS, station, odd, odd)),
                    new Change.Remembered(new Memory("rule", station, odd, odd)),
                    new Change.Logged(
                            new LogRow(
                                    Rows.NOON,
                                    station,
                                    "up",
                                    Dialect.JSON_16,
                                    odd,
                                    new Action(odd),
                                    Part.REQUEST,
                                    payload,
                                    List.of(new Note(Loss.DEDUCED, odd, odd, odd, odd)),
                                    "",
                                    "")));
            open.store(new Change.SetAside(7, Rows.NOON, odd));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            var snapshot = open.ledger().load();

            assertEquals(clean + "|x|1", snapshot.transactions().get(0).contentKey());
            assertEquals(clean, snapshot.stations().get(0).address());
            assertEquals(Optional.of(payload), snapshot.stations().get(0).boot());
            assertEquals(clean, snapshot.memories().get(0).key());
            assertEquals(
                    clean,
                    open.ledger().recall(Memory.CARDS, station, odd).get().orElseThrow().value());
            assertTrue(
                    open.ledger()
                            .transactionOfCsms(
                                    "main",
                                    station,
                                    List.of(station),
                                    new CsmsTransactionId(odd, true))
                            .get()
                            .isPresent());
            Payload line = asked(open, "KEBA-1", clean, true).get(0);
            assertEquals(clean, line.text("messageId").orElseThrow());
            assertEquals(Optional.of(payload), line.object("payload"), "letter by letter");
        }
    }

    @Test
    void theOutboxKeepsOddTextsLetterByLetter() throws Exception {
        List<String> texts = new ArrayList<>(OddTexts.LIST);
        texts.add("\u0000\u0007 half \ud800");
        Payload payload = Payload.of("texts", texts);
        OutboxRow plain = Rows.call(7);
        OutboxRow row =
                new OutboxRow(
                        7,
                        plain.upstream(),
                        plain.station(),
                        plain.dialect(),
                        plain.messageId(),
                        plain.action(),
                        payload,
                        plain.transaction(),
                        plain.coalesce(),
                        plain.undo(),
                        plain.accepted());
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(row));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(payload, open.outbox(plain.upstream()).get(0).payload());
        }
    }

    @Test
    void theTraceOfACallIsInTheLogAndInTheOutbox() throws Exception {
        String id = "4bf92f3577b34da6a3ce929d0e0e4736";
        String trace = "00-" + id + "-00f067aa0ba902b7-01";
        OutboxRow plain = Rows.call(7);
        OutboxRow row =
                new OutboxRow(
                        7,
                        plain.upstream(),
                        plain.station(),
                        plain.dialect(),
                        plain.messageId(),
                        plain.action(),
                        plain.payload(),
                        plain.transaction(),
                        plain.coalesce(),
                        plain.undo(),
                        plain.accepted(),
                        trace);
        LogRow line =
                new LogRow(
                        Rows.NOON,
                        Rows.KEBA,
                        "up",
                        Dialect.SOAP_15,
                        "id",
                        Action.Heartbeat,
                        Part.REQUEST,
                        Payload.EMPTY,
                        List.of(),
                        "",
                        "",
                        Optional.empty(),
                        trace);
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(row), new Change.Logged(line));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(trace, open.outbox(plain.upstream()).get(0).trace());
            assertEquals(
                    Optional.of(id),
                    asked(open, Rows.KEBA.value(), "Heartbeat", false).get(0).text("trace"));
            LogQuery ofTrace =
                    new LogQuery(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(id),
                            false,
                            false,
                            LogQuery.Content.ANY,
                            Optional.empty(),
                            Optional.empty(),
                            Long.MAX_VALUE,
                            10);
            assertEquals(1, open.ledger().log(ofTrace).get().size());
        }
    }

    private static LogRow said(String station, Action action, Object... payload) {
        return said(Rows.NOON, station, action, payload);
    }

    private static LogRow said(Instant received, String station, Action action, Object... payload) {
        return new LogRow(
                received,
                new StationId(station),
                "up",
                Dialect.SOAP_15,
                "id-1",
                action,
                Part.REQUEST,
                Payload.of(payload),
                List.of(),
                "",
                "");
    }

    private static LogQuery.Content card(String card) {
        return new LogQuery.Content(
                Optional.empty(), Optional.of(card), Optional.empty(), Optional.empty());
    }

    private static LogQuery.Content text(String text) {
        return new LogQuery.Content(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(text));
    }

    private static LogQuery.Content of(String... stations) {
        return new LogQuery.Content(
                Optional.of(Stream.of(stations).map(StationId::new).toList()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static LogQuery.Content of(Optional<Long> told, Optional<Long> csms) {
        return new LogQuery.Content(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Rows.transaction(1, told, csms)),
                Optional.empty());
    }

    /** The numbers of lines, the earliest first. */
    private static List<Long> found(OpenLedger open, LogQuery.Content content) throws Exception {
        return open
                .ledger()
                .log(
                        new LogQuery(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                content,
                                Optional.empty(),
                                Optional.empty(),
                                Long.MAX_VALUE,
                                100))
                .get()
                .stream()
                .map(line -> line.number("id").orElseThrow())
                .sorted()
                .toList();
    }

    @Test
    void findsLinesByWhatTheySay() throws Exception {
        String keba = Rows.KEBA.value();
        List<LogRow> rows =
                List.of(
                        said(keba, Action.Authorize, "idTag", "04AB"),
                        said(keba, Action.Authorize, "idTag", "04ab%"),
                        said(
                                keba,
                                Action.DataTransfer,
                                "vendorId",
                                "a \"quoted\" word, 100% of_it"),
                        said("OTHER", Action.StartTransaction, "connectorId", 1, "idTag", "04AB"),
                        said(
                                keba,
                                Action.StartTransaction,
                                "connectorId",
                                1,
                                "idTag",
                                "X",
                                "meterStart",
                                3),
                        said(keba, Action.StartTransaction, "connectorId", 11, "idTag", "X"),
                        said(keba, Action.MeterValues, "connectorId", 1, "transactionId", 7),
                        said(keba, Action.StopTransaction, "transactionId", 7, "meterStop", 5),
                        said(keba, Action.StopTransaction, "transactionId", 77, "meterStop", 5),
                        said(keba, Action.RemoteStopTransaction, "transactionId", 900),
                        said("OTHER", Action.StopTransaction, "transactionId", 7));
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(rows.stream().<Change>map(Change.Logged::new).toArray(Change[]::new));
            List<Long> ids = found(open, LogQuery.Content.ANY);
            assertEquals(rows.size(), ids.size());

            assertEquals(List.of(ids.get(0), ids.get(3)), found(open, card("04ab")));
            assertEquals(List.of(ids.get(1)), found(open, card("04AB%")));
            assertEquals(List.of(), found(open, card("%")));
            assertEquals(List.of(ids.get(2)), found(open, text("\"QUOTED\"")));
            assertEquals(List.of(ids.get(2)), found(open, text("100% of_")));
            assertEquals(List.of(), found(open, text("100_ of")));
            assertEquals(List.of(ids.get(3), ids.get(10)), found(open, of("other")));
            assertEquals(List.of(), found(open, of()));
            assertEquals(
                    List.of(ids.get(4), ids.get(6), ids.get(7), ids.get(9)),
                    found(open, of(Optional.of(7L), Optional.of(900L))));
            assertEquals(List.of(ids.get(4)), found(open, of(Optional.empty(), Optional.empty())));
        }
    }

    /** Some JSON stations write the connector last. */
    @Test
    void findsAStartWhateverTheOrderOfItsFields() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Logged(
                            said(
                                    Rows.KEBA.value(),
                                    Action.StartTransaction,
                                    "idTag",
                                    "X",
                                    "connectorId",
                                    1)));
            assertEquals(1, found(open, of(Optional.of(7L), Optional.empty())).size());

            TransactionRow over =
                    Rows.transaction(1, Optional.of(7L), Optional.of(900L))
                            .stoppedAt(Rows.NOON.plusSeconds(60), TransactionEnd.UNKNOWN);
            LogQuery.Content ofEnded =
                    new LogQuery.Content(
                            Optional.of(List.of(Rows.KEBA)),
                            Optional.of("X"),
                            Optional.of(over),
                            Optional.of("connector"));
            LogQuery all =
                    new LogQuery(
                            Optional.of(Rows.KEBA),
                            Optional.of("StartTransaction"),
                            Optional.of("call"),
                            Optional.of("id-1"),
                            false,
                            false,
                            ofEnded,
                            Optional.of(Rows.NOON.minusSeconds(60)),
                            Optional.of(Rows.NOON.plusSeconds(60)),
                            Long.MAX_VALUE,
                            10);
            assertEquals(1, open.ledger().log(all).get().size(), "all conditions at once");
        }
    }

    /** The log is searched by the numbers of its lines; the clock was set back meanwhile. */
    @Test
    void findsLinesOfATimeAlsoWhereTheClockWasSet() throws Exception {
        List<Change> lines = new ArrayList<>();
        for (int minute = 0; minute < 2_000; minute++) {
            Instant time = Rows.NOON.plusSeconds(60L * minute);
            lines.add(
                    new Change.Logged(
                            said(
                                    minute > 1_000 ? time.minusSeconds(3_600) : time,
                                    Rows.KEBA.value(),
                                    Action.Heartbeat)));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(lines.toArray(Change[]::new));

            assertEquals(60, between(open, 500, 560).size());
            assertEquals(60 + 59, between(open, 940, 1_000).size(), "that hour came twice");
            assertEquals(2_000, between(open, -10, 3_000).size());
            assertEquals(0, between(open, 5_000, 6_000).size());
            assertEquals(0, between(open, -600, 0).size());
        }
    }

    private static List<Payload> between(OpenLedger open, long from, long to) throws Exception {
        return open.ledger()
                .log(
                        new LogQuery(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                LogQuery.Content.ANY,
                                Optional.of(Rows.NOON.plusSeconds(60 * from)),
                                Optional.of(Rows.NOON.plusSeconds(60 * to)),
                                Long.MAX_VALUE,
                                5_000))
                .get();
    }
}
