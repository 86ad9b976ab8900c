package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Edits the files of {@code camel-routes/}. An edit is checked as a whole before it is written, and
 * the gateway takes it as it takes every change of the folder. Methods block, for the disk and for
 * routes that are loaded for a trial.
 */
public interface RuleEditing {

    /** For these methods alone: nobody else waits for what they do. */
    Executor threads();

    /**
     * The files as they are on the disk.
     *
     * @throws BadRequest when they cannot be read
     */
    Folder folder() throws BadRequest;

    /** What is wrong with the folder after an edit, as far as it can be seen without running it. */
    Checked check(List<Change> changes) throws BadRequest;

    /** Runs the cases of the folder after an edit. */
    CaseRun cases(List<Change> changes) throws BadRequest;

    /**
     * Runs recorded calls through the rules that run, and through the folder after an edit.
     *
     * @return what would become of them otherwise
     */
    ReplayRun replay(List<Change> changes, ReplayQuery query) throws BadRequest;

    /**
     * What differs after an edit.
     *
     * @param live compared with the files that run; otherwise with those on the disk
     */
    Differences diff(List<Change> changes, boolean live) throws BadRequest;

    /**
     * Writes an edit.
     *
     * @param etag of the folder that it was made for
     * @throws BadRequest when the folder has changed since (412), or when the gateway would not
     *     take it
     */
    Saved save(List<Change> changes, String etag, String who, EditNote note)
            throws BadRequest, IOException;

    /** The edits that were saved, the latest first. */
    List<EditState> history() throws BadRequest;

    /** One of them. */
    EditState.EditDetail edit(long id) throws BadRequest;

    /**
     * Brings back what was there before an edit; it is an edit too.
     *
     * @throws BadRequest when its files have changed since
     */
    Saved undo(long id, String who, EditNote note) throws BadRequest, IOException;

    /**
     * A file of an edit.
     *
     * @param name within the folder
     * @param text it has then; none if it is to be removed
     */
    @Schema(name = "RuleChange")
    record Change(String name, Optional<String> text) {

        private static final int BAD = 400;
        private static final int MOST = 50;
        private static final List<String> FIELDS = List.of("name", "text", "remove");

        /** The changes that are posted; each file comes once. */
        static List<Change> all(Payload body) throws BadRequest {
            if (!(body.getOrDefault("changes", List.of()) instanceof List<?> posted)) {
                throw new BadRequest(BAD, "changes must be a list");
            }
            if (posted.size() > MOST) {
                throw new BadRequest(BAD, "There can be %d changes at once".formatted(MOST));
            }
            Map<String, Change> changes = new LinkedHashMap<>();
            for (Object one : posted) {
                Change change = of(one);
                if (changes.put(change.name(), change) != null) {
                    throw new BadRequest(BAD, "There are two changes of one file");
                }
            }
            return new ArrayList<>(changes.values());
        }

        private static Change of(Object posted) throws BadRequest {
            if (!(posted instanceof Payload change)) {
                throw new BadRequest(BAD, "A change must be an object");
            }
            Bodies.has("A change", change, FIELDS);
            Optional<String> name = change.text("name");
            Optional<String> text = change.text("text");
            boolean remove = Boolean.TRUE.equals(change.get("remove"));
            if (name.isEmpty() || text.isPresent() == remove) {
                throw new BadRequest(
                        BAD, "A change has the name of a file, and its text or \"remove\": true");
            }
            return new Change(name.get(), text);
        }
    }

    /** The changes of an edit, as they are posted. */
    @Schema(name = "RuleChanges")
    record Changes(List<ChangePosted> changes) {

        /** One of them. */
        @Schema(name = "RuleChangePosted")
        record ChangePosted(String name, Optional<String> text, Optional<Boolean> remove) {}
    }

    /**
     * The files on the disk.
     *
     * @param etag of all of them, for {@code If-Match}
     * @param live whether they are those that run
     * @param removed files that run and are no longer there
     */
    @Schema(name = "RuleFolder")
    record Folder(String etag, boolean live, List<FileState> files, List<String> removed) {}

    /**
     * A file on the disk.
     *
     * @param kind {@code routes}, {@code form} or {@code cases}
     * @param live {@code same}, {@code changed} or {@code new}, compared with what runs
     * @param readOnly why it cannot be edited here; none if it can
     */
    @Schema(name = "RuleFileOnDisk")
    record FileState(
            String name, String kind, String text, String live, Optional<String> readOnly) {}

