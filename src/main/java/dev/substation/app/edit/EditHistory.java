package dev.substation.app.edit;

import dev.substation.api.EditState;
import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.home.OwnFiles;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was edited: for each edit a file with the texts before and after, readable for the gateway's
 * user alone. There is a limit for their number and their size, in which the latest does not count;
 * the eldest go first, and large ones before others. From any thread.
 */
public final class EditHistory {

    private static final Logger LOG = LoggerFactory.getLogger(EditHistory.class);

    private static final int NOT_FOUND = 404;

    private static final String ENDING = ".json";
    private static final int MOST = 100;
    private static final long MOST_BYTES = 20_000_000;

    /** One that is larger than this must not push out others. */
    private static final long LARGE_BYTES = 2_000_000;

    private final Path folder;
    private final InstantSource clock;

    /** Those that the log has named already. */
    private final Set<Long> unreadable = new HashSet<>();

    /**
     * @param folder of these edits alone; its parent need not exist, but the parent of that
     * @param clock the wall clock
     */
    public EditHistory(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * A file before and after an edit.
     *
     * @param before empty if it was not there
     * @param after empty if it was removed
     */
    public record Versions(Optional<String> before, Optional<String> after) {

        Versions reversed() {
            return new Versions(after, before);
        }
    }

    /** An edit. */
    public record Edit(long id, Instant at, String who, String what, Map<String, Versions> files) {

        /**
         * As the API shows it.
         *
         * @param obstacle why it cannot be undone; empty if it can
         */
        public EditState state(Optional<String> obstacle) {
            return new EditState(id, at, who, what, obstacle);
        }

        private Payload written() {
            return Payload.of(
                    "id", id,
                    "at", at.toString(),
                    "who", who,
                    "what", what,
                    "files",
                            files.entrySet().stream()
                                    .map(file -> written(file.getKey(), file.getValue()))
                                    .toList());
        }

        private static Payload written(String name, Versions versions) {
            Map<String, Object> file = new LinkedHashMap<>(Map.of("name", name));
            versions.before().ifPresent(text -> file.put("before", text));
            versions.after().ifPresent(text -> file.put("after", text));
            return new Payload(file);
        }

        private static Edit read(String json) throws BadMessage {
            Payload edit = Json.read(json);
            Map<String, Versions> files = new LinkedHashMap<>();
            edit.objects("files")
                    .forEach(
                            file ->
                                    files.put(
                                            file.text("name").orElseThrow(),
                                            new Versions(file.text("before"), file.text("after"))));
            return new Edit(
                    edit.number("id").orElseThrow(),
                    Instant.parse(edit.text("at").orElseThrow()),
                    edit.text("who").orElseThrow(),
                    edit.text("what").orElseThrow(),
                    files);
        }
    }

    /**
     * Keeps an edit, before it is made.
     *
     * @throws IOException when it cannot be kept, so that it could not be undone
     */
    public synchronized Edit add(String who, String what, Map<String, Versions> files)
            throws IOException {
        OwnFiles.createFolder(folder.getParent());
        OwnFiles.createFolder(folder);
        long last = ids().stream().findFirst().orElse(0L);
        prune(); // whether this one will be made is open
        Edit edit = new Edit(last + 1, clock.instant(), who, what, files);
        OwnFiles.change(file(edit.id()), none -> Json.write(edit.written()));
        return edit;
    }

    /** Forgets an edit that was not made after all. */
    public synchronized void remove(Edit edit) {
        try {
            Files.deleteIfExists(file(edit.id()));
        } catch (IOException e) {
            LOG.debug("the edit {} stays in the history", edit.id(), e);
        }
    }

    /** All of them, the latest first. */
    public synchronized List<Edit> all() {
        return ids().stream().flatMap(id -> find(id).stream()).toList();
    }

    /** One of them; if there is none, whoever asked hears so. */
    public Edit get(long id) throws BadRequest {
        return find(id).orElseThrow(
                        () ->
                                new BadRequest(
                                        NOT_FOUND, "The history has no edit with the id " + id));
    }

    /** One of them; empty if there is none, or if it cannot be read. */
    public synchronized Optional<Edit> find(long id) {
        try {
            return Files.exists(file(id))
                    ? Optional.of(Edit.read(Files.readString(file(id))))
                    : Optional.empty();
        } catch (IOException | BadMessage | RuntimeException e) {
            if (unreadable.add(id)) {
                LOG.warn(Problem.EDIT_UNREADABLE.line(file(id), e));
            }
            return Optional.empty();
        }
    }

    private Path file(long id) {
        return folder.resolve(id + ENDING);
    }

    /** The latest first. */
    private List<Long> ids() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,18}\\" + ENDING))
                    .map(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prune() throws IOException {
        List<Long> inOrder = new ArrayList<>();
        List<Long> large = new ArrayList<>();
        for (long id : ids()) {
            (Files.size(file(id)) > LARGE_BYTES ? large : inOrder).add(id);
        }
        inOrder.addAll(large);
        int count = 0;
        long bytes = 0;
        for (long id : inOrder) {
            long size = Files.size(file(id));
            if (count == MOST || bytes + size > MOST_BYTES) {
                Files.deleteIfExists(file(id));
            } else {
                count++;
                bytes += size;
            }
        }
    }
}
