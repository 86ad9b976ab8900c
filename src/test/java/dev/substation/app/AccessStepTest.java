package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.AuditEntry;
import dev.substation.access.AuditLog;
import dev.substation.access.Credentials;
import dev.substation.access.Operator;
import dev.substation.access.Passwords;
import dev.substation.access.Role;
import dev.substation.access.User;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands {@code users} and {@code tokens}, and what a running gateway makes of them. */
class AccessStepTest {

    private static final String PASSWORD = "correct horse battery";

    private Clock clock = Clock.fixed(Instant.parse("2026-11-30T08:00:00Z"), ZoneOffset.UTC);

    @TempDir Path home;
    private Path data;
    private Credentials gateway;
    private String typed = PASSWORD;
    private String said;

    @BeforeEach
    void create() throws Exception {
        data = Files.createDirectory(home.resolve("data"));
        gateway = new Credentials(data, clock);
    }

    private int ran(String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] words = line.split(" ");
        AccessStep step = words[0].equals("users") ? new UsersStep(() -> typed) : new TokensStep();
        int status =
                step.run(
                        Map.of(
                                "data",
                                data.toString(),
                                "arguments",
                                String.join("\0", List.of(words).subList(1, words.length))),
                        clock,
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        said = out.toString(StandardCharsets.UTF_8).strip();
        return status;
    }

    private User anna() {
        return gateway.users().stream()
                .filter(user -> user.name().equals("anna"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void addsAUserWhomARunningGatewayKnowsAtOnce() throws Exception {
        assertEquals(List.of(), gateway.users());

        assertEquals(0, ran("users add anna --role operate"), () -> said);

        assertEquals(Role.OPERATE, anna().role());
        assertTrue(Passwords.fits(PASSWORD, Optional.of(anna().hash())));
        assertFalse(Passwords.fits("another", Optional.of(anna().hash())));
        assertFalse(Passwords.fits(PASSWORD, Optional.empty()));
        Path file = data.resolve("users");
        assertFalse(Files.readString(file).contains(PASSWORD));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(0, ran("users list"));
        assertEquals(
                List.of("NAME  ROLE     SINCE", "anna  operate  2026-11-30T08:00:00Z"),
                said.lines().toList());
    }

    @Test
    void changesAndRemovesAUser() {
        ran("users add anna --role view");
        ran("users add bert --role view");
        String first = anna().hash();

        assertEquals(0, ran("users role anna --role configure"), () -> said);
        assertEquals(Role.CONFIGURE, anna().role());
        assertEquals(first, anna().hash());
        typed = "another good one";
        assertEquals(0, ran("users password anna"), () -> said);
        assertTrue(Passwords.fits(typed, Optional.of(anna().hash())));
        assertEquals(0, ran("users remove anna"), () -> said);
        assertEquals(List.of("bert view"), gateway.users().stream().map(User::toString).toList());
    }

    @Test
    void makesATokenThatIsShownOnceAndEndsAndIsRevoked() throws Exception {
        assertEquals(0, ran("tokens add ci --role view --days 30"), () -> said);
        String token = said;

        assertEquals(
                Optional.of(new Operator("ci", Role.VIEW, Operator.Way.TOKEN)),
                gateway.byToken(token));
        assertEquals(Optional.empty(), gateway.byToken(token + "x"));
        Clock later = Clock.offset(clock, Duration.ofDays(30));
        assertEquals(Optional.empty(), new Credentials(data, later).byToken(token));
        assertFalse(Files.readString(data.resolve("tokens")).contains(token));
        ran("tokens list");
        assertTrue(said.contains("2026-12-30T08:00:00Z"), said);
        assertFalse(said.contains(token), said);
        assertEquals(0, ran("tokens revoke ci"), () -> said);
        assertEquals(Optional.empty(), gateway.byToken(token));
    }

    @Test
    void areInTheAuditLogAlsoIfTheyFail() throws Exception {
        ran("users add anna --role operate");
        ran("users list");
        clock = Clock.offset(clock, Duration.ofSeconds(1));
        ran("users remove nobody");
        clock = Clock.offset(clock, Duration.ofSeconds(1));
        ran("tokens add ci --role view");

        try (AuditLog audit = new AuditLog(data, clock, Duration.ofDays(365))) {
            List<AuditEntry> entries = audit.read(all -> true, Long.MAX_VALUE, 10);
            assertEquals(
                    List.of(
                            "gw tokens add ci view done",
                            "gw users remove nobody failed",
                            "gw users add anna operate done"),
                    entries.stream()
                            .sorted(Comparator.comparing(AuditEntry::id).reversed())
                            .map(one -> one.what() + " " + one.answer().orElseThrow())
                            .toList());
            assertEquals(System.getProperty("user.name"), entries.get(0).who());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users add anna| 2| Give a role: view, operate, configure",
                "users add anna --role root| 2| There is no role root; there is view",
                "users add admin --role view| 1| The name admin has a meaning of its own",
                "users add a/b --role view| 1| A name has up to 64 letters",
                "users add bert --role view| 1| There is a user bert already",
                "users password nobody| 1| There is no user nobody",
                "users remove nobody| 1| There is no user nobody",
                "users add anna bert --role view| 2| Name one, after add",
                "users| 2| usage: users list",
                "tokens add ci --role view --days 0| 2| --days is a whole number",
                "tokens revoke ci| 1| There is no token ci",
                "tokens show| 2| usage: tokens list",
            })
    void saysWhatCannotBeDone(String line, int status, String sentence) {
        ran("users add bert --role view");

        assertEquals(status, ran(line));

        assertTrue(said.startsWith(sentence), said);
    }

    @ParameterizedTest
    @CsvSource({"short, has at least 10 characters", "long, has at most 72 bytes"})
    void refusesAPasswordThatIsTooShortOrTooLong(String kind, String sentence) {
        typed = kind.equals("short") ? "123456789" : "ä".repeat(37);

        assertEquals(1, ran("users add anna --role view"));

        assertTrue(said.contains(sentence), said);
        assertEquals(List.of(), gateway.users());
    }

    @Test
    void linesThatItCannotReadStay() throws Exception {
        ran("users add anna --role view");
        Path file = data.resolve("users");
        String later = "# ours\nbert of-a-later-version x y z\n";
        Files.writeString(file, Files.readString(file) + later);

        ran("users add carl --role view");
        ran("users remove anna");

        String text = Files.readString(file);
        assertTrue(text.contains(later), text);
        assertEquals(1, text.split("of-a-later-version", -1).length - 1, text);
        assertEquals(List.of("carl"), gateway.users().stream().map(User::name).toList());
    }

    @Test
    void leavesTheFileToAnotherCommandThatChangesIt() throws Exception {
        ran("users add anna --role view");
        Path other = Files.createFile(data.resolve("users.changing"));

        assertEquals(1, ran("users remove anna"));

        assertTrue(said.contains(other.toString()), said);
        assertEquals(1, gateway.users().size());
    }
}
