package dev.substation.json;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The JSON face without a container: WebSockets as Tyrus would bring them. */
public final class JsonDoor {

    private final StationGate gate;
    private final Timers timers;
    private final Checks checks;
    private final Executor network;

    /**
     * @param network carries out sends, in order and not at once
     */
    public JsonDoor(StationGate gate, Timers timers, Checks checks, Executor network) {
        this.gate = gate;
        this.timers = timers;
        this.checks = checks;
        this.network = network;
    }

    /**
     * A station's WebSocket that is open.
     *
     * @param sent takes what the gateway sends
     */
    public Socket open(StationId station, String address, Consumer<String> sent) {
        return new Socket(station, address, sent);
    }

    /** One WebSocket, seen from the station. */
    public final class Socket {

        private final Map<Class<?>, MessageHandler.Whole<?>> handlers = new HashMap<>();
        private final Map<String, Object> properties = new HashMap<>();
        private final Consumer<String> sent;
        private final Newcomer guest;
        private final Session session;
        private final JsonEndpoint endpoint =
                new JsonEndpoint(
                        gate, timers, checks, Runnable::run, TrafficBudget.ofHeap(1 << 30));
        private OptionalInt closedWith = OptionalInt.empty();

        private Socket(StationId station, String address, Consumer<String> sent) {
            this.sent = sent;
            guest =
                    new Newcomer(
                            new Admission(
                                    station, station, StationLocks.NONE, gate.settingsVersion()),
                            address,
                            new RawConnection(),
                            false);
            session = session();
            endpoint.onOpen(session, null);
        }

        /** A text message of the station. */
        @SuppressWarnings("unchecked")
        public void text(String text) {
            ((MessageHandler.Whole<String>) handlers.get(String.class)).onMessage(text);
        }

        /** A binary message of the station. */
        @SuppressWarnings("unchecked")
        public void binary(byte[] bytes) {
            ((MessageHandler.Whole<ByteBuffer>) handlers.get(ByteBuffer.class))
                    .onMessage(ByteBuffer.wrap(bytes));
        }

        /** The code that the gateway closed it with; empty while it is open. */
        public OptionalInt closedWith() {
            return closedWith;
        }

        /** The station goes. */
        public void leave() {
            endpoint.onClose(
                    session, new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, "gone"));
        }

        private Session session() {
            RemoteEndpoint.Async remote =
                    proxy(
                            RemoteEndpoint.Async.class,
                            (name, arguments) -> {
                                if (name.equals("sendText")) {
                                    send((String) arguments[0], (SendHandler) arguments[1]);
                                }
                                return null;
                            });
            return proxy(
                    Session.class,
                    (name, arguments) ->
                            switch (name) {
                                case "getUserPrincipal" -> guest;
                                case "getUserProperties" -> properties;
                                case "getAsyncRemote" -> remote;
                                case "addMessageHandler" ->
                                        handlers.put(
                                                (Class<?>) arguments[0],
                                                (MessageHandler.Whole<?>) arguments[1]);
                                case "close" -> close((CloseReason) arguments[0]);
                                default -> null;
                            });
        }

        private void send(String text, SendHandler then) {
            network.execute(
                    () -> {
                        sent.accept(text);
                        then.onResult(new SendResult());
                    });
        }

        private Object close(CloseReason reason) {
            closedWith = OptionalInt.of(reason.getCloseCode().getCode());
            network.execute(() -> endpoint.onClose(session, reason));
            return null;
        }
    }

    /** How a method of an interface is answered. */
    private interface Method {
        Object call(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Method method) {
        return type.cast(
                Proxy.newProxyInstance(
                        JsonDoor.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, called, arguments) -> method.call(called.getName(), arguments)));
    }
}
