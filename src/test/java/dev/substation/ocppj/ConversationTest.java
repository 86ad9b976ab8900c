package dev.substation.ocppj;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts of {@code JsonScriptsTest} do not reach: bounds, faults and ends. */
class ConversationTest {

    private static final StationId STATION = new StationId("CP-1");
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Checks CHECKS = new Checks(Dictionary.load());

    private final SteppedTimers timers = new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> sent = new ArrayList<>();
    private final List<Call> taken = new ArrayList<>();
    private final List<CompletableFuture<Answer>> answers = new ArrayList<>();
    private final Conversation conversation = with(Conversation.Peer.STATION, 3);

    private Conversation with(Conversation.Peer peer, int mostWaiting) {
        return new Conversation(
                peer,
                Dialect.JSON_16,
                STATION,
                timers,
                timers,
                CHECKS,
                mostWaiting,
                TrafficBudget.ofHeap(1 << 30).account(),
                sent::add,
                call -> {
                    taken.add(call);
                    answers.add(new CompletableFuture<>());
                    return answers.get(answers.size() - 1);
                });
    }

    private void received(String text) {
        conversation.received(text);
        timers.settle();
    }

    private void answered(int which, Answer answer) {
        answers.get(which).complete(answer);
        timers.settle();
    }

    private static Call down(String id) {
        return new Call(
                id,
                STATION,
                Direction.DOWN,
                Dialect.JSON_16,
                Action.Reset,
                Payload.of("type", "Soft"),
                List.of());
    }

    private CompletableFuture<Answer> called(Conversation with, String id) {
        CompletableFuture<Answer> outcome = with.call(down(id), DEADLINE);
        timers.settle();
        return outcome;
    }

    private static Answer.Failure failure(CompletableFuture<Answer> outcome) {
        assertTrue(outcome.isDone(), "the call has not ended");
        return outcome.join()
                .fold(
                        result -> {
                            throw new AssertionError("answered with " + result);
                        },
                        failure -> failure);
    }

    private static Answer result(String status) {
        return Answer.result(Payload.of("status", status));
    }

    @Test
    void handsOnACallAndSendsItsAnswerUnderTheSameId() {
        received("[2,17,\"DataTransfer\",{\"vendorId\":\"v\",\"extra\":null}]");
        answered(0, result("Accepted"));

        Call call = taken.get(0);
        assertEquals(Action.DataTransfer, call.action());
        assertEquals(Direction.UP, call.direction());
        assertEquals(STATION, call.station());
        assertTrue(call.payload().containsKey("extra"), "a null was lost");
        assertEquals(List.of("[3,17,{\"status\":\"Accepted\"}]"), sent);
    }

    @Test
    void refusesWhatIsMoreThanTheQueueHolds() {
        for (String id : List.of("a", "b", "c", "d")) {
            received("[2,\"" + id + "\",\"Heartbeat\",{}]");
        }

        assertEquals(1, sent.size());
        assertTrue(sent.get(0).startsWith("[4,\"d\",\"GenericError\""), sent.get(0));
        assertTrue(sent.get(0).contains(Cause.TOO_MANY_CALLS.number()), sent.get(0));
    }

