package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Part;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is changed on the way, in either direction, has its notes in the message log. */
class LossLogTest {

    private static final Note BY_THE_CODEC =
            new Note(Loss.IMPOSSIBLE, "made", "up", "", "the element is not known here");

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private ScriptedStation station = new ScriptedStation("CP", Dialect.SOAP_15);
    private Gateway gateway;

    @BeforeEach
    void start() {
        csms.answering(csms::start);
        run(new NoRules());
    }

    private void run(Rules rules) {
        PlainSettings.Station plain = PlainSettings.station();
        Site site = id -> Optional.of(plain.build(id));
        gateway =
                SteppedGateway.started(
                        time, site, rules, ledger, csms, (id, dialect, address) -> station);
        if (!station.dialect().isSoap()) {
            gateway.opened(station);
        }
        send(Action.Heartbeat, Payload.EMPTY);
        csms.link("CP").connect();
        time.settle();
        ledger.log.clear();
    }

    private Call call(Action action, Payload payload, Note... notes) {
        return new Call(
                "id-1",
                new StationId("CP"),
                Direction.UP,
                station.dialect(),
                action,
                payload,
                List.of(notes));
    }

    private CompletableFuture<Answer> send(Action action, Payload payload, Note... notes) {
        CompletableFuture<Answer> answer = gateway.call(station, call(action, payload, notes));
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> ask(Action action, Payload payload) {
        CompletableFuture<Answer> answer = csms.link("CP").callStation(action, payload);
        time.settle();
        return answer;
    }

    private LogRow only(Action action, Part part) {
        List<LogRow> rows =
                ledger.log.stream()
                        .filter(row -> row.action().equals(action) && row.part() == part)
                        .toList();
        assertEquals(1, rows.size(), () -> rows + " of " + ledger.log);
        return rows.get(0);
    }

    private static List<String> notes(LogRow row) {
        return row.notes().stream()
                .map(
                        note ->
                                note.loss()
                                        + " "
                                        + note.path()
                                        + " "
                                        + note.original()
                                        + "->"
                                        + note.result())
                .toList();
    }

    private Map<Figures.LossKind, Long> losses() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join().losses();
    }

    private static Payload boot() {
        return Payload.of("chargePointVendor", "V", "chargePointModel", "M");
    }

    private static Payload startOf(String idTag) {
        return Payload.of(Fields.start(1, idTag, 1, "2026-01-01T08:00:00Z"));
    }

    @Test
    void hasWhatTheCodecFoundInACall() {
        send(Action.BootNotification, boot(), BY_THE_CODEC);

        LogRow row = only(Action.BootNotification, Part.REQUEST);
        assertEquals(List.of(BY_THE_CODEC), row.notes());
        assertEquals(
                1L,
                losses().get(
                                new Figures.LossKind(
                                        Dialect.SOAP_15,
                                        "up",
                                        "BootNotification",
                                        Loss.IMPOSSIBLE)));
    }

    @Test
    void hasWhatIsChangedForAStrictCsms() {
        send(Action.BootNotification, boot().with("chargePointModel", "M".repeat(21)));

        assertEquals(
                List.of("APPROXIMATED chargePointModel " + "M".repeat(21) + "->" + "M".repeat(20)),
                notes(only(Action.BootNotification, Part.REQUEST)));
    }

    @Test
    void hasWhatASoapStationIsToldOtherwiseThanTheCsmsSaid() {
        send(Action.BootNotification, boot());

        LogRow row = only(Action.BootNotification, Part.RESPONSE);
        assertEquals(List.of("APPROXIMATED interval 900->300"), notes(row));
        assertEquals(300L, row.payload().get("interval"));
        assertEquals("up", row.direction());
    }

