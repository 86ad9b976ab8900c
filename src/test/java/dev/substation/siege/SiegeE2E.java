package dev.substation.siege;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Alone;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that want to end the gateway, with the heap that it has in service, beside ten stations
 * that behave: these get all their answers, and the attacker is slowed down by its own connection.
 * Every build has the attacks that cost the gateway most, the long tier has all of them. More is
 * {@code payara/gw siege --long}.
 */
@Alone
@Tag(Tier.MORE_WHEN_LONG)
class SiegeE2E {

    private static final int MEGABYTE = 1 << 20;
    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final Duration ATTACKED =
            Duration.ofSeconds(Long.getLong("siege.seconds", Tier.choose(2L, 10L)));

    private static final Duration WARM_UP = Tier.choose(Duration.ofSeconds(5), Assault.WARM_UP);

    private static final int INPUTS = Tier.choose(2_000, 20_000);
    private static final int LOG_AT_MOST = 50_000;

    /** Of each of five stations each part of the gateway writes 30 lines, and 30 a minute. */
    private static final int FUZZ_LOG_AT_MOST = 250_000;

    private static final int DISK_KB_AT_MOST = 300 << 10;
    private static final int RESIDENT_MB_AT_MOST = 900;

    @TempDir static Path folder;
    private static Field field;
    private static Neighbours neighbours;
    private static Assault assault;

    @BeforeAll
    static void start() throws IOException {
        field = Tier.current() == Tier.LONG ? Field.asInService(folder) : Field.quick(folder);
        neighbours = new Neighbours(field);
        assault = new Assault(field, neighbours, WARM_UP, Assault.UNNOTICED_WHEN_SHARED);
    }

    @AfterAll
    static void stop() throws Exception {
        try (Field attacked = field;
                Neighbours last = neighbours) {
            assertFalse(attacked.gateway.log().contains("OutOfMemoryError"), "" + last.felt());
        }
    }

    static List<Attack> attacks() {
        return Tier.choose(Attacks.dearest(), Attacks.all(1));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theNeighboursKeepTheirAnswers(Attack attack) {
        Assault.Outcome outcome = assault.of(attack, ATTACKED);

        System.out.println(outcome);
        assertEquals(List.of(), outcome.wrong(), outcome::toString);
        // An identity that is made up is a station of its own until the places are taken.
        int stations = attack.name().equals("made-up-identities") ? outcome.rounds() : 0;
        assertTrue(outcome.log() < LOG_AT_MOST + stations * 1_000, outcome::toString);
        assertTrue(outcome.disk() < DISK_KB_AT_MOST, outcome::toString);
        assertTrue(outcome.resident() < RESIDENT_MB_AT_MOST, outcome::toString);
        Wait.until(
                "everything is given back",
                WITHIN,
                () -> metric("substation_traffic_held_bytes") == 0);
    }

    @Test
    void aCsmsThatCallsWithoutEndAndNeverReadsIsNotReadEither() {
        try (PlainJsonStation station =
                PlainJsonStation.connect(field.gateway.uri("ws", "/ocpp/OF-THE-DEAF"))) {
            Wait.until("the CSMS can send no more", WITHIN, field.deaf::isStalled);

            assertTrue(
                    field.deaf.sent() < 64L * MEGABYTE,
                    () -> field.deaf.sent() + " bytes were taken from it");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3 * MEGABYTE + 1, 4 * MEGABYTE + 1, 12 * MEGABYTE})
    void aMessageThatIsTooLongClosesWith1009(int length) {
        int before = field.log();
        try (PlainJsonStation attacker =
                PlainJsonStation.connect(field.gateway.uri("ws", "/ocpp/ATTACKER"))) {
            CompletableFuture.runAsync(() -> attacker.send("x".repeat(length)));

            assertEquals(1009, attacker.awaitClosed());
        }
        assertEquals(Optional.empty(), field.stackTrace(before));
    }

    /** HTTP, TLS and WebSocket with broken bytes: {@code -Dfuzz.seed=N}, one for each day. */
    @Test
    void brokenBytesHarmNobody() throws InterruptedException {
        long seed = Tier.seed("fuzz.seed");
        int log = field.log();
        neighbours.felt();
        WireFuzz fuzz = new WireFuzz(field, seed);

        fuzz.run(INPUTS, 8);

        System.out.println("fuzz of the ports: inputs=" + INPUTS + " " + fuzz.outcome());
        Neighbours.Felt felt = neighbours.felt();
        String said = field.gateway.log().substring(log);
        assertTrue(field.gateway.handle().isAlive(), fuzz.outcome());
        assertEquals(0, felt.failed(), felt + " " + fuzz.outcome());
        assertEquals(Optional.empty(), field.stackTrace(log), fuzz::outcome);
        assertTrue(said.length() < FUZZ_LOG_AT_MOST, () -> fuzz.outcome() + "\n" + said);
    }

    private static long metric(String name) {
        return field.gateway
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
