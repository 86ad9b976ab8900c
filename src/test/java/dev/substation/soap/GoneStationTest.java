package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
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
import dev.substation.testing.soap.SoapDoor;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A station that goes away while its call is answered. */
class GoneStationTest {

    private static final String HEARTBEAT =
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:o="urn://Ocpp/Cs/2015/10/">
            <s:Header><o:chargeBoxIdentity>KEBA-1</o:chargeBoxIdentity><a:MessageID>m-1</a:MessageID></s:Header>
            <s:Body><o:heartbeatRequest/></s:Body></s:Envelope>""";

    /** Answers when the test says so. */
    private static final class Held implements StationGate {

        private final List<Call> calls = new ArrayList<>();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        private final DoorRefusals refusals = new DoorRefusals(() -> Instant.EPOCH);

        @Override
        public DoorRefusals refusals() {
            return refusals;
        }

        @Override
        public Optional<StationSettings> settings(StationId station) {
            return Optional.of(PlainSettings.station().build(station));
        }

        @Override
        public void opened(StationLink link) {}

        @Override
        public void closed(StationLink link) {}

        @Override
        public CompletableFuture<Answer> call(StationLink from, Call call) {
            calls.add(call);
            return answer;
        }
    }

    @Test
    void isNotAskedForAgainWhenItsAnswerComesTooLate() throws Exception {
        Held gate = new Held();
        Deque<Runnable> threads = new ArrayDeque<>();
        Dictionary dictionary = Dictionary.load();
        SoapCodec codec = new SoapCodec(dictionary);
        Checks checks = new Checks(dictionary);
        try (TakenLines log = TakenLines.of(FaultOut.class);
                SoapDoor door =
                        new SoapDoor(
                                gate,
                                codec,
                                checks,
                                SoapDoor.callbacks(
                                        HttpClient.newHttpClient(), codec, checks, Runnable::run),
                                threads::add)) {
            SoapDoor.Reply reply =
                    door.send(
                            new SoapDoor.Request(
                                    "POST",
                                    "/soap",
                                    Map.of("Content-Type", "application/soap+xml"),
                                    HEARTBEAT.getBytes(StandardCharsets.UTF_8)),
                            "10.0.0.7");
            assertEquals(1, gate.calls.size());

            gate.answer.complete(Answer.result(Payload.of("currentTime", "2026-01-01T08:00:00Z")));
            door.leave(reply);
            while (!threads.isEmpty()) {
                threads.remove().run();
            }

            assertEquals(1, gate.calls.size());
            assertNull(reply.escaped());
            assertEquals(List.of(), log.lines());
        }
    }
}
