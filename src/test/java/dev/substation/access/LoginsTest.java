package dev.substation.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.Logins.Outcome;
import dev.substation.flow.settings.Networks;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins, how often they are tried, and how long sessions last. */
class LoginsTest {

    private static final String PASSWORD = "correct horse battery";

    /** Hashing takes a tenth of a second each. */
    private static final String HASH = Passwords.hash(PASSWORD);

    private static final AccessSettings SETTINGS =
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

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);
    private final List<Runnable> waiting = new ArrayList<>();
    private Executor threads = Runnable::run;

    @TempDir Path data;
    private Credentials credentials;
    private Sessions sessions;
    private Logins logins;
    private AuditLog audit;

    @BeforeEach
    void create() throws IOException {
        credentials = new Credentials(data, InstantSource.fixed(Instant.EPOCH));
        user("anna", HASH);
        sessions = new Sessions(credentials, () -> SETTINGS, time::moment);
        audit = new AuditLog(data, () -> Instant.EPOCH, Duration.ofDays(1));
        logins =
                new Logins(
                        credentials,
                        sessions,
                        task -> threads.execute(task),
                        time::moment,
                        new LoginTrail(audit, time::moment));
    }

    private void user(String name, String hash) throws IOException {
        credentials.changeUsers(
                all ->
                        Stream.concat(
                                        all.stream().filter(one -> !one.name().equals(name)),
                                        Stream.of(new User(name, Role.VIEW, hash, Instant.EPOCH)))
                                .toList());
    }

    private Outcome login(String name, String password, String address) {
        return logins.login(name, password, address).join();
    }

    private String opened() {
        return assertInstanceOf(Outcome.Opened.class, login("anna", PASSWORD, "10.0.0.7"))
                .session();
    }

    private Optional<String> who(String session) {
        return sessions.find(session).map(live -> live.operator().name());
    }

    @Test
    void beginASessionWithTheRoleThatTheUserHasNow() throws IOException {
        String session = opened();
        assertEquals(
                Optional.of(new Operator("anna", Role.VIEW, Operator.Way.SESSION)),
                sessions.find(session).map(Sessions.Live::operator));

        credentials.changeUsers(
                all -> List.of(new User("anna", Role.CONFIGURE, HASH, Instant.EPOCH)));

        assertEquals(
                Optional.of(Role.CONFIGURE),
                sessions.find(session).map(live -> live.operator().role()));
        assertNotEquals(sessions.find(session).get().csrf(), sessions.find(opened()).get().csrf());
        assertEquals(Optional.empty(), who(session + "x"));
    }

    @AfterEach
    void close() throws IOException {
        audit.close();
    }

    @Test
    void areInTheAuditLogAlsoIfTheyFail() throws IOException {
        login("anna", PASSWORD, "10.0.0.7");
        login("nobody", PASSWORD, "10.0.0.8");

        assertEquals(
                List.of("nobody 10.0.0.8 log in 401", "anna 10.0.0.7 log in 200"),
                audit.read(all -> true, Long.MAX_VALUE, 10).stream()
                        .map(
                                one ->
                                        String.join(
                                                " ",
                                                one.who(),
                                                one.from(),
                                                one.what(),
                                                one.answer().orElseThrow()))
                        .toList());
    }

    @Test
    void areRefusedAlikeForAWrongPasswordAndAnUnknownName() {
        assertEquals(new Outcome.Wrong(), login("anna", "another one!", "10.0.0.7"));
        assertEquals(new Outcome.Wrong(), login("nobody", PASSWORD, "10.0.0.7"));
        assertEquals(new Outcome.Wrong(), login("anna", "x".repeat(4_000), "10.0.0.7"));
        assertEquals(new Outcome.Wrong(), login("admin", "", "10.0.0.7"));
    }

    /** By processor time: other work on the machine does not count. */
    @Test
    void takeAsLongForAnUnknownName() {
        long known = cost("anna");
        long unknown = cost("nobody");

        assertTrue(unknown > known / 3 && unknown < known * 3, unknown + " ns, not " + known);
    }

    private long cost(String name) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        login(name, "another one!", "10.0.0.8");
        return threads.getCurrentThreadCpuTime() - before;
    }

    @Test
    void logTheAdminInWithTheAdminToken() throws IOException {
        Path file = credentials.makeAdminToken().orElseThrow();
        String token = Files.readString(file).strip();

        Outcome outcome = login("admin", token, "10.0.0.7");

        String session = assertInstanceOf(Outcome.Opened.class, outcome).session();
        assertEquals(
                Optional.of(Role.CONFIGURE),
                sessions.find(session).map(live -> live.operator().role()));
        Files.delete(file);
        assertEquals(Optional.empty(), who(session));
    }

    @Test
    void endWhenTheUserIsRemovedOrHasAnotherPassword() throws IOException {
        String first = opened();
        user("anna", Passwords.hash("another one!"));
        assertEquals(Optional.empty(), who(first));
        user("anna", HASH);
        assertEquals(Optional.empty(), who(first), "it has ended for good");

        String second = opened();
        credentials.changeUsers(all -> List.of());
        assertEquals(Optional.empty(), who(second));
    }

    @Test
    void endWhenTheyAreNotUsedWhenTheyAreOldAndByALogout() {
        String idle = opened();
        String used = opened();
        String out = opened();
        logins.logout(out);
        assertEquals(Optional.empty(), who(out));
        for (int i = 0; i < 35; i++) {
            time.pass(Duration.ofMinutes(20));
            assertEquals(Optional.of("anna"), who(used), "after " + i);
        }

        assertEquals(Optional.empty(), who(idle));
        time.pass(Duration.ofMinutes(20));
        assertEquals(Optional.empty(), who(used), "12 hours are over");
    }

    @Test
    void areBoundedForEachUser() throws IOException {
        user("bert", HASH);
        String other = sessions.open("bert", HASH);
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            own.add(sessions.open("anna", HASH));
        }

        assertEquals(20, own.stream().filter(one -> who(one).isPresent()).count());
        assertEquals(Optional.empty(), who(own.get(0)));
        assertEquals(Optional.of("bert"), who(other));
    }

    @Test
    void areSlowedDownForAnAddressThatFails() {
        for (int i = 0; i < 5; i++) {
            assertEquals(new Outcome.Wrong(), login("nobody" + i, "x", "10.0.0.7"));
        }

        Outcome.TooOften often =
                assertInstanceOf(Outcome.TooOften.class, login("anna", PASSWORD, "10.0.0.7"));
        assertEquals(Duration.ofSeconds(30), often.pause());
        assertInstanceOf(Outcome.Opened.class, login("anna", PASSWORD, "10.0.0.8"));
        time.pass(Duration.ofSeconds(30));
        assertInstanceOf(Outcome.Opened.class, login("anna", PASSWORD, "10.0.0.7"));
        assertInstanceOf(
                Outcome.Opened.class, login("anna", PASSWORD, "10.0.0.7"), "a success is free");
    }

    @Test
    void areSlowedDownForANameThatMachinesTryTogether() {
        for (int i = 0; i < 30; i++) {
            assertEquals(new Outcome.Wrong(), login("nobody", "x", "10.0.1." + i));
        }

        assertInstanceOf(Outcome.TooOften.class, login("nobody", "x", "10.0.2.1"));
        assertEquals(new Outcome.Wrong(), login("other", "x", "10.0.2.1"));
    }

    @Test
    void takeAnIpv6NetworkForOneAddress() {
        for (int i = 0; i < 5; i++) {
            login("nobody", "x", "2001:db8:0:7:0:0:0:" + i);
        }

        assertInstanceOf(Outcome.TooOften.class, login("nobody", "x", "2001:db8:0:7::ffff"));
        assertEquals(new Outcome.Wrong(), login("nobody", "x", "2001:db8:0:8::ffff"));
    }

    @Test
    void waitForTheirThreadAndAreRejectedWhenTooManyDo() {
        threads = waiting::add;
        var later = logins.login("anna", PASSWORD, "10.0.0.7");
        assertFalse(later.isDone());
        waiting.forEach(Runnable::run);
        assertInstanceOf(Outcome.Opened.class, later.join());

        threads =
                task -> {
                    throw new RejectedExecutionException();
                };
        assertEquals(new Outcome.Busy(), login("anna", PASSWORD, "10.0.0.7"));
    }
}