    @Test
    void hasWhatTheFaceCouldNotSayOfAnAnswer() {
        Call call = call(Action.Authorize, Payload.of("idTag", "A"));
        Answer.Result answer = Answer.result(Payload.of("idTagInfo", Payload.EMPTY));

        gateway.said(call, answer, List.of(BY_THE_CODEC));
        time.settle();

        assertEquals(List.of(BY_THE_CODEC), only(Action.Authorize, Part.RESPONSE).notes());
        assertEquals(1L, losses().values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void hasNoLineForAnAnswerThatCrossesExactly() {
        send(Action.Authorize, Payload.of("idTag", "A"));
        ask(Action.Reset, Payload.of("type", "Soft"));

        assertEquals(
                List.of(Part.REQUEST, Part.REQUEST),
                ledger.log.stream().map(LogRow::part).toList());
        assertEquals(Map.of(), losses());
    }

    @Test
    void hasTheIdThatTheStationIsToldInsteadOfOneThatItCannotRead() {
        csms.answering(
                asked ->
                        Answer.result(
                                Payload.of(
                                        "transactionId",
                                        5_000_000_000L,
                                        "idTagInfo",
                                        Payload.of("status", "Accepted"))));
        long told =
                (Long) resultOf(send(Action.StartTransaction, startOf("A"))).get("transactionId");

        send(
                Action.MeterValues,
                Payload.of("connectorId", 1, "transactionId", told, "meterValue", List.of()));
        ask(Action.RemoteStopTransaction, Payload.of("transactionId", 5_000_000_000L));

        assertEquals(
                List.of("RENAMED transactionId 5000000000->" + told),
                notes(only(Action.StartTransaction, Part.RESPONSE)));
        assertEquals(
                List.of("RENAMED transactionId " + told + "->5000000000"),
                notes(only(Action.MeterValues, Part.REQUEST)));
        assertEquals(
                List.of("RENAMED transactionId 5000000000->" + told),
                notes(only(Action.RemoteStopTransaction, Part.REQUEST)));
    }

    @Test
    void hasThatThePolicyAnswered() {
        csms.link("CP").cut();
        time.settle();

        send(Action.Authorize, Payload.of("idTag", "A"));
        long told =
                (Long) resultOf(send(Action.StartTransaction, startOf("B"))).get("transactionId");
        send(Action.BootNotification, boot());

        assertEquals(
                List.of("DEDUCED idTagInfo.status ->Accepted"),
                notes(only(Action.Authorize, Part.RESPONSE)));
        assertEquals(
                List.of("DEDUCED transactionId ->" + told, "DEDUCED idTagInfo.status ->Accepted"),
                notes(only(Action.StartTransaction, Part.RESPONSE)));
        assertEquals(List.of("DEDUCED  ->"), notes(only(Action.BootNotification, Part.RESPONSE)));
    }

    @Test
    void hasThatAStopWasConfirmedWithoutTheCsms() {
        csms.answering(
                asked ->
                        Answer.failure(
                                Cause.CSMS_REFUSED,
                                dev.substation.model.ErrorCode.InternalError,
                                "no"));

        resultOf(
                send(
                        Action.StopTransaction,
                        Payload.of(Fields.stop(4, 2, "2026-01-01T09:00:00Z"))));

        assertEquals(List.of("DEDUCED  ->"), notes(only(Action.StopTransaction, Part.RESPONSE)));
    }

    @Test
    void hasWhatTheCodecFoundOnTheWayToAStationAndBack() {
        station.answering(
                asked ->
                        Answer.result(Payload.of("status", "Unlocked"))
                                .noting(List.of(BY_THE_CODEC)));

        ask(Action.UnlockConnector, Payload.of("connectorId", 1));

        LogRow row = only(Action.UnlockConnector, Part.RESPONSE);
        assertEquals(List.of(BY_THE_CODEC), row.notes());
        assertEquals("down", row.direction());
        assertEquals(Dialect.SOAP_15, row.dialect());
    }

    @Test
    void hasWhatTheCodecFoundThoughTheStationFailed() {
        station.answering(
                asked ->
                        Answer.failure(
                                        Cause.STATION_TIMED_OUT,
                                        station.station(),
                                        asked.action(),
                                        10.0)
                                .noting(List.of(BY_THE_CODEC)));

        failureOf(ask(Action.DataTransfer, Payload.of("vendorId", "V", "data", "\u0007")));

        LogRow row = only(Action.DataTransfer, Part.RESPONSE);
        assertEquals(List.of(BY_THE_CODEC), row.notes());
        assertTrue(row.payload().text("errorDescription").isPresent());
    }

    @Test
    void hasWhatAStationsAnswerBecameForTheCsms() {
        station.answering(asked -> Answer.result(Payload.of("status", "accepted", "more", 1)));

        ask(Action.ClearCache, Payload.EMPTY);

        assertEquals(
                List.of("APPROXIMATED status accepted->Accepted", "IMPOSSIBLE more 1->"),
                notes(only(Action.ClearCache, Part.RESPONSE)));
    }

    @Test
    void hasThatTheGatewayAnsweredInTheStationsPlace() {
        ask(Action.ClearChargingProfile, Payload.EMPTY);
        ask(Action.TriggerMessage, Payload.of("requestedMessage", "Heartbeat"));

        assertEquals(
                List.of("IMPOSSIBLE  ClearChargingProfile->"),
                notes(only(Action.ClearChargingProfile, Part.RESPONSE)));
        assertEquals(List.of("DEDUCED  ->"), notes(only(Action.TriggerMessage, Part.RESPONSE)));
    }

    @Test
    void hasKeysThatTheGatewayAddsToAnAnswer() {
        station.answering(asked -> Answer.result(Payload.EMPTY));

        ask(Action.GetConfiguration, Payload.EMPTY);

        assertEquals(
                List.of("DEDUCED configurationKey ->1 items"),
                notes(only(Action.GetConfiguration, Part.RESPONSE)));
    }

    @Test
    void hasWhatRulesMakeOfAnAnswer() {
        run(
                new Rules() {
                    @Override
                    public Routed apply(Call call, String vendor) {
                        List<Undo> undo = List.of(new Undo("a-rule", Payload.EMPTY));
                        return new Routed.Delivered(call, undo, List.of());
                    }

                    @Override
                    public Answer unwind(List<Undo> undo, Answer answer) {
                        return Answer.result(Payload.of("status", "Rejected"));
                    }
                });

        ask(Action.ClearCache, Payload.EMPTY);

        LogRow row = only(Action.ClearCache, Part.RESPONSE);
        assertEquals(List.of("RENAMED status Accepted->Rejected"), notes(row));
        assertEquals("on its way back through a-rule", row.notes().get(0).reason());
    }

    @Test
    void keepsWhatWasDeducedOfACallThatARuleAnswers() {
        run(
                new Rules() {
                    @Override
                    public Routed apply(Call call, String vendor) {
                        return new Routed.Answered(
                                Answer.result(Payload.EMPTY), List.of(), List.of(BY_THE_CODEC));
                    }

                    @Override
                    public Answer unwind(List<Undo> undo, Answer answer) {
                        return answer;
                    }
                });

        send(Action.StatusNotification, Payload.of(Fields.status(1, "Occupied")));

        assertEquals(
                List.of("DEDUCED status Occupied->Preparing", "IMPOSSIBLE made up->"),
                notes(only(Action.StatusNotification, Part.REQUEST)));
    }

    @Test
    void saysThatARepeatedMessageIsNotSentOn() {
        Payload values = Payload.of("connectorId", 1, "meterValue", List.of());
        send(Action.MeterValues, values);
        time.pass(Duration.ofSeconds(1));
        ledger.log.clear();

        send(Action.MeterValues, values);

        assertEquals(List.of("DEDUCED  ->"), notes(only(Action.MeterValues, Part.REQUEST)));
    }

    @Test
    void whatNoDatabaseTakesIsCleanedInTheLedgerWithANoteAndCrossesAsItIs() {
        station = new ScriptedStation("CP", Dialect.JSON_16);
        run(new NoRules());
        Payload start =
                Payload.of(
                        "connectorId",
                        1L,
                        "idTag",
                        "04\u0000\ud800",
                        "timestamp",
                        "2026-01-01T08:00:00Z",
                        "meterStart",
                        1L);

        Call odd =
                new Call(
                        "id\u0000",
                        new StationId("CP"),
                        Direction.UP,
                        Dialect.JSON_16,
                        Action.StartTransaction,
                        start,
                        List.of());
        CompletableFuture<Answer> first = gateway.call(station, odd);
        time.settle();

        assertEquals("Accepted", resultOf(first).object("idTagInfo").get().get("status"));
        LogRow row = only(Action.StartTransaction, Part.REQUEST);
        assertEquals("id\uFFFD", row.messageId());
        assertEquals(
                List.of(
                        "APPROXIMATED messageId id\u0000->id\uFFFD",
                        "APPROXIMATED idTag 04\u0000\ud800->04\uFFFD\uFFFD"),
                notes(row));
        assertEquals("04\u0000\ud800", row.payload().get("idTag"));
    }
}
