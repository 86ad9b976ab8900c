package dev.substation.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log on the disk. */
class AuditLogTest {

    @TempDir Path data;
    private Instant now = Instant.parse("2026-11-30T23:59:59Z");
    private AuditLog audit;

    @BeforeEach
    void open() {
        audit = new AuditLog(data, () -> now, Duration.ofDays(2));
    }

    @AfterEach
    void close() throws IOException {
        audit.close();
    }

    private AuditLog.Deed deed(String who) throws IOException {
        return audit.begin(who, "session", "10.0.0.7", "POST /api/v1/stations/A/calls");
    }

    private Path file(String day) {
        return data.resolve("audit/audit-" + day + ".jsonl");
    }

    private List<String> entries() throws IOException {
        return audit.read(all -> true, Long.MAX_VALUE, 100).stream()
                .map(
                        one ->
                                one.who()
                                        + " "
                                        + String.join("; ", one.details())
                                        + " "
                                        + one.answer().orElse("?"))
                .toList();
    }

    @Test
    void hasALineOnTheDiskBeforeAnythingIsDone() throws IOException {
        AuditLog.Deed deed = deed("anna");

        Path file = file("2026-11-30");
        assertEquals(
                "{\"id\":1796083199000000,\"at\":\"2026-11-30T23:59:59Z\",\"who\":\"anna\","
                        + "\"by\":\"session\",\"from\":\"10.0.0.7\","
                        + "\"what\":\"POST /api/v1/stations/A/calls\"}\n",
                Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("anna  ?"), entries());
        deed.detail("Reset {}");
        deed.end("200");
        assertEquals(List.of("anna Reset {} 200"), entries());
    }

    @Test
    void goesOnInTheFileOfTheNextDay() throws IOException {
        AuditLog.Deed deed = deed("anna");
        now = now.plusSeconds(2);
        deed.end("200");
        deed("bert").end("403");

        assertEquals(2, Files.readAllLines(file("2026-12-01")).size() - 1);
        assertEquals(List.of("bert  403", "anna  200"), entries());
    }

    @Test
    void keepsTheDaysThatItMust() throws IOException {
        deed("old");
        now = now.plus(Duration.ofDays(2));
        deed("newer");
        assertEquals(List.of("newer  ?", "old  ?"), entries());

        now = now.plus(Duration.ofDays(1));
        deed("newest");

        assertEquals(List.of("newest  ?", "newer  ?"), entries());
        assertFalse(Files.exists(file("2026-11-30")));
    }

    @Test
    void aClockThatJumpsAheadTakesNothing() throws IOException {
        deed("old");
        now = now.plus(Duration.ofDays(700));
        deed("later");

        assertEquals(List.of("later  ?", "old  ?"), entries());
    }

    @Test
    void theLatestOfManyAreFoundWithWhatCameNextDay() throws IOException {
        AuditLog.Deed slow = deed("slow");
        now = now.plusSeconds(2);
        slow.detail("at last");
        slow.end("504");
        deed("new").end("200");
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 11_000; i++) {
            many.append(
                    "{\"id\":%d,\"at\":\"2026-11-29T00:00:00Z\",\"who\":\"n%d\"}\n"
                            .formatted(i, i));
            many.append("{\"id\":%d,\"answer\":\"200\"}\n".formatted(i));
        }
        Files.writeString(file("2026-11-29"), many);

        assertEquals(
                List.of("new", "slow", "n11000"),
                audit.read(all -> true, Long.MAX_VALUE, 3).stream().map(AuditEntry::who).toList());
        AuditEntry found = audit.read(one -> one.who().equals("slow"), Long.MAX_VALUE, 3).get(0);
        assertEquals("504", found.answer().orElseThrow());
        assertEquals(List.of("at last"), found.details());
        AuditEntry first = audit.read(one -> one.who().equals("n1"), Long.MAX_VALUE, 3).get(0);
        assertEquals("200", first.answer().orElseThrow());
    }

    @Test
    void isReadInPartsWithRisingIdsThoughTheClockStepsBack() throws IOException {
        for (int i = 0; i < 5; i++) {
            deed("n" + i).end("200");
            now = now.minusMillis(10);
        }

        List<AuditEntry> first = audit.read(all -> true, Long.MAX_VALUE, 2);
        List<AuditEntry> rest = audit.read(all -> true, first.get(1).id(), 10);

        assertEquals(
                List.of("n4", "n3", "n2", "n1", "n0"),
                Stream.concat(first.stream(), rest.stream()).map(AuditEntry::who).toList());
        assertEquals(
                List.of("n3"),
                audit.read(one -> one.who().equals("n3"), Long.MAX_VALUE, 10).stream()
                        .map(AuditEntry::who)
                        .toList());
    }

    @Test
    void twoProcessesWriteToOneFile() throws IOException {
        AuditLog.Deed first = deed("gateway");
        try (AuditLog command = new AuditLog(data, () -> now.plusMillis(1), Duration.ofDays(2))) {
            command.begin("root", "command", "this machine", "gw users add anna").end("done");
        }
        first.end("200");

        assertEquals(List.of("root  done", "gateway  200"), entries());
    }

    @Test
    void skipsALineThatAPowerCutHasCut() throws IOException {
        deed("anna").end("200");
        audit.close();
        Files.writeString(file("2026-11-30"), "{\"id\":17960831990", StandardOpenOption.APPEND);

        deed("bert").end("200");

        assertEquals(List.of("bert  200", "anna  200"), entries());
    }

    @Test
    void keepsEachLineShortAndInOneLine() throws IOException {
        deed("anna\nbert").detail("x".repeat(10_000));

        AuditEntry entry = audit.read(all -> true, Long.MAX_VALUE, 1).get(0);
        assertEquals("anna?bert", entry.who());
        assertEquals(2_001, entry.details().get(0).length());
        assertEquals(Optional.empty(), entry.answer());
    }

    @Test
    void saysWhenItCannotBeWritten() throws IOException {
        Files.writeString(data.resolve("audit"), "no folder");

        assertThrows(IOException.class, () -> deed("anna"));
    }
}
