package dev.substation.access;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.home.OwnFiles;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, a file of JSON lines for each day (UTC) that is only ever appended to. A line is on
 * the disk before what it says is done. Commands write to it too, also while the gateway runs:
 * lines are short, so the system does not mix them. A line that a power cut has cut is skipped.
 */
public final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final Pattern NAME = Pattern.compile("audit-(\\d{4}-\\d\\d-\\d\\d)\\.jsonl");
    private static final int LONGEST_TEXT = 2_000;
    private static final long MICROS = 1_000_000;

    /** As many entries later, nothing more comes of what was begun. */
    private static final int MOST_OPEN = 10_000;

    private final Path folder;
    private final InstantSource clock;
    private final Duration age;

    private FileChannel channel;
    private LocalDate day = LocalDate.MIN;
    private long lastId;

    /**
     * @param data the folder {@code data/} of a home
     * @param clock the wall clock
     * @param age how long files are kept
     */
    public AuditLog(Path data, InstantSource clock, Duration age) {
        folder = data.resolve("audit");
        this.clock = clock;
        this.age = age;
    }

    /** Something that is being done. */
    public final class Deed {

        private final long id;

        private Deed(long id) {
            this.id = id;
        }

        /**
         * Says more of it.
         *
         * @param text without cards and secrets
         * @throws IOException when it cannot be written, so that it should not be done
         */
        public void detail(String text) throws IOException {
            append(AuditEntry.detail(id, shortened(text)));
        }

        /** Says what came of it. */
        public void end(String answer) {
            try {
                append(AuditEntry.answer(id, answer));
            } catch (IOException e) {
                LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
            }
        }
    }

    /**
     * Begins something.
     *
     * @throws IOException when it cannot be written, so that it should not be done
     */
    public Deed begin(String who, String by, String from, String what) throws IOException {
        Instant now = clock.instant();
        long id = nextId(now);
        append(
                new AuditEntry(
                                id,
                                now,
                                shortened(who),
                                by,
                                from,
                                shortened(what),
                                List.of(),
                                Optional.empty())
                        .begin());
        return new Deed(id);
    }

    private synchronized long nextId(Instant now) {
        lastId = Math.max(lastId + 1, now.getEpochSecond() * MICROS + now.getNano() / 1_000);
        return lastId;
    }

    /** The system writes a line of a page at once. */
    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }

    private synchronized void append(Payload line) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (channel == null || !today.equals(day)) {
            open(today);
        }
        ByteBuffer bytes =
                ByteBuffer.wrap((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    private void open(LocalDate today) throws IOException {
        close();
        OwnFiles.createFolder(folder);
        Path file = file(today);
        try {
            OwnFiles.createOwned(file);
        } catch (FileAlreadyExistsException begun) {
            LOG.trace("{} is continued", file);
        }
        removeOld(today);
        boolean cut = isCut(file);
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        day = today;
        if (cut) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private static boolean isCut(Path file) throws IOException {
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return read.size() > 0 && read.read(last, read.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private Path file(LocalDate of) {
        return folder.resolve("audit-" + of + ".jsonl");
    }

    private void removeOld(LocalDate today) throws IOException {
        LocalDate byClock = today.minusDays(age.toDays());
        LocalDate newest =
                days().stream().filter(one -> one.isBefore(today)).findFirst().orElse(today);
        // A clock that has jumped far ahead must not take all days at once.
        LocalDate first = newest.isBefore(byClock) ? newest.minusDays(age.toDays()) : byClock;
        for (LocalDate one : days()) {
            if (one.isBefore(first)) {
                Files.deleteIfExists(file(one));
            }
        }
    }

    /** The days that have files, the latest first. */
    private List<LocalDate> days() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> LocalDate.parse(name.group(1)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /**
     * Entries, the latest first.
     *
     * @param before only those with a lower id
     * @param most how many at most
     */
    public List<AuditEntry> read(Predicate<AuditEntry> wanted, long before, int most)
            throws IOException {
        TreeMap<Long, AuditEntry> found = new TreeMap<>(Comparator.reverseOrder());
        Map<Long, List<Payload>> later = new HashMap<>();
        for (LocalDate one : days()) {
            if (before / MICROS
                    < one.minus(1, ChronoUnit.DAYS).atStartOfDay().toEpochSecond(ZoneOffset.UTC)) {
                continue;
            }
            later =
                    read(
                            file(one),
                            later,
                            entry -> {
                                if (entry.id() < before && wanted.test(entry)) {
                                    found.put(entry.id(), entry);
                                    if (found.size() > most) {
                                        found.pollLastEntry();
                                    }
                                }
                            });
            if (found.size() == most) {
                break;
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * Reads a file entry by entry; a day may have more than fits into memory.
     *
     * @param later lines of the day after, of entries that began on this one
     * @return lines of entries that began the day before
     */
    private static Map<Long, List<Payload>> read(
            Path file, Map<Long, List<Payload>> later, Consumer<AuditEntry> taker)
            throws IOException {
        Map<Long, List<Payload>> open = new LinkedHashMap<>();
        Map<Long, List<Payload>> earlier = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                Optional<Payload> line = line(text);
                Optional<Long> id = line.flatMap(one -> one.number("id"));
                if (id.isEmpty()) {
                    LOG.debug("a line of {} is cut", file);
                    continue;
                }
                boolean begins = line.get().text("at").isPresent();
                if (!begins && !open.containsKey(id.get())) {
                    earlier.computeIfAbsent(id.get(), any -> new ArrayList<>()).add(line.get());
                    continue;
                }
                open.computeIfAbsent(id.get(), any -> new ArrayList<>()).add(line.get());
                if (open.size() > MOST_OPEN) {
                    long eldest = open.keySet().iterator().next();
                    taken(open.remove(eldest), later, taker);
                }
            }
        }
        open.values().forEach(lines -> taken(lines, later, taker));
        return earlier;
    }

    private static void taken(
            List<Payload> lines, Map<Long, List<Payload>> later, Consumer<AuditEntry> taker) {
        List<Payload> all = new ArrayList<>(lines);
        lines.get(0).number("id").map(later::get).ifPresent(all::addAll);
        AuditEntry.of(all).ifPresent(taker);
    }

    private static Optional<Payload> line(String text) {
        try {
            return Optional.of(Json.read(text));
        } catch (BadMessage cut) {
            return Optional.empty();
        }
    }

    /** Ends it. */
    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
