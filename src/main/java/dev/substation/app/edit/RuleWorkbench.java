package dev.substation.app.edit;

import dev.substation.api.EditNote;
import dev.substation.api.EditState;
import dev.substation.api.FileDiff;
import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RuleEditing;
import dev.substation.app.edit.EditHistory.Edit;
import dev.substation.app.edit.EditHistory.Versions;
import dev.substation.routes.engine.RouteCheck;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.FolderCases;
import dev.substation.routes.workbench.RouteCase;
import dev.substation.routes.workbench.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Edits the routes folder. What an edit makes of the folder is loaded for a trial, as a reload
 * does, before a file is written; then {@code RouteWatch} finds the changed files and takes them.
 */
public final class RuleWorkbench implements RuleEditing {

    private static final int BAD = 400;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private static final int MOST_FILES = 500;
    private static final int SHOWN = 10;
    private static final Duration LONG_WORK = Duration.ofSeconds(30);

    private final Path folder;
    private final FolderFiles files;
    private final Supplier<RouteFolder> running;
    private final boolean requiresCases;
    private final EditHistory history;
    private final RecordedCalls recorded;
    private final Function<Duration, BooleanSupplier> deadlines;
    private final Executor threads;

    /** What takes long is done once at a time. */
    private final Semaphore longWork = new Semaphore(1);

    /**
     * @param folder of the site's routes
     * @param running what runs
     * @param requiresCases whether the cases must pass before a folder is taken
     * @param recorded what is run again
     * @param deadlines tells of a duration from now on whether it is over
     */
    public RuleWorkbench(
            Path folder,
            Supplier<RouteFolder> running,
            boolean requiresCases,
            EditHistory history,
            RecordedCalls recorded,
            Function<Duration, BooleanSupplier> deadlines,
            Executor threads) {
        this.folder = folder;
        this.files = new FolderFiles(folder);
        this.running = running;
        this.requiresCases = requiresCases;
        this.history = history;
        this.recorded = recorded;
        this.deadlines = deadlines;
        this.threads = threads;
    }

    @Override
    public Executor threads() {
        return threads;
    }

    private RouteFolder read() throws BadRequest {
        try {
            return RouteFolder.read(folder);
        } catch (BadRoutes e) {
            throw new BadRequest(CONFLICT, e.getMessage());
        }
    }

    @Override
    public Folder folder() throws BadRequest {
        RouteFolder now = read();
        RouteFolder live = running.get();
        return new Folder(
                now.fingerprint(),
                now.fingerprint().equals(live.fingerprint()),
                all(now).map(file -> state(file, live)).toList(),
                all(live).map(RouteFile::name).filter(name -> now.file(name).isEmpty()).toList());
    }

    private FileState state(RouteFile file, RouteFolder live) {
        return new FileState(
                file.name(),
                file.kind().name().toLowerCase(Locale.ROOT),
                file.text(),
                live.file(file.name())
                        .map(one -> one.text().equals(file.text()) ? "same" : "changed")
                        .orElse("new"),
                files.obstacle(file.name()));
    }

    private static Stream<RouteFile> all(RouteFolder folder) {
        return Stream.of(folder.files(), folder.cases()).flatMap(List::stream);
    }

    /** By file what an edit makes of it; files that stay as they are are left out. */
    private Map<String, Versions> versions(RouteFolder now, List<Change> changes)
            throws BadRequest {
        Map<String, Versions> versions = new LinkedHashMap<>();
        for (Change change : changes) {
            Optional<String> before = now.file(change.name()).map(RouteFile::text);
            if (before.isEmpty() && change.text().isEmpty()) {
                continue; // removed already
            }
            if (before.isEmpty()) {
                FolderFiles.requireNewName(change.name());
            }
            Optional<String> after =
                    change.text().map(text -> LineDiff.withEnds(text, before.orElse("")));
            if (after.isPresent()
                    && after.get().getBytes(StandardCharsets.UTF_8).length
                            > RouteFolder.MOST_BYTES) {
                throw new BadRequest(
                        BAD,
                        "%s is larger than %d bytes"
                                .formatted(change.name(), RouteFolder.MOST_BYTES));
            }
            if (!after.equals(before)) {
                versions.put(change.name(), new Versions(before, after));
            }
        }
        return versions;
    }

    private static RouteFolder edited(RouteFolder now, Map<String, Versions> versions) {
        Map<String, Optional<String>> texts = new LinkedHashMap<>();
        versions.forEach((name, one) -> texts.put(name, one.after()));
        return now.edited(texts);
    }

