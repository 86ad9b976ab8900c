package dev.substation.conformance;

import dev.substation.dialect.Frame;
import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.Frame.ErrorFrame;
import dev.substation.dialect.Frame.ResultFrame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Json;
import dev.substation.dialect.Part;
import dev.substation.json.JsonPeer;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A station that speaks OCPP-J 1.6. */
final class JsonSide implements Side {

    private static final int PATIENCE_SECONDS = 20;

    private final Map<Action, Outcome> answers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
    private final Map<String, Action> askedFor = new ConcurrentHashMap<>();
    private final Visits visits = new Visits();
    private final Consumer<Sent> sent;
    private final JsonPeer face;

    /**
     * @param faces makes the face's end of the WebSocket, from what takes its texts
     */
    JsonSide(Consumer<Sent> sent, Function<Consumer<String>, JsonPeer> faces) {
        this.sent = sent;
        face = faces.apply(this::received);
    }

    private void received(String text) {
        Frame frame = FrameReading.read(text);
        if (frame instanceof CallFrame call) {
            sent(Direction.DOWN, call.action(), Part.REQUEST, call.payload());
            visits.add(call.action(), call.payload());
            face.says(FrameCsms.answer(call.id().text(), answers.get(call.action())));
        } else if (frame instanceof ResultFrame result) {
            String id = result.id().text();
            sent(Direction.UP, askedFor.get(id), Part.RESPONSE, result.payload());
            asked.remove(id).complete(Outcome.result(result.payload()));
        } else if (frame instanceof ErrorFrame error) {
            asked.remove(error.id().text()).complete(Outcome.error(error.code()));
        } else {
            throw new AssertionError(text);
        }
    }

    private void sent(Direction direction, Action action, Part part, Payload payload) {
        sent.accept(new Sent(Dialect.JSON_16, direction, action, part, Json.write(payload)));
    }

    @Override
    public Outcome call(Action action, Payload payload) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        asked.put(id, outcome);
        askedFor.put(id, action);
        face.says("[2,\"" + id + "\",\"" + action + "\"," + Json.write(payload) + "]");
        return outcome.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void answering(Action action, Outcome outcome) {
        answers.put(action, outcome);
    }

    @Override
    public Payload visit(Action action) {
        return visits.next(action);
    }

    @Override
    public boolean wasVisited(Action action) {
        return !visits.isEmpty(action);
    }

    @Override
    public void close() {
        face.close();
    }
}
