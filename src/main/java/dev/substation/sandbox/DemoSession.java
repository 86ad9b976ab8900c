package dev.substation.sandbox;

import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One station's way through the frames of the {@link Demo}. */
final class DemoSession implements AutoCloseable {

    private static final List<String> METERS = List.of("236.1", "162.3", "171.7", "164.5", "734.6");
    private static final int CONNECTORS = 4;
    private static final long WAIT_SECONDS = 20;
    private static final String CARD = "12345678";

    private final PracticeCsms csms;
    private final SideBySide page;
    private final Checklist checklist;
    private final String id;
    private final SimulatedStation station;
    private final List<Message> wire = new CopyOnWriteArrayList<>();
    private final UsualReactions usual = new UsualReactions();
    private final CompletableFuture<Long> askedToStop = new CompletableFuture<>();
    private final List<String> refused = new ArrayList<>();
    private long seen;
    private long told;
    private final List<String> toldStatus = new ArrayList<>();
    private String remoteStop = "";

    /**
     * Opens the station.
     *
     * @param url where it connects
     */
    DemoSession(
            String id,
            Dialect dialect,
            URI url,
            PracticeCsms csms,
            SideBySide page,
            Checklist checklist) {
        this.id = id;
        this.csms = csms;
        this.page = page;
        this.checklist = checklist;
        this.seen = csms.lastNumber();
        station =
                SimulatedStations.on(
                        dialect,
                        new SimulatedStation.Setup(id, url, Station.Make.KEBA, CONNECTORS),
                        this::react,
                        wire::add);
    }

    /** The stop of the session is the one in the file; all else is a station's usual way. */
    private Answer react(SimulatedStation from, Action action, Payload payload) {
        if (action.equals(Action.RemoteStopTransaction) && !askedToStop.isDone()) {
            askedToStop.complete(payload.number("transactionId").orElse(-1L));
            return Answer.result(Payload.of("status", "Accepted"));
        }
        return usual.answer(from, action, payload);
    }

    /** Sends a call, and shows it beside what the CSMS had of it. */
    void send(Action action, Payload frame) {
        Payload payload =
                frame.containsKey("transactionId") ? frame.with("transactionId", told) : frame;
        int first = wire.size();
        boolean answered =
                station.call(action, payload)
                        .fold(
                                result -> remember(action, result.payload()),
                                failure -> refused(action, failure));
        Optional<Message> up =
                action.equals(Action.Heartbeat) || !answered ? Optional.empty() : calledUp(action);
        show(wire.subList(first, wire.size()), up, answered);
    }

    private boolean refused(Action action, Answer.Failure failure) {
        refused.add(action + ": " + failure.description());
        return false;
    }

    /** Whether there is no sense in going on: not even the first call was answered. */
    boolean isLost() {
        return !refused.isEmpty() && upward(Action.BootNotification).isEmpty();
    }

    private boolean remember(Action action, Payload answer) {
        answer.object("idTagInfo").flatMap(info -> info.text("status")).ifPresent(toldStatus::add);
        if (action.equals(Action.StartTransaction)) {
            told = answer.number("transactionId").orElse(0L);
        }
        return true;
    }

    /** The call that left upstream for this one; it may leave after the station's answer. */
    private Optional<Message> calledUp(Action action) {
        Optional<Message> up =
                within(
                        csms.await(
                                seen,
                                message ->
                                        isMine(message, Message.Way.RECEIVED)
                                                && isCall(message, action)));
        up.ifPresent(message -> seen = message.number());
        return up;
    }

    private void show(List<Message> here, Optional<Message> up, boolean answered) {
        Optional<Message> sent = first(here, Message.Way.SENT);
        Optional<Message> received = first(here, Message.Way.RECEIVED);
        String call = sent.map(Message::text).orElse("");
        String answer =
                received.map(Message::text)
                        .orElseGet(() -> refused.isEmpty() ? "" : refused.get(refused.size() - 1));
        page.row(
                "> " + Wire.shown(call),
                up.map(message -> "> " + message.text())
                        .orElse(answered ? "  (the gateway answers by itself)" : ""));
        up.ifPresent(message -> remarks(call, message.text()));
        Optional<Message> reply = up.flatMap(this::reply);
        page.row("< " + Wire.shown(answer), reply.map(message -> "< " + message.text()).orElse(""));
        reply.ifPresent(message -> remarks(message.text(), answer));
    }

    private void remarks(String before, String after) {
        Wire.differences(before, after).forEach(page::remark);
    }

    private Optional<Message> reply(Message call) {
        return callId(call.text())
                .flatMap(
                        callId ->
                                within(
                                        csms.await(
                                                call.number(),
                                                message ->
                                                        isMine(message, Message.Way.SENT)
                                                                && answers(
                                                                        message.text(), callId))));
    }

