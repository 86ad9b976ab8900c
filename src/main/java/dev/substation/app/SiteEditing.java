package dev.substation.app;

import dev.substation.api.EditNote;
import dev.substation.api.EditState;
import dev.substation.api.FileDiff;
import dev.substation.api.Operations.BadRequest;
import dev.substation.api.SettingsEditing;
import dev.substation.app.edit.EditHistory;
import dev.substation.app.edit.EditHistory.Edit;
import dev.substation.app.edit.EditHistory.Versions;
import dev.substation.app.edit.LineDiff;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.HiddenSecrets;
import dev.substation.app.settings.HiddenSecrets.NotHidden;
import dev.substation.app.settings.SecretMarks;
import dev.substation.dialect.Secrets;
import dev.substation.dialect.Sha256;
import dev.substation.home.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Edits {@code site.yaml}. A text is judged as the watch over the file judges it, before it is
 * written; then the watch finds the changed file and takes it.
 */
final class SiteEditing implements SettingsEditing {

    private static final int BAD = 400;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private static final Pattern PLACE = Pattern.compile("[^:\\s]+:(\\d+)(?::\\d+)?:? *(.*)");

    private final Path file;
    private final SettingsWatch watch;
    private final Supplier<Secrets> secrets;
    private final EditHistory history;
    private final SecretMarks marks = new SecretMarks();
    private final Executor threads;

    SiteEditing(
            SettingsWatch watch, Supplier<Secrets> secrets, EditHistory history, Executor threads) {
        this.file = watch.file();
        this.watch = watch;
        this.secrets = secrets;
        this.history = history;
        this.threads = threads;
    }

    @Override
    public Executor threads() {
        return threads;
    }