    private RouteFolder edited(List<Change> changes) throws BadRequest {
        RouteFolder now = read();
        return edited(now, versions(now, changes));
    }

    @Override
    public Checked check(List<Change> changes) throws BadRequest {
        return new Checked(found(edited(changes)));
    }

    /** All that can be found without running a case. */
    private List<Finding> found(RouteFolder next) {
        List<Finding> found = new ArrayList<>();
        RouteCheck.of(next).forEach(one -> found.add(finding(one, one.isError())));
        FolderCases.faults(next).forEach(one -> found.add(finding(one, requiresCases)));
        return found;
    }

    private static Finding finding(dev.substation.routes.language.Finding found, boolean isError) {
        return new Finding(
                isError ? "error" : "warning",
                found.file(),
                found.line() > 0 ? Optional.of(found.line()) : Optional.empty(),
                found.sentence());
    }

    @Override
    public CaseRun cases(List<Change> changes) throws BadRequest {
        RouteFolder next = edited(changes);
        return alone(
                () -> {
                    FolderCases.Outcome outcome = FolderCases.run(next, deadlines.apply(LONG_WORK));
                    int passed = (int) outcome.verdicts().stream().filter(Verdict::passed).count();
                    return new CaseRun(
                            passed,
                            outcome.verdicts().size() - passed,
                            outcome.left(),
                            outcome.findings().stream()
                                    .map(one -> finding(one, one.isError()))
                                    .toList(),
                            outcome.verdicts().stream().map(RuleWorkbench::state).toList());
                });
    }

    @Override
    public ReplayRun replay(List<Change> changes, ReplayQuery query) throws BadRequest {
        RouteFolder next = edited(changes);
        RouteFolder now = running.get();
        return alone(() -> RuleReplay.run(now, next, recorded, query, deadlines.apply(LONG_WORK)));
    }

    private interface Work<T> {
        T done() throws BadRequest;
    }

    private <T> T alone(Work<T> work) throws BadRequest {
        if (!longWork.tryAcquire()) {
            throw new BadRequest(
                    CONFLICT, "Cases or messages are being run already; try it again after that");
        }
        try {
            return work.done();
        } finally {
            longWork.release();
        }
    }

    private static CaseState state(Verdict verdict) {
        RouteCase of = verdict.of();
        return new CaseState(
                of.file(),
                of.line(),
                of.name(),
                verdict.passed(),
                verdict.differences().stream().map(Verdict.Difference::toString).toList());
    }

    @Override
    public Differences diff(List<Change> changes, boolean live) throws BadRequest {
        RouteFolder now = read();
        RouteFolder next = edited(now, versions(now, changes));
        RouteFolder before = live ? running.get() : now;
        Set<String> names = new LinkedHashSet<>();
        Stream.of(before, next)
                .flatMap(RuleWorkbench::all)
                .map(RouteFile::name)
                .forEach(names::add);
        return new Differences(
                names.stream()
                        .sorted()
                        .map(name -> LineDiff.of(name, text(before, name), text(next, name)))
                        .filter(diff -> !diff.lines().isEmpty())
                        .toList());
    }

    private static String text(RouteFolder folder, String name) {
        return folder.file(name).map(RouteFile::text).orElse("");
    }

    @Override
    public synchronized Saved save(List<Change> changes, String etag, String who, EditNote note)
            throws BadRequest, IOException {
        RouteFolder now = read();
        require(now, etag);
        return saved(now, versions(now, changes), "", who, note);
    }

    private static void require(RouteFolder now, String etag) throws BadRequest {
        if (!now.fingerprint().equals(etag)) {
            throw new BadRequest(
                    CHANGED, "The files were changed in the meantime; nothing was written");
        }
    }

    private Saved saved(
            RouteFolder now, Map<String, Versions> edit, String why, String who, EditNote note)
            throws BadRequest, IOException {
        if (edit.isEmpty()) {
            throw new BadRequest(BAD, "Nothing would change");
        }
        for (String name : edit.keySet()) {
            Optional<String> obstacle = files.obstacle(name);
            if (obstacle.isPresent()) {
                throw new BadRequest(CONFLICT, obstacle.get());
            }
        }
        RouteFolder next = edited(now, edit);
        if (all(next).count() > MOST_FILES) {
            throw new BadRequest(
                    BAD, "The folder would have more than %d files".formatted(MOST_FILES));
        }
        List<Finding> found = accepted(next);
        String what = why + words(edit);
        note.of(what);
        Edit kept = history.add(who, what, edit);
        boolean isMade = false;
        try {
            // The check took its time, and it was of all files.
            require(read(), now.fingerprint());
            files.write(edit);
            isMade = true;
        } finally {
            if (!isMade && !files.isPartlyMade(edit)) {
                history.remove(kept);
            }
        }
        return new Saved(next.fingerprint(), what, found);
    }

