package dev.substation.conformance;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Frame;
import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.Frame.ErrorFrame;
import dev.substation.dialect.Frame.ResultFrame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Json;
import dev.substation.dialect.Part;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A CSMS that exchanges OCPP-J frames with the gateway's links, without sockets. */
final class FrameCsms implements CsmsLinks {

    private static final int PATIENCE_SECONDS = 20;
    private static final Payload ACCEPTED = Payload.of("status", "Accepted");

    private final Map<StationId, Link> links = new ConcurrentHashMap<>();
    private final Executor turn;
    private final Timers timers;
    private final Checks checks;
    private final Consumer<Sent> sent;

    FrameCsms(Executor turn, Timers timers, Checks checks, Consumer<Sent> sent) {
        this.turn = turn;
        this.timers = timers;
        this.checks = checks;
        this.sent = sent;
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        Link link = of(identity);
        link.listener = listener;
        turn.execute(listener::connected);
        return link;
    }

    /** The link of a station, also before it is opened. */
    Link of(StationId station) {
        return links.computeIfAbsent(station, Link::new);
    }

    private static Outcome usual(Action action) {
        return Outcome.result(
                switch (action.name()) {
                    case "BootNotification" ->
                            Payload.of(
                                    "status",
                                    "Accepted",
                                    "currentTime",
                                    "2026-03-01T12:00:00Z",
                                    "interval",
                                    240);
                    case "StartTransaction" ->
                            Payload.of("transactionId", 4711, "idTagInfo", ACCEPTED);
                    case "Authorize" -> Payload.of("idTagInfo", ACCEPTED);
                    case "DataTransfer", "SignCertificate" -> ACCEPTED;
                    case "Heartbeat" -> Payload.of("currentTime", "2026-03-01T12:00:00Z");
                    default -> Payload.EMPTY;
                });
    }

    final class Link implements CsmsLink {

        private final Conversation gateway;
        private final Map<Action, Outcome> answers = new ConcurrentHashMap<>();
        private final Map<String, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
        private final Map<String, Action> askedFor = new ConcurrentHashMap<>();
        final Visits visits = new Visits();
        private volatile Listener listener;

        Link(StationId identity) {
            gateway =
                    new Conversation(
                            Conversation.Peer.CSMS,
                            Dialect.JSON_16,
                            identity,
                            turn,
                            timers,
                            checks,
                            16,
                            TrafficBudget.ofHeap(1 << 30).account(),
                            this::received,
                            call -> listener.call(call));
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return gateway.call(call, deadline);
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            gateway.closed();
            return CompletableFuture.completedFuture(null);
        }

        /** What it answers from now on. */
        void answering(Action action, Outcome outcome) {
            answers.put(action, outcome);
        }

        private void received(String text) {
            Frame frame = FrameReading.read(text);
            if (frame instanceof CallFrame call) {
                sent(Direction.UP, call.action(), Part.REQUEST, call.payload());
                visits.add(call.action(), call.payload());
                Outcome answer = answers.getOrDefault(call.action(), usual(call.action()));
                gateway.received(answer(call.id().text(), answer));
            } else if (frame instanceof ResultFrame result) {
                Action action = askedFor.get(result.id().text());
                sent(Direction.DOWN, action, Part.RESPONSE, result.payload());
                asked.remove(result.id().text()).complete(Outcome.result(result.payload()));
            } else if (frame instanceof ErrorFrame error) {
                asked.remove(error.id().text()).complete(Outcome.error(error.code()));
            } else {
                throw new AssertionError(text);
            }
        }

        private void sent(Direction direction, Action action, Part part, Payload payload) {
            sent.accept(new Sent(Dialect.JSON_16, direction, action, part, Json.write(payload)));
        }

        /** Calls the station; what it is answered. */
        Outcome ask(Action action, Payload payload) {
            String id = UUID.randomUUID().toString();
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            asked.put(id, outcome);
            askedFor.put(id, action);
            gateway.received(Frame.call(Frame.Id.of(id), action, payload));
            return outcome.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** A CALLRESULT or CALLERROR as a CSMS writes it. */
    static String answer(String id, Outcome outcome) {
        return outcome.isResult()
                ? "[3,\"" + id + "\"," + Json.write(outcome.payload()) + "]"
                : "[4,\"" + id + "\",\"" + outcome.error() + "\",\"as the table says\",{}]";
    }
}
