package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.FailedCalls;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Transparent stations (issue 10, point 20) where a wire cannot show it, or not soon. */
class TransparentTest {

    private static final StationId STATION = new StationId("T-1");

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final Csms csms = new Csms();
    private Rules rules = new NoRules();
    private boolean transparent = true;
    private Gateway gateway = start();

    private Gateway start() {
        return SteppedGateway.started(
                time,
                site(),
                rules,
                ledger,
                csms,
                (station, dialect, address) -> new ScriptedStation(station.value(), dialect));
    }

    private Site site() {
        return id -> {
            PlainSettings.Station station = PlainSettings.station();
            return Optional.of((transparent ? station.transparent() : station).build(id));
        };
    }

    /** The CSMS's end of links that pass text, and of those that take calls. */
    private static final class Csms implements CsmsLinks {

        private final List<Link> opened = new ArrayList<>();

        @Override
        public CsmsLink open(StationId identity, CsmsSettings settings, CsmsLink.Listener to) {
            Link link = new Link(to);
            opened.add(link);
            return link;
        }

        Link last() {
            return opened.get(opened.size() - 1);
        }

        final class Link implements CsmsLink {

            private final Listener listener;
            private final List<String> heard = new ArrayList<>();
            private final List<Call> calls = new ArrayList<>();
            private Function<Call, Answer> answers = ScriptedCsms::accept;
            private boolean closed;

            Link(Listener listener) {
                this.listener = listener;
            }

            void says(String text) {
                listener.passed(PassedText.of(text));
            }

            @Override
            public void pass(String text) {
                heard.add(text);
            }

            @Override
            public CompletableFuture<Answer> call(Call call, Duration deadline) {
                calls.add(call);
                return CompletableFuture.completedFuture(answers.apply(call));
            }

            @Override
            public CompletableFuture<Void> close(String reason) {
                closed = true;
                return CompletableFuture.completedFuture(null);
            }
        }
    }

    /** The station's end of a WebSocket. */
    private static final class Socket implements StationLink {

        private final boolean passes;
        private final List<String> heard = new ArrayList<>();
        private int code;

        Socket(boolean passes) {
            this.passes = passes;
        }

        @Override
        public StationId station() {
            return STATION;
        }

        @Override
        public Dialect dialect() {
            return Dialect.JSON_16;
        }

        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }

        @Override
        public String address() {
            return "192.0.2.7:40000";
        }

        @Override
        public boolean passes() {
            return passes;
        }

        @Override
        public void pass(String text) {
            heard.add(text);
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(Answer.result(Payload.EMPTY));
        }

        @Override
        public void end(int closeCode, String reason) {
            code = closeCode;
        }

        @Override
        public void sendAway(String reason) {
            code = 1013;
        }