    /** Lets the CSMS stop the transaction. */
    void remoteStop() {
        int first = wire.size();
        long before = csms.lastNumber();
        Optional<Answer> answer =
                within(
                        csms.send(
                                id,
                                Action.RemoteStopTransaction,
                                Payload.of("transactionId", csmsTransaction())));
        remoteStop =
                answer.map(
                                a ->
                                        a.fold(
                                                result ->
                                                        result.payload().text("status").orElse(""),
                                                failure -> failure.description()))
                        .orElse("no answer");
        List<Message> down = csms.messages(id).stream().filter(m -> m.number() > before).toList();
        List<Message> here = wire.subList(first, wire.size());
        String call = first(down, Message.Way.SENT).map(Message::text).orElse("");
        String reply =
                down.stream()
                        .filter(m -> m.way() == Message.Way.RECEIVED)
                        .filter(m -> callId(call).filter(c -> answers(m.text(), c)).isPresent())
                        .map(Message::text)
                        .findFirst()
                        .orElse("(no answer)");
        String arrived = first(here, Message.Way.RECEIVED).map(Message::text).orElse("");
        String replied = first(here, Message.Way.SENT).map(Message::text).orElse("");
        page.row("< " + Wire.shown(arrived), "< " + call);
        remarks(call, arrived);
        page.row("> " + Wire.shown(replied), "> " + reply);
        remarks(replied, reply);
    }

    /** The id that the CSMS gave to the session's transaction. */
    private long csmsTransaction() {
        return upward(Action.StartTransaction).stream()
                .reduce((one, other) -> other)
                .flatMap(call -> reply(call))
                .flatMap(reply -> Wire.payload(reply.text()).number("transactionId"))
                .orElse(-1L);
    }

    /** Adds what was seen to the checklist. */
    void check() {
        List<Message> stops = upward(Action.StopTransaction);
        checklist.expect(id + " rejected calls", List.of(), refused);
        checklist.expect(
                id + " connectors whose status reached the CSMS",
                List.of(1L, 2L, 3L, 4L),
                upward(Action.StatusNotification).stream()
                        .map(m -> Wire.payload(m.text()).number("connectorId").orElse(-1L))
                        .distinct()
                        .sorted()
                        .toList());
        checklist.expect(
                id + " registers of connectors 1 to 4 and 0 in Wh at the CSMS",
                METERS,
                upward(Action.MeterValues).stream()
                        .filter(m -> !Wire.payload(m.text()).containsKey("transactionId"))
                        .flatMap(m -> energy(m).stream())
                        .toList());
        checklist.expect(
                id + " idTag at the CSMS",
                List.of(CARD, CARD, CARD),
                List.of(Action.Authorize, Action.StartTransaction, Action.StopTransaction).stream()
                        .flatMap(action -> upward(action).stream())
                        .flatMap(m -> Wire.payload(m.text()).text("idTag").stream())
                        .toList());
        checklist.expect(
                id + " the answer to the station about the card",
                List.of("Accepted"),
                toldStatus.stream().distinct().toList());
        checklist.expect(id + " RemoteStopTransaction was answered", "Accepted", remoteStop);
        checklist.expect(
                id + " RemoteStopTransaction named the station's transaction",
                told,
                askedToStop.getNow(-1L));
        checklist.expect(
                id + " StopTransaction closed the CSMS's transaction",
                List.of(csmsTransaction()),
                stops.stream()
                        .map(m -> Wire.payload(m.text()).number("transactionId").orElse(-1L))
                        .toList());
    }

    private List<String> energy(Message message) {
        return Wire.payload(message.text()).objects("meterValue").stream()
                .flatMap(value -> value.objects("sampledValue").stream())
                .filter(sample -> sample.text("unit").orElse("Wh").equals("Wh"))
                .flatMap(sample -> sample.text("value").stream())
                .toList();
    }

    private List<Message> upward(Action action) {
        return csms.messages(id).stream()
                .filter(m -> m.way() == Message.Way.RECEIVED && isCall(m, action))
                .toList();
    }

    private boolean isMine(Message message, Message.Way way) {
        return message.way() == way && message.station().equals(id);
    }

    @Override
    public void close() {
        station.close();
    }

    private static boolean isCall(Message message, Action action) {
        return FrameReading.read(message.text()) instanceof Frame.CallFrame call
                && call.action().equals(action);
    }

    private static Optional<Frame.Id> callId(String text) {
        return FrameReading.read(text) instanceof Frame.CallFrame call
                ? Optional.of(call.id())
                : Optional.empty();
    }

    private static boolean answers(String text, Frame.Id call) {
        Frame frame = FrameReading.read(text);
        return frame instanceof Frame.ResultFrame result && result.id().equals(call)
                || frame instanceof Frame.ErrorFrame error && error.id().equals(call);
    }

    private static Optional<Message> first(List<Message> messages, Message.Way way) {
        return messages.stream().filter(message -> message.way() == way).findFirst();
    }

    private static <T> Optional<T> within(CompletableFuture<T> future) {
        try {
            return Optional.of(future.get(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
