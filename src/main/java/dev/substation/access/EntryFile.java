package dev.substation.access;

import dev.substation.home.FileStamp;
import dev.substation.home.OwnFiles;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with one entry on each line, which commands change while the gateway runs. It is read
 * again when it has changed. A line that cannot be read lets nobody in, nor does a file.
 *
 * @param <T> an entry
 */
final class EntryFile<T> {

    private static final Logger LOG = LoggerFactory.getLogger(EntryFile.class);

    private final Path file;
    private final String head;
    private final Function<String, Optional<T>> reading;
    private final Function<T, String> writing;

    private FileStamp stamp;
    private List<T> entries = List.of();

    /**
     * @param head what the file begins with, a comment
     */
    EntryFile(
            Path file,
            String head,
            Function<String, Optional<T>> reading,
            Function<T, String> writing) {
        this.file = file;
        this.head = head;
        this.reading = reading;
        this.writing = writing;
    }

    /** What it has now. */
    synchronized List<T> all() {
        FileStamp now = FileStamp.of(file);
        if (!now.equals(stamp)) {
            Optional<List<T>> read = read();
            stamp = read.isPresent() ? now : null; // a mended mode does not change the stamp
            entries = read.orElse(List.of());
        }
        return entries;
    }

    private Optional<List<T>> read() {
        if (!Files.exists(file)) {
            return Optional.of(List.of());
        }
        try {
            return Optional.of(entries(Files.readString(file), true));
        } catch (IOException e) {
            LOG.warn(Problem.ACCESS_FILE_UNREADABLE.line(file, e));
            return Optional.empty();
        }
    }

    private List<T> entries(String text, boolean logged) {
        List<T> read = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                Optional<T> entry = reading.apply(line);
                entry.ifPresent(read::add);
                if (logged && entry.isEmpty()) {
                    LOG.warn(
                            Problem.ACCESS_FILE_UNREADABLE.line(
                                    file, "line " + number + " is no entry"));
                }
            }
        }
        return List.copyOf(read);
    }

    /** Changes what it has. */
    void change(UnaryOperator<List<T>> change) throws IOException {
        OwnFiles.change(
                file,
                before ->
                        head
                                + unread(before)
                                + change.apply(entries(before, false)).stream()
                                        .map(writing)
                                        .map(line -> line + "\n")
                                        .collect(Collectors.joining()));
    }

    /** Comments, and lines of another version: they stay as they are. */
    private String unread(String text) {
        String rest = text.startsWith(head) ? text.substring(head.length()) : text;
        return rest.lines()
                .filter(line -> line.startsWith("#") || reading.apply(line).isEmpty())
                .filter(line -> !line.isBlank())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** A time of a line. */
    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