    /** What was found. */
    @Schema(name = "RulesChecked")
    record Checked(List<Finding> findings) {}

    /**
     * One thing that was found.
     *
     * @param severity {@code error}: the gateway would not take the folder; or {@code warning}
     * @param line from 1; none if it is about the file as a whole
     */
    @Schema(name = "RuleFinding")
    record Finding(String severity, String file, Optional<Integer> line, String text) {}

    /**
     * What came of the cases.
     *
     * @param findings why some, or all, cannot be run
     * @param left how many were not run, for want of time
     */
    @Schema(name = "CaseRun")
    record CaseRun(
            int passed, int failed, int left, List<Finding> findings, List<CaseState> cases) {}

    /**
     * One case.
     *
     * @param differences what came otherwise than it was expected; none if it passed
     */
    @Schema(name = "CaseState")
    record CaseState(
            String file, int line, String name, boolean passed, List<String> differences) {}

    /** What differs, file by file. */
    @Schema(name = "RuleDifferences")
    record Differences(List<FileDiff> files) {}

    /**
     * What was written.
     *
     * @param etag of the folder now
     * @param what has changed
     * @param warnings about the folder as it is now
     */
    @Schema(name = "RulesSaved")
    record Saved(String etag, String what, List<Finding> warnings) {}

    /**
     * Which calls of the message log are run again; what is empty does not matter.
     *
     * @param id of the only one
     * @param from not before this
     * @param to before this
     * @param limit the latest of them
     */
    record ReplayQuery(
            Optional<Long> id,
            Optional<StationId> station,
            Optional<String> action,
            Optional<Instant> from,
            Optional<Instant> to,
            int limit) {

        private static final int USUAL = 500;
        private static final int MOST = 2_000;

        /** The fields of a body beside those of the changes. */
        static final List<String> FIELDS =
                List.of("changes", "id", "station", "action", "from", "to", "limit");

        static ReplayQuery of(Payload body) throws BadRequest {
            return new ReplayQuery(
                    body.containsKey("id")
                            ? Optional.of(
                                    Parameters.number("id", text(body, "id"), 0, 1, Long.MAX_VALUE))
                            : Optional.empty(),
                    Parameters.station("station", text(body, "station")),
                    Parameters.text(text(body, "action")),
                    Parameters.time("from", text(body, "from")),
                    Parameters.time("to", text(body, "to")),
                    (int) Parameters.number("limit", text(body, "limit"), USUAL, 1, MOST));
        }

        private static String text(Payload body, String field) {
            return body.containsKey(field) ? String.valueOf(body.get(field)) : null;
        }
    }

    /** An edit, and which calls are run again, as they are posted. */
    @Schema(name = "Replay")
    record ReplayPosted(
            List<Changes.ChangePosted> changes,
            Optional<Long> id,
            Optional<String> station,
            Optional<String> action,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Integer> limit) {}

    /**
     * What would become of recorded calls.
     *
     * @param replayed how many were run
     * @param changed of how many something else would become
     * @param failing how many would fail that do not fail now
     * @param cut how many were not run, because the log has only their beginning
     * @param left how many were not run, for want of time
     * @param actions the same by operation
     * @param messages of which something else would become, the first of them
     */
    @Schema(name = "ReplayRun")
    record ReplayRun(
            int replayed,
            int changed,
            int failing,
            int cut,
            int left,
            List<ReplayAction> actions,
            List<ReplayedMessage> messages) {}

    /** What would become of the calls of one operation. */
    @Schema(name = "ReplayAction")
    record ReplayAction(String direction, String action, int replayed, int changed, int failing) {}

    /**
     * A call of which something else would become.
     *
     * @param id of its line in the message log
     * @param before {@code delivered}, {@code answered} or {@code failed}: what becomes of it now
     * @param after the same after the edit
     * @param changes in its fields; cards are masked
     */
    @Schema(name = "ReplayedMessage")
    record ReplayedMessage(
            long id,
            Instant received,
            String station,
            String direction,
            String action,
            String before,
            String after,
            List<FieldChange> changes) {}

    /**
     * A field that would differ.
     *
     * @param path such as {@code idTag}; {@code outcome}, {@code station}, or {@code made} for what
     *     rules send by themselves
     * @param before as JSON
     * @param after as JSON
     */
    @Schema(name = "FieldChange")
    record FieldChange(String path, Optional<String> before, Optional<String> after) {}
}
