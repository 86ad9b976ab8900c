package dev.substation.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.Logins.Outcome;
import dev.substation.access.SignOns.Beginning;
import dev.substation.flow.settings.Networks;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a login at an identity provider does to sessions, the audit log and others. */
class SignOnsTest {

    private static final URI BACK = URI.create("https://gateway.example.org/callback");

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);

    @TempDir Path data;
    private Sessions sessions;
    private AuditLog audit;
    private SignOns signOns;
    private Optional<SingleSignOn.Known> user =
            Optional.of(new SingleSignOn.Known("anna", "s-1", Optional.of(Role.OPERATE)));

    private final SingleSignOn provider =
            new SingleSignOn() {
                @Override
                public Optional<URI> console() {
                    return Optional.empty();
                }

                @Override
                public Begun begin(URI back) {
                    return new Begun(URI.create("https://login.example.org/"), "state");
                }

                @Override
                public Known end(URI answer, String state) throws IOException {
                    return user.orElseThrow(() -> new IOException("the provider says no"));
                }
            };

    @BeforeEach
    void create() {
        AccessSettings settings =
                new AccessSettings(
                        false,
                        false,
                        false,
                        Duration.ofMinutes(30),
                        Duration.ofHours(12),
                        Duration.ofDays(365),
                        Networks.NONE,
                        Optional.empty(),
                        Optional.empty());
        sessions =
                new Sessions(
                        new Credentials(data, InstantSource.fixed(Instant.EPOCH)),
                        () -> settings,
                        time::moment);
        audit = new AuditLog(data, () -> Instant.EPOCH, Duration.ofDays(1));
        signOns =
                new SignOns(
                        Optional.of(provider),
                        sessions,
                        Runnable::run,
                        time::moment,
                        new LoginTrail(audit, time::moment));
    }

    @AfterEach
    void close() throws IOException {
        audit.close();
    }

    private Outcome login(String address) {
        assertInstanceOf(Beginning.Begun.class, signOns.begin(BACK, address).join());
        return signOns.end(BACK, "state", address).join();
    }

    private String session() {
        return assertInstanceOf(Outcome.Opened.class, login("10.0.0.7")).session();
    }

    private String noted() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("audit"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }

    @Test
    void theSessionHasTheNameAndTheRoleOfTheProvider() throws IOException {
        assertEquals(
                Optional.of(new Operator("oidc:anna", Role.OPERATE, Operator.Way.SESSION)),
                sessions.find(session()).map(Sessions.Live::operator));
        assertTrue(noted().contains("log in as s-1"), noted());
    }

    @Test
    void itEndsAsOthersDo() {
        String idle = session();
        time.pass(Duration.ofMinutes(30));
        assertEquals(Optional.empty(), sessions.find(idle));
        String closed = session();
        sessions.close(closed);
        assertEquals(Optional.empty(), sessions.find(closed));
    }

    @Test
    void whoHasNoRoleHasNoSession() throws IOException {
        user = Optional.of(new SingleSignOn.Known("anna", "s-1", Optional.empty()));
        assertEquals(new Outcome.NoRole("oidc:anna"), login("10.0.0.7"));
        assertTrue(noted().contains("403"), noted());
    }

    @Test
    void whatFailsIsInTheAuditLogEachTimeWithItsReason() throws IOException {
        user = Optional.empty();
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Outcome.Wrong.class, login("10.0.0." + i));
        }
        assertEquals(3, noted().split("the provider says no", -1).length - 1, noted());
    }

    @Test
    void othersOfTheSameNamePushNobodyOut() {
        String own = session();
        user = Optional.of(new SingleSignOn.Known("anna", "s-2", Optional.of(Role.VIEW)));
        for (int i = 0; i < 30; i++) {
            session();
        }
        assertTrue(sessions.find(own).isPresent());
    }

    @Test
    void whoBeginsTooOftenWaitsAndNobodyElse() {
        List<Beginning> begun = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            begun.add(signOns.begin(BACK, "10.0.0.7").join());
        }
        assertInstanceOf(Beginning.Begun.class, begun.get(4));
        assertInstanceOf(Beginning.Busy.class, begun.get(5));
        assertInstanceOf(Outcome.Opened.class, login("10.0.0.8"));
        for (int i = 0; i < 20; i++) {
            session8();
        }
    }

    /** A login that goes well gives its try back. */
    private void session8() {
        assertInstanceOf(Outcome.Opened.class, login("10.0.0.8"));
    }

    @Test
    void whenTooManyWaitForTheProviderTheRestIsToldSo() {
        SignOns full =
                new SignOns(
                        Optional.of(provider),
                        sessions,
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        time::moment,
                        new LoginTrail(audit, time::moment));
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(Beginning.Busy.class, full.begin(BACK, "10.0.0.7").join());
        }
        assertInstanceOf(Outcome.Busy.class, full.end(BACK, "state", "10.0.0.7").join());
    }
}