    /** The warnings about a folder that the gateway would take. */
    private List<Finding> accepted(RouteFolder next) throws BadRequest {
        List<Finding> found = found(next);
        List<String> errors =
                Stream.concat(
                                found.stream()
                                        .filter(one -> one.severity().equals("error"))
                                        .map(RuleWorkbench::sentence),
                                requiresCases
                                        ? failingCases(next)
                                                .map(one -> sentence(finding(one, true)))
                                        : Stream.empty())
                        .distinct()
                        .toList();
        if (!errors.isEmpty()) {
            throw new BadRequest(
                    BAD,
                    "The gateway would not take these files, so nothing was written:\n"
                            + errors.stream().limit(SHOWN).collect(Collectors.joining("\n")));
        }
        return found;
    }

    private Stream<dev.substation.routes.language.Finding> failingCases(RouteFolder next)
            throws BadRequest {
        FolderCases.Outcome outcome = FolderCases.run(next, deadlines.apply(LONG_WORK));
        if (outcome.left() > 0) {
            throw new BadRequest(
                    CONFLICT,
                    ("The cases of the folder take longer than %d s, so nothing was written; edit"
                                    + " the files on the disk")
                            .formatted(LONG_WORK.toSeconds()));
        }
        return outcome.failing().stream();
    }

    private static String sentence(Finding found) {
        return found.file()
                + found.line().map(line -> ", line " + line).orElse("")
                + ": "
                + found.text();
    }

    private static String words(Map<String, Versions> edit) {
        return edit.entrySet().stream()
                .map(
                        file ->
                                "%s %s (%s)"
                                        .formatted(
                                                verb(file.getValue()),
                                                file.getKey(),
                                                LineDiff.size(
                                                        file.getValue().before().orElse(""),
                                                        file.getValue().after().orElse(""))))
                .collect(Collectors.joining(", "));
    }

    private static String verb(Versions versions) {
        return versions.before().isEmpty()
                ? "added"
                : versions.after().isEmpty() ? "removed" : "changed";
    }

    @Override
    public List<EditState> history() throws BadRequest {
        RouteFolder now = read();
        return history.all().stream().map(edit -> edit.state(obstacle(edit, now))).toList();
    }

    /**
     * Why an edit cannot be undone; empty if it can. Files that are as before need nothing: not all
     * of them may have been written.
     */
    private static Optional<String> obstacle(Edit edit, RouteFolder now) {
        Map<String, Versions> back = back(edit, now);
        return edit.files().entrySet().stream()
                .filter(
                        file ->
                                back.isEmpty()
                                        || !back.containsKey(file.getKey())
                                                && !text(file, now)
                                                        .equals(file.getValue().before()))
                .map(file -> file.getKey() + " has changed since then")
                .findFirst();
    }

    private static Optional<String> text(Map.Entry<String, Versions> file, RouteFolder now) {
        return now.file(file.getKey()).map(RouteFile::text);
    }

    /** What undoes an edit: the way back of each file that is as after it. */
    private static Map<String, Versions> back(Edit edit, RouteFolder now) {
        Map<String, Versions> back = new LinkedHashMap<>();
        for (Map.Entry<String, Versions> file : edit.files().entrySet()) {
            if (text(file, now).equals(file.getValue().after())) {
                back.put(file.getKey(), file.getValue().reversed());
            }
        }
        return back;
    }

    @Override
    public EditState.EditDetail edit(long id) throws BadRequest {
        Edit edit = history.get(id);
        return new EditState.EditDetail(
                edit.state(obstacle(edit, read())),
                edit.files().entrySet().stream().map(RuleWorkbench::diff).toList());
    }

    private static FileDiff diff(Map.Entry<String, Versions> file) {
        Versions versions = file.getValue();
        return LineDiff.of(
                file.getKey(), versions.before().orElse(""), versions.after().orElse(""));
    }

    @Override
    public synchronized Saved undo(long id, String who, EditNote note)
            throws BadRequest, IOException {
        Edit edit = history.get(id);
        RouteFolder now = read();
        Optional<String> obstacle = obstacle(edit, now);
        if (obstacle.isPresent()) {
            throw new BadRequest(CONFLICT, obstacle.get() + "; undo the later edits first");
        }
        return saved(now, back(edit, now), "undo of edit %d: ".formatted(id), who, note);
    }
}
