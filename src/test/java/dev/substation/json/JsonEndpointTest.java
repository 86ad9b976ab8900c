package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JsonEndpointTest {

    private static final StationId STATION = new StationId("CP-1");
    private static final String HEARTBEAT = "[2,\"1\",\"Heartbeat\",{}]";

    private final SteppedTimers timers = new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Call> calls = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();
    private Optional<StationSettings> settings = Optional.empty();

    private JsonDoor.Socket open() {
        StationGate gate =
                new StationGate() {
                    @Override
                    public DoorRefusals refusals() {
                        return new DoorRefusals(() -> Instant.EPOCH);
                    }

                    @Override
                    public Optional<StationSettings> settings(StationId station) {
                        return settings;
                    }

                    @Override
                    public void opened(StationLink link) {}

                    @Override
                    public void closed(StationLink link) {}

                    @Override
                    public CompletableFuture<Void> passed(
                            StationLink from, dev.substation.flow.ports.PassedText message) {
                        passed.add(message.text());
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletableFuture<Answer> call(StationLink from, Call call) {
                        calls.add(call);
                        return CompletableFuture.completedFuture(Answer.result(Payload.EMPTY));
                    }
                };
        return new JsonDoor(gate, timers, new Checks(Dictionary.load()), timers)
                .open(STATION, "10.0.0.7:4711", sent::add);
    }

    private void sends(JsonDoor.Socket socket, String text) {
        socket.binary(text.getBytes(StandardCharsets.UTF_8));
        timers.settle();
    }

    @Test
    void readsUtf8InBinaryFramesAsTextWithANote() {
        JsonDoor.Socket socket = open();

        sends(socket, "\uFEFF" + HEARTBEAT);
        sends(socket, " \n[2,\"2\",\"DataTransfer\",{\"vendorId\":\"S\u00fcd\"}]");

        assertEquals(List.of("[3,\"1\",{}]", "[3,\"2\",{}]"), sent);
        assertEquals("S\u00fcd", calls.get(1).payload().get("vendorId"));
        assertEquals("Envelope/WebSocket", calls.get(1).notes().get(0).path());
        assertEquals(OptionalInt.empty(), socket.closedWith());
    }

    @Test
    void readsAByteOrderMarkBeforeATextToo() {
        JsonDoor.Socket socket = open();

        socket.text("\uFEFF" + HEARTBEAT);
        timers.settle();

        assertEquals(List.of("[3,\"1\",{}]"), sent);
        assertEquals(List.of(), calls.get(0).notes());
    }

    @Test
    void passesTheTextOfATransparentStationsBinaryFrame() {
        settings = Optional.of(PlainSettings.station().transparent().build(STATION));
        JsonDoor.Socket socket = open();

        try (TakenLines log = TakenLines.of(JsonStation.class)) {
            sends(socket, HEARTBEAT);
            sends(socket, HEARTBEAT);

            assertEquals(List.of(HEARTBEAT, HEARTBEAT), passed);
            assertEquals(1, log.lines().size(), log.lines().toString());
        }
    }

    @Test
    void closesOnBytesThatAreNoMessageAndSaysThatItWasTheGateway() {
        for (byte[] bytes : new byte[][] {{}, {0, 1}, {'[', '2', (byte) 0xFF}, {'{', '}'}}) {
            try (TakenLines log = TakenLines.of(JsonStation.class)) {
                JsonDoor.Socket socket = open();
                socket.binary(bytes);
                timers.settle();

                assertEquals(OptionalInt.of(1003), socket.closedWith());
                assertTrue(
                        log.lines()
                                .toString()
                                .contains("the gateway closed it with 1003 binary frame without"),
                        log.lines().toString());
            }
        }
    }

    @Test
    void closesOnABinaryFrameThatIsLongerThanATextMayBe() {
        JsonDoor.Socket socket = open();

        sends(socket, HEARTBEAT + " ".repeat(JsonEndpoint.MAX_MESSAGE));

        assertEquals(OptionalInt.of(1009), socket.closedWith());
        assertEquals(List.of(), calls);
    }
}
