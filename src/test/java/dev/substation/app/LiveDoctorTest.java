package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.admin.Explaining.BadQuestion;
import dev.substation.admin.Health;
import dev.substation.home.Home;
import dev.substation.home.HomeLock;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examination by the running gateway, for its API. */
class LiveDoctorTest {

    private static final Map<StationId, String> NOBODY = Map.of();

    @TempDir Path folder;

    private final CompletableFuture<Health> health = new CompletableFuture<>();

    private LiveDoctor doctor(Home home, Map<StationId, String> called) throws Exception {
        home.create();
        Files.writeString(home.site(), "csms: { main: { url: \"ws://127.0.0.1:9/{station}\" } }\n");
        return new LiveDoctor(
                home,
                Map.of(),
                Clock.systemUTC(),
                Thread::new,
                () -> health,
                () -> CompletableFuture.completedFuture(called));
    }

    private static List<String> findings(Payload answer, String title) {
        return answer.objects("parts").stream()
                .filter(part -> part.text("title").orElseThrow().equals(title))
                .flatMap(part -> part.objects("findings").stream())
                .map(one -> one.text("kind").orElseThrow() + " " + one.text("text").orElseThrow())
                .toList();
    }

    @Test
    void triesTheAddressesThatTheGatewayCallsAndTellsItsHealth() throws Exception {
        Home home = Home.at(folder.resolve("home"));
        health.complete(new Health(true, List.of("The CSMS main is offline")));
        try (ServerSocket station = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:%d/".formatted(station.getLocalPort());
            LiveDoctor doctor = doctor(home, Map.of(new StationId("SOAP-1"), address));
            try (doctor;
                    HomeLock lock = HomeLock.take(home)) {
                Payload answer = doctor.explain(Payload.EMPTY).get(60, TimeUnit.SECONDS);

                assertEquals(
                        List.of(
                                "ok station SOAP-1 takes calls at 127.0.0.1:"
                                        + station.getLocalPort()),
                        findings(answer, "Ways to SOAP stations"));
                assertTrue(
                        findings(answer, "Ways in")
                                .containsAll(
                                        List.of(
                                                "ok a gateway runs; its health is UP",
                                                "wrong The CSMS main is offline")));
                assertEquals(1, answer.number("wrong").orElseThrow());
            }
        }
    }

    @Test
    void examinesOnceAtATime() throws Exception {
        try (LiveDoctor doctor = doctor(Home.at(folder.resolve("home")), NOBODY)) {
            CompletableFuture<Payload> first = doctor.explain(Payload.EMPTY);

            assertThrows(BadQuestion.class, () -> doctor.explain(Payload.EMPTY));
            health.complete(Health.WELL);
            first.get(60, TimeUnit.SECONDS);
            assertEquals(0, doctor.explain(Payload.EMPTY).get().number("wrong").orElseThrow());
        }
    }
}