        @Override
        public void close(String reason) {
            code = 1000;
        }
    }

    /** A station that comes as the face would let it come. */
    private Socket comes() {
        Socket socket = new Socket(gateway.settings(STATION).orElseThrow().transparent());
        gateway.opened(socket);
        time.settle();
        return socket;
    }

    private void says(Socket socket, String text) {
        gateway.passed(socket, PassedText.of(text));
        time.settle();
    }

    private void csmsSays(String text) {
        csms.last().says(text);
        time.settle();
    }

    private Socket connected() {
        Socket socket = comes();
        csms.last().listener.connected();
        time.settle();
        return socket;
    }

    private Answer calls(Socket socket, Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        socket,
                        new Call(
                                "m-1",
                                STATION,
                                Direction.UP,
                                Dialect.JSON_16,
                                action,
                                payload,
                                List.of()));
        time.settle();
        return answer.join();
    }

    @Test
    void opensTheLinkWithTheStationsAndNotBefore() {
        assertTrue(csms.opened.isEmpty());

        Socket socket = comes();
        assertEquals(1, csms.opened.size());

        says(socket, "[2,\"1\",\"Heartbeat\",{}]");
        assertTrue(csms.last().heard.isEmpty());
        csms.last().listener.connected();
        time.settle();
        assertEquals(List.of("[2,\"1\",\"Heartbeat\",{}]"), csms.last().heard);
    }

    @Test
    void endsTheStationsWebSocketWhenTheCsmsCannotBeReached() {
        Socket refused = comes();
        csms.last().listener.disconnected("the CSMS answered 401");
        time.settle();
        assertEquals(1013, refused.code);
        assertTrue(csms.last().closed, "nor does the link try again by itself");
        CompletableFuture<Census> census = gateway.census();
        time.settle();
        assertEquals(1, census.join().away());

        Socket unanswered = comes();
        time.pass(PlainSettings.station().build(STATION).csms().answerWait());
        assertEquals(1013, unanswered.code);
    }

    @Test
    void logsCallsOfTheCsmsThatEndWithAnErrorOrWithoutAnAnswer() {
        Socket socket = connected();

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            csmsSays("[2,\"c-1\",\"ClearCache\",{}]");
            says(socket, "[4,\"c-1\",\"InternalError\",\"no\",{}]");
            csmsSays("[2,\"c-2\",\"Reset\",{\"type\":\"Soft\"}]");
            gateway.closed(socket);
            time.settle();

            assertEquals(
                    List.of(
                            "station=T-1 action=ClearCache id=c-1 SUB-1022 no",
                            "station=T-1 action=Reset id=c-2 SUB-1020 The station T-1 cannot be"
                                    + " called: its connection closed before it answered"),
                    log.lines());
            assertEquals(
                    List.of("c-1 SUB-1022", "c-2 SUB-1020"),
                    ledger.outcomes.stream()
                            .map(row -> row.messageId() + " " + row.outcome().orElseThrow().word())
                            .toList());
        }
    }

    @Test
    void saysOfCallsThatTheLinkToTheCsmsNeverCame() {
        Socket socket = comes();
        says(socket, "[2,\"1\",\"BootNotification\",{}]");
        csms.last().listener.disconnected("the CSMS answered 401");
        time.settle();

        assertEquals(
                List.of("1 SUB-2003"),
                ledger.outcomes.stream()
                        .map(row -> row.messageId() + " " + row.outcome().orElseThrow().word())
                        .toList());
    }

    private List<String> outcomes() {
        return ledger.outcomes.stream()
                .map(row -> row.messageId() + " " + row.outcome().orElseThrow().word())
                .toList();
    }

    private String counted() {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        return counting.join().calls().toString();
    }

    @Test
    void endsACallThatIsSentAgainBeforeItsAnswer() {
        Socket socket = connected();
        says(socket, "[2,\"17\",\"StartTransaction\",{\"connectorId\":1}]");
        says(socket, "[2,\"17\",\"StartTransaction\",{\"connectorId\":1}]");
        csmsSays("[3,\"17\",{\"transactionId\":1}]");
        csmsSays("[2,\"18\",\"Reset\",{\"type\":\"Soft\"}]");
        csmsSays("[2,\"18\",\"Reset\",{\"type\":\"Soft\"}]");
        says(socket, "[3,\"18\",{\"status\":\"Accepted\"}]");

        assertEquals(
                List.of("17 SUB-1035", "17 answered", "18 SUB-1035", "18 answered"), outcomes());
        assertEquals(2, csms.last().heard.size() - 1, "both calls and one answer went to the CSMS");
        assertTrue(counted().contains("SUB-1035"), "it is counted too");
    }

    @Test
    void endsTheOldestOfTooManyOpenCallsWithWordsOfItsOwn() {
        Socket socket = connected();
        for (int i = 0; i < 65; i++) {
            says(socket, "[2,\"id-%d\",\"Heartbeat\",{}]".formatted(i));
        }

        assertEquals(List.of("id-0 SUB-1036"), outcomes());
        csmsSays("[3,\"id-0\",{}]");
        assertEquals(List.of("[3,\"id-0\",{}]"), socket.heard, "a late answer is passed");
    }

    @Test
    void tellsInHealthWhichCsmsIsAwaySinceWhenAndWhy() {
        comes();
        csms.last().listener.disconnected("connection refused");
        time.pass(Duration.ofMinutes(3));
        comes();
        csms.last().listener.disconnected("the name is not known");
        time.settle();

        assertEquals(
                List.of(
                        "The CSMS main is away since 2026-01-01T08:00:00Z for 1 station(s): the name"
                                + " is not known. Check network, address and credentials of the"
                                + " CSMS. The gateway stores messages and connects again"),
                outages());
        connected();
        assertEquals(List.of(), outages());
    }

    private List<String> outages() {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        return counting.join().outages();
    }

    /** Follows all calls, and says how they ended. */
    private static final class Followed implements Tracing {

        private final List<String> lines = new ArrayList<>();

        @Override
        public Call begun(Call call) {
            return call.traced("trace-" + call.messageId());
        }

        @Override
        public void ended(Call call, Answer answer) {
            lines.add(
                    call.trail().trace()
                            + " "
                            + call.direction().word()
                            + answer.fold(result -> "", failure -> " " + failure.cause().number()));
        }
    }

    @Test
    void followsCallsInBothDirections() {
        Followed tracing = new Followed();
        gateway =
                SteppedGateway.started(
                        new Desk(time, time),
                        time,
                        site(),
                        rules,
                        ledger,
                        csms,
                        (station, dialect, address) ->
                                new ScriptedStation(station.value(), dialect),
                        tracing);
        Socket socket = connected();
        says(socket, "[2,\"1\",\"Heartbeat\",{}]");
        csmsSays("[3,\"1\",{}]");
        csmsSays("[2,\"c-1\",\"ClearCache\",{}]");
        gateway.closed(socket);
        time.settle();

        assertEquals(List.of("trace-1 up", "trace-c-1 down SUB-1020"), tracing.lines);
        assertEquals("trace-1", ledger.outcomes.get(0).trace());
    }

    @Test
    void keepsNoDeadline() {
        Socket socket = connected();
        says(socket, "[2,\"1\",\"Authorize\",{\"idTag\":\"C\"}]");

        time.pass(Duration.ofMinutes(10));
        csmsSays("[3,\"1\",{\"idTagInfo\":{\"status\":\"Blocked\"}}]");

        assertEquals(List.of("[3,\"1\",{\"idTagInfo\":{\"status\":\"Blocked\"}}]"), socket.heard);
        assertEquals(1, csms.last().heard.size(), "nor are there Heartbeats of the gateway's");
    }

    @Test
    void passesAnswersAheadOfCallsThatCameAfterThem() {
        Socket socket = connected();
        says(socket, "[2,\"1\",\"BootNotification\",{}]");

        csms.last().says("[3,\"1\",{}]");
        csms.last().says("[2,\"c\",\"GetConfiguration\",{}]");
        time.settle();

        assertEquals(List.of("[3,\"1\",{}]", "[2,\"c\",\"GetConfiguration\",{}]"), socket.heard);
    }

    @Test
    void runsTheRulesAndUnwindsAnswersThroughThem() {
        rules = new Renaming();
        gateway = start();
        Socket socket = connected();

        says(socket, "[2,\"1\",\"Authorize\",{\"idTag\":\"C_7\"}]");
        assertEquals("[2,\"1\",\"Authorize\",{\"idTag\":\"C\"}]", csms.last().heard.get(0));
        csmsSays("[3,\"1\",{\"idTagInfo\":{\"status\":\"Accepted\"}}]");
        assertTrue(socket.heard.get(0).contains("unwound"), socket.heard.get(0));

        says(socket, "[2,\"2\",\"DataTransfer\",{}]");
        assertEquals("[3,\"2\",{\"status\":\"Rejected\"}]", socket.heard.get(1));
        assertEquals(1, csms.last().heard.size());
    }

    /** Sends a message of its own ahead of each call of the station, and notes what it has back. */
    private static final class Ahead extends NoRules {

        private final List<String> back = new ArrayList<>();
        private int windows;

        @Override
        public Routed apply(Call call, String vendor) {
            windows++;
            Call window =
                    new Call(
                            "window",
                            STATION,
                            Direction.UP,
                            Dialect.JSON_16,
                            Action.MeterValues,
                            Payload.of("connectorId", (long) windows),
                            List.of());
            Memory held = new Memory("window", STATION, "" + windows, "held");
            Memory sent = new Memory("window", STATION, "" + windows, "");
            return super.apply(call, vendor)
                    .behind(
                            List.of(
                                    new Made(
                                            STATION,
                                            new Routed.Delivered(window, List.of(), List.of(sent)),
                                            held)));
        }

        @Override
        public void giveBack(Made made) {
            back.add(made.held().key());
        }
    }

    @Test
    void givesRulesBackWhatWaitedWhenTheLinkCloses() {
        Ahead ahead = new Ahead();
        rules = ahead;
        gateway = start();
        Socket socket = connected();
        says(socket, "[2,\"1\",\"Heartbeat\",{}]");
        says(socket, "[2,\"2\",\"Heartbeat\",{}]");
        assertEquals(1, csms.last().heard.size(), "one message is at the CSMS");

        gateway.closed(socket);
        time.settle();

        assertEquals(List.of("1", "2"), ahead.back);
        assertEquals(
                List.of("1 held", "2 held"),
                ledger.commits.stream()
                        .flatMap(List::stream)
                        .filter(Change.Remembered.class::isInstance)
                        .map(change -> ((Change.Remembered) change).memory())
                        .filter(memory -> memory.owner().equals("window"))
                        .map(memory -> memory.key() + " " + memory.value())
                        .toList());
    }

    /** Passes all on, and notes what it is told that the CSMS does not know. */
    private static final class Learning implements Rules {

        private final List<String> untold = new ArrayList<>();

        @Override
        public Routed apply(Call call, String vendor) {
            return new Routed.Delivered(call, List.of(), List.of());
        }

        @Override
        public Answer unwind(List<Undo> undo, Answer answer) {
            return answer;
        }

        @Override
        public List<Memory> untold(StationId station, Action action) {
            untold.add(station + " " + action);
            return List.of();
        }
    }

    @Test
    void tellsRulesWhatTheCsmsHasNotTaken() {
        Learning learning = new Learning();
        rules = learning;
        gateway = start();
        Socket socket = connected();

        says(socket, "[2,\"1\",\"StatusNotification\",{}]");
        csmsSays("[3,\"1\",{}]");
        assertEquals(List.of(), learning.untold);
        says(socket, "[2,\"2\",\"StatusNotification\",{}]");
        csmsSays("[4,\"2\",\"InternalError\",\"no\",{}]");

        assertEquals(List.of(STATION + " StatusNotification"), learning.untold);
    }

    /** Takes a suffix off cards, marks their answers, and answers DataTransfer. */
    private static final class Renaming implements Rules {

        @Override
        public Routed apply(Call call, String vendor) {
            if (call.action().equals(Action.DataTransfer)) {
                return new Routed.Answered(
                        Answer.result(Payload.of("status", "Rejected")), List.of());
            }
            return call.payload().text("idTag").isEmpty()
                    ? new Routed.Delivered(call, List.of(), List.of())
                    : new Routed.Delivered(
                            call.withPayload(call.payload().with("idTag", "C")),
                            List.of(new Undo("mark", Payload.EMPTY)),
                            List.of());
        }

        @Override
        public Answer unwind(List<Undo> undo, Answer answer) {
            return undo.isEmpty()
                    ? answer
                    : answer.fold(
                            result -> result.withPayload(result.payload().with("mark", "unwound")),
                            failure -> failure);
        }
    }

    @Test
    void waitsUntilATransactionFromBeforeIsOver() {
        transparent = false;
        gateway = start();
        Socket before = comes();
        csms.last().listener.connected();
        csms.last().answers =
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.failure(Cause.CSMS_TIMED_OUT, call.action(), 1)
                                : ScriptedCsms.accept(call);
        time.settle();
        Answer started =
                calls(
                        before,
                        Action.StartTransaction,
                        Payload.of(Fields.start(1L, "C", 1L, "2026-01-01T08:00:00Z")));
        long alias =
                assertInstanceOf(Answer.Result.class, started)
                        .payload()
                        .number("transactionId")
                        .orElseThrow();

        transparent = true;
        gateway = start();
        Socket charging = comes();
        assertFalse(charging.passes());
        csms.last().answers =
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(
                                        Payload.of(
                                                "transactionId",
                                                7L,
                                                "idTagInfo",
                                                Payload.of("status", "Accepted")))
                                : ScriptedCsms.accept(call);
        csms.last().listener.connected();
        time.settle();
        calls(
                charging,
                Action.StopTransaction,
                Payload.of(Fields.stop(alias, 2L, "2026-01-01T09:00:00Z")));
        Call stop = csms.last().calls.get(csms.last().calls.size() - 1);
        assertEquals(Optional.of(7L), stop.payload().number("transactionId"));

        Csms.Link old = csms.last();
        time.pass(Duration.ofSeconds(10));
        assertEquals(1013, charging.code);
        assertTrue(old.closed);
        gateway.closed(charging);
        assertTrue(comes().passes());
    }

    @Test
    void closesBothEndsWhenTheGatewayStops() {
        Socket socket = connected();

        CompletableFuture<Void> stopped = gateway.stop(Duration.ofSeconds(1));
        time.settle();

        assertTrue(stopped.isDone());
        assertEquals(1000, socket.code);
        assertTrue(csms.last().closed);
    }

    @Test
    void doesNotCareForTheClockOnTheWall() {
        Socket socket = connected();
        time.stepWallClock(Duration.ofHours(-2));
        says(socket, "[2,\"1\",\"Heartbeat\",{}]");
        time.stepWallClock(Duration.ofDays(3_650));
        time.pass(Duration.ofSeconds(10));
        says(socket, "[2,\"2\",\"Heartbeat\",{}]");
        assertEquals(2, csms.last().heard.size());
        assertEquals(0, socket.code);
    }

    /** The station and its CSMS share one connection: both begin anew. */
    @Test
    void anotherWayToTheCsmsEndsTheStationsWebSocket() {
        Socket socket = connected();

        uses(PlainSettings.csms("ws://127.0.0.1/{station}").answerWait(Duration.ofSeconds(7)));
        assertEquals(0, socket.code, "the way is as it was");
        uses(PlainSettings.csms("ws://127.0.0.1/{station}").login("gate", "another"));
        assertEquals(1013, socket.code);

        gateway.closed(socket);
        time.settle();
        Socket again = connected();
        assertEquals(2, csms.opened.size());
        assertEquals(0, again.code);
    }

    private void uses(PlainSettings.Csms changed) {
        CsmsSettings now = changed.build();
        CompletableFuture<List<StationId>> used =
                gateway.use(
                        id ->
                                Optional.of(
                                        PlainSettings.station().transparent().csms(now).build(id)));
        time.settle();
        used.join();
    }

    @Test
    void aStationThatIsTransparentNoMoreComesAgainAsOthersDo() {
        Socket socket = connected();

        CompletableFuture<List<StationId>> used =
                gateway.use(id -> Optional.of(PlainSettings.station().build(id)));
        time.settle();
        used.join();

        assertEquals(1013, socket.code);
        gateway.closed(socket);
        time.settle();
        assertTrue(csms.opened.get(0).closed);
        Socket again = comes();
        assertFalse(again.passes());
        assertEquals(2, csms.opened.size());
    }
}