    /** One that notes the calls that it rejects. */
    private Conversation noting(Conversation.Peer peer, List<String> rejected) {
        return new Conversation(
                peer,
                Dialect.JSON_16,
                STATION,
                timers,
                timers,
                CHECKS,
                1,
                TrafficBudget.ofHeap(1 << 30).account(),
                sent::add,
                new Conversation.Answering() {
                    @Override
                    public CompletableFuture<Answer> call(Call call) {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public void rejected(Call call, Answer.Failure why) {
                        rejected.add(
                                call.action()
                                        + " "
                                        + call.messageId()
                                        + " "
                                        + why.cause().number());
                    }
                });
    }

    @Test
    void tellsOfCallsThatItRejects() {
        List<String> rejected = new ArrayList<>();
        Conversation strict = noting(Conversation.Peer.STATION, rejected);
        strict.received("[2,\"a\",\"Authorize\",{\"idTag\":{\"a\":1}}]");
        timers.settle();
        strict.received("[2,\"b\",\"Heartbeat\",{}]");
        strict.received("[2,\"c\",\"Heartbeat\",{}]");
        timers.settle();

        assertEquals(List.of("Authorize a SUB-1005", "Heartbeat c SUB-1011"), rejected);
        assertEquals(2, sent.size());
    }

    @ParameterizedTest
    @EnumSource(Conversation.Peer.class)
    void tellsOfCallsThatItCannotRead(Conversation.Peer peer) {
        List<String> rejected = new ArrayList<>();
        Conversation strict = noting(peer, rejected);
        strict.received("[2,\"a\",\"Heartbeat\",[7]]");
        strict.received("[2,\"b\",7,{}]");
        strict.received("[2,\"c\",\"Heartbeat\",{\"x\":");
        strict.received("nothing that has an id");
        timers.settle();

        assertEquals(List.of("? a SUB-1001", "? b SUB-1001", "? c SUB-1001"), rejected);
        assertEquals(3, sent.size());
    }

    @Test
    void answersInternalErrorWhenTheGatewayFails() {
        received("[2,\"a\",\"Heartbeat\",{}]");
        answers.get(0).completeExceptionally(new IllegalStateException("a bug"));
        timers.settle();
        received("[2,\"b\",\"Heartbeat\",{}]");
        answered(1, result("on it goes"));

        assertTrue(sent.get(0).startsWith("[4,\"a\",\"InternalError\""), sent.get(0));
        assertEquals("[3,\"b\",{\"status\":\"on it goes\"}]", sent.get(1));
    }

    @Test
    void endsACallWithItsAnswer() {
        CompletableFuture<Answer> outcome = called(conversation, "x");
        assertEquals(List.of("[2,\"x\",\"Reset\",{\"type\":\"Soft\"}]"), sent);
        assertFalse(outcome.isDone());

        received("[3,\"x\",{\"status\":\"Accepted\"}]");

        assertEquals(result("Accepted"), outcome.join());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[3,\"x\",{\"a\":]", "[3,\"x\",[7]]", "[4,\"x\",\"Other"})
    void saysThatItIsThePeersFaultWhenAnAnswerCannotBeRead(String text) {
        Conversation csms = with(Conversation.Peer.CSMS, 3);
        CompletableFuture<Answer> ofCsms = called(csms, "x");
        CompletableFuture<Answer> ofStation = called(conversation, "x");

        csms.received(text);
        received(text);
        timers.settle();

        assertEquals(Cause.CSMS_GARBLED, failure(ofCsms).cause());
        assertEquals(ErrorCode.GenericError, failure(ofCsms).code());
        assertEquals(Cause.STATION_GARBLED, failure(ofStation).cause());
    }

    @Test
    void endsACallWhenTheConnectionCloses() {
        Conversation csms = with(Conversation.Peer.CSMS, 3);
        CompletableFuture<Answer> ofStation = called(conversation, "x");
        CompletableFuture<Answer> ofCsms = called(csms, "x");

        conversation.closed();
        csms.closed();
        timers.settle();

        assertEquals(Cause.STATION_UNREACHABLE, failure(ofStation).cause());
        assertEquals(Cause.CSMS_LINK_CLOSED, failure(ofCsms).cause());
        assertEquals(Cause.CSMS_LINK_CLOSED, failure(called(csms, "y")).cause());
    }

    @Test
    void dropsTheAnswerToACallWhoseConnectionIsGone() {
        received("[2,\"a\",\"Heartbeat\",{}]");
        conversation.closed();

        answered(0, result("late"));

        assertEquals(List.of(), sent);
    }

    @Test
    void makesOneCallAtATime() {
        CompletableFuture<Answer> first = called(conversation, "x");
        CompletableFuture<Answer> second = called(conversation, "y");

        assertEquals(Cause.INTERNAL, failure(second).cause());
        assertFalse(first.isDone());
        assertEquals(1, sent.size());
    }
}