    private String read() throws BadRequest {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadRequest(
                    CONFLICT, "%s cannot be read as UTF-8 text: %s".formatted(file, e));
        }
    }

    private HiddenSecrets hidden(String text) throws BadRequest {
        try {
            return new HiddenSecrets(text, secrets.get(), marks);
        } catch (NotHidden e) {
            throw new BadRequest(
                    CONFLICT,
                    "%s cannot be shown, for %s; edit it on the disk"
                            .formatted(file.getFileName(), e.getMessage()));
        }
    }

    @Override
    public Text file() throws BadRequest {
        String now = read();
        return new Text(file.toString(), Sha256.hex(now), hidden(now).shown());
    }

    @Override
    public Checked check(String text) throws BadRequest {
        String before = read();
        HiddenSecrets now = hidden(before);
        try {
            SettingsWatch.Preview preview = watch.preview(now.restored(text), before);
            return new Checked(List.of(), some(preview.applies()), some(preview.waits()));
        } catch (NotHidden e) {
            return new Checked(
                    Stream.concat(
                                    syntax(text, before),
                                    Stream.of(new Finding(Optional.empty(), e.getMessage())))
                            .limit(1)
                            .toList(),
                    Optional.empty(),
                    Optional.empty());
        } catch (BadSettings e) {
            return new Checked(findings(e), Optional.empty(), Optional.empty());
        }
    }

    private static Optional<String> some(String text) {
        return Optional.of(text).filter(words -> !words.isEmpty());
    }

    /** Where a text is no YAML; the marks in it do not matter for that. */
    private Stream<Finding> syntax(String text, String before) {
        try {
            watch.preview(text, before);
            return Stream.empty();
        } catch (BadSettings e) {
            return findings(e).stream().filter(one -> one.line().isPresent());
        }
    }

    private static List<Finding> findings(BadSettings bad) {
        return bad.problems().stream().map(SiteEditing::finding).toList();
    }

    private static Finding finding(String problem) {
        Matcher place = PLACE.matcher(problem);
        return place.matches()
                ? new Finding(Optional.of(Integer.parseInt(place.group(1))), place.group(2))
                : new Finding(Optional.empty(), problem);
    }

    @Override
    public FileDiff diff(String text) throws BadRequest {
        return LineDiff.of(file.getFileName().toString(), hidden(read()).shown(), text);
    }

    @Override
    public synchronized Saved save(String text, String etag, String who, EditNote note)
            throws BadRequest, IOException {
        String now = read();
        if (!Sha256.hex(now).equals(etag)) {
            throw new BadRequest(
                    CHANGED, "The file was changed in the meantime; nothing was written");
        }
        HiddenSecrets hidden = hidden(now);
        try {
            String next = hidden.restored(LineDiff.withEnds(text, hidden.shown()));
            return saved(now, next, watch.preview(next, now), "", who, note);
        } catch (NotHidden e) {
            throw new BadRequest(BAD, "Nothing was written: " + e.getMessage());
        } catch (BadSettings e) {
            throw notTaken(e);
        }
    }

    private static BadRequest notTaken(BadSettings why) {
        return new BadRequest(
                BAD,
                "The gateway would not take this text, so nothing was written:\n"
                        + String.join("\n", why.problems()));
    }

    private Saved saved(
            String now,
            String next,
            SettingsWatch.Preview preview,
            String why,
            String who,
            EditNote note)
            throws BadRequest, IOException {
        if (next.equals(now)) {
            throw new BadRequest(BAD, "Nothing would change");
        }
        String what = why + words(preview) + " (" + LineDiff.size(now, next) + ")";
        note.of(file.getFileName() + ": " + what);
        Edit kept =
                history.add(
                        who,
                        what,
                        Map.of(
                                file.getFileName().toString(),
                                new Versions(Optional.of(now), Optional.of(next))));
        boolean written = false;
        try {
            OwnFiles.change(file, there -> there.equals(now) ? next : there);
            written = read().equals(next);
        } catch (IOException e) {
            throw new BadRequest(CONFLICT, "%s cannot be written: %s".formatted(file, e));
        } finally {
            if (!written) {
                history.remove(kept);
            }
        }
        if (!written) {
            throw new BadRequest(CHANGED, "The file was changed at this moment; load it again");
        }
        return new Saved(Sha256.hex(next), what);
    }

    /** What a text changes, without values. */
    private static String words(SettingsWatch.Preview preview) {
        String words =
                Stream.of(
                                some(preview.applies()),
                                some(preview.waits()).map(keys -> keys + " waits for a restart"))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("; "));
        return words.isEmpty() ? "no other settings" : words;
    }

    @Override
    public synchronized List<EditState> history() throws BadRequest {
        String now = read();
        return history.all().stream().map(edit -> edit.state(obstacle(edit, now))).toList();
    }

    private static Versions versions(Edit edit) {
        return edit.files().values().stream()
                .findFirst()
                .orElse(new Versions(Optional.empty(), Optional.empty()));
    }

    private static Optional<String> obstacle(Edit edit, String now) {
        return versions(edit).after().equals(Optional.of(now))
                ? Optional.empty()
                : Optional.of("site.yaml has changed since then");
    }

    @Override
    public synchronized EditState.EditDetail edit(long id) throws BadRequest {
        Edit edit = history.get(id);
        Versions versions = versions(edit);
        return new EditState.EditDetail(
                edit.state(obstacle(edit, read())),
                List.of(
                        LineDiff.of(
                                file.getFileName().toString(),
                                hidden(versions.before().orElse("")).shown(),
                                hidden(versions.after().orElse("")).shown())));
    }

    @Override
    public synchronized Saved undo(long id, String who, EditNote note)
            throws BadRequest, IOException {
        Edit edit = history.get(id);
        String now = read();
        Optional<String> obstacle = obstacle(edit, now);
        if (obstacle.isPresent()) {
            throw new BadRequest(CONFLICT, obstacle.get() + "; undo the later edits first");
        }
        String next = versions(edit).before().orElse("");
        try {
            return saved(
                    now, next, watch.preview(next), "undo of edit %d: ".formatted(id), who, note);
        } catch (BadSettings e) {
            throw notTaken(e);
        }
    }
}
