package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.SettingsEditing;
import dev.substation.app.edit.EditHistory;
import dev.substation.app.settings.SiteVersion;
import dev.substation.dialect.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of the settings by several at once. */
class SiteEditingTest {

    private static final String SITE =
            "csms: { main: { url: \"ws://localhost:9/{station}\" } }\nstations: { CP-1: {} }\n";

    @TempDir Path home;

    private final List<Thread> askers = new ArrayList<>();

    /** Whether somebody who asks now must wait. */
    private Thread.State asking(Runnable question) {
        Thread asker = new Thread(question, "asker");
        askers.add(asker);
        asker.start();
        Thread.State state = asker.getState();
        while (state != Thread.State.BLOCKED && state != Thread.State.TERMINATED) {
            Thread.onSpinWait();
            state = asker.getState();
        }
        return state;
    }

    private static int history(SettingsEditing editing) {
        try {
            return editing.history().size();
        } catch (BadRequest e) {
            return -1;
        }
    }

    private static int edit(SettingsEditing editing) {
        try {
            return editing.edit(1).files().size();
        } catch (BadRequest e) {
            return -1;
        }
    }

    private void allAnswered() throws InterruptedException {
        for (Thread asker : askers) {
            asker.join();
        }
    }

    /** Between the two an edit is in the history that nobody has made. */
    @Test
    void whoeverAsksForTheHistoryWaitsForASave() throws Exception {
        Files.createDirectory(home.resolve("data"));
        Files.writeString(home.resolve("site.yaml"), SITE);
        SettingsWatch watch =
                new SettingsWatch(
                        SiteVersion.read(
                                new SiteVersion.Source(
                                        home,
                                        home.resolve("site.yaml"),
                                        Map.of(),
                                        Clock.systemUTC())));
        AtomicReference<SettingsEditing> editing = new AtomicReference<>();
        List<Thread.State> states = new ArrayList<>();
        List<Integer> found = Collections.synchronizedList(new ArrayList<>());
        InstantSource whileAnEditIsKept =
                () -> {
                    states.add(asking(() -> found.add(history(editing.get()))));
                    states.add(asking(() -> found.add(edit(editing.get()))));
                    return Instant.EPOCH;
                };
        editing.set(
                new SiteEditing(
                        watch,
                        () -> Secrets.USUAL,
                        new EditHistory(home.resolve("data/edits/settings"), whileAnEditIsKept),
                        Runnable::run));

        SettingsEditing.Text text = editing.get().file();
        editing.get().save(text.text() + "# mine\n", text.etag(), "anna", summary -> {});
        allAnswered();

        assertEquals(List.of(Thread.State.BLOCKED, Thread.State.BLOCKED), states);
        assertEquals(List.of(1, 1), found);
    }

    /** The editor of rules reads it while a long check of another save runs. */
    @Test
    void aHistoryIsReadByOneThreadAtATime() throws Exception {
        Files.createDirectory(home.resolve("data"));
        AtomicReference<EditHistory> history = new AtomicReference<>();
        List<Thread.State> states = new ArrayList<>();
        history.set(
                new EditHistory(
                        home.resolve("data/edits/rules"),
                        () -> {
                            states.add(asking(() -> history.get().all()));
                            states.add(asking(() -> history.get().find(1)));
                            return Instant.EPOCH;
                        }));

        history.get().add("anna", "nothing", Map.of());
        allAnswered();

        assertEquals(List.of(Thread.State.BLOCKED, Thread.State.BLOCKED), states);
    }
}
