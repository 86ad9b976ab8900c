package dev.substation.flow.relay;

import dev.substation.dialect.Frame;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Store;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The messages that rules made for a transparent station: one at a time is at the CSMS (OCPP-J 1.6
 * section 4.1.1), and what the station says meanwhile goes behind it.
 */
final class OwnCalls {

    /** A message that a rule made, and what to do with its answer. */
    private record Own(
            Call call, CompletableFuture<Answer> answer, Runnable cancel, Moment since) {}

    /**
     * What waits behind that message.
     *
     * @param send when its time has come
     * @param drop when the link closes before
     */
    private record Waiting(Runnable send, Runnable drop) {}

    private final Desk desk;
    private final Store store;
    private final String csms;
    private final Duration wait;
    private final Consumer<String> send;

    /** The message that is at the CSMS, and what waits behind it. */
    private Optional<Own> own = Optional.empty();

    private final Deque<Waiting> behind = new ArrayDeque<>();

    /**
     * @param csms to whom they go
     * @param send a text to it
     */
    OwnCalls(Desk desk, Store store, CsmsSettings csms, Consumer<String> send) {
        this.desk = desk;
        this.store = store;
        this.csms = csms.name();
        wait = csms.answerWait();
        this.send = send;
    }

    boolean isEmpty() {
        return own.isEmpty();
    }

    /** Whether what comes now must wait. */
    boolean isBusy() {
        return own.isPresent() || !behind.isEmpty();
    }

    /** Sends something of the station once it does not overtake; not at all after the close. */
    void behind(Runnable message) {
        behind.add(new Waiting(message, () -> {}));
    }

    /** One at a time, and ahead of what the station says after it (OCPP-J 1.6 section 4.1.1). */
    CompletableFuture<Answer> send(Call made) {
        Call call = made.withMessageId(GatewayCalls.messageId());
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (isBusy()) {
            behind.add(
                    new Waiting(
                            () -> sendOwn(call, answer),
                            () -> answer.complete(Answer.failure(Cause.CSMS_AWAY, csms))));
        } else {
            sendOwn(call, answer);
        }
        return answer;
    }

    private void sendOwn(Call call, CompletableFuture<Answer> answer) {
        Own made =
                new Own(
                        call,
                        answer,
                        desk.after(
                                wait,
                                () ->
                                        own.filter(current -> current.call() == call)
                                                .ifPresent(
                                                        late ->
                                                                answer(
                                                                        late,
                                                                        Answer.failure(
                                                                                Cause
                                                                                        .CSMS_TIMED_OUT,
                                                                                call.action(),
                                                                                wait
                                                                                        .toSeconds())))),
                        desk.moment());
        own = Optional.of(made);
        store.commit(store.logged(call, call.notes(), List.of(call.payload())));
        send.accept(Frame.call(Frame.Id.of(call.messageId()), call.action(), call.payload()));
    }

    /** Takes an answer of the CSMS, if it is one to the present message. */
    boolean takes(String id, Answer answer) {
        Optional<Own> asked = own.filter(made -> made.call().messageId().equals(id));
        asked.ifPresent(made -> answer(made, answer));
        return asked.isPresent();
    }

    /** Ends all: the present message fails, and those that rules made behind it do too. */
    void close() {
        List<Waiting> unsent = List.copyOf(behind);
        behind.clear();
        own.ifPresent(waiting -> answer(waiting, Answer.failure(Cause.CSMS_AWAY, csms)));
        unsent.forEach(message -> message.drop().run());
    }

    private void answer(Own made, Answer answer) {
        own = Optional.empty();
        made.cancel().run();
        store.commit(store.ownEnded(made.call(), answer, made.since()));
        made.answer().complete(answer);
        while (own.isEmpty() && !behind.isEmpty()) {
            behind.remove().send().run();
        }
    }
}
