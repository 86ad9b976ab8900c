package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.nio.file.Path;
import java.util.List;

/** Where the log goes and in which form: {@code log}. */
final class LogKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<Boolean> JSON =
            KEYS.add(
                    key("format", Type.either("text or json", "json", "text"), Effect.RESTART)
                            .usually("text")
                            .in(
                                    Scope.LOG,
                                    "`json`: each event is a JSON object on one line, with `time`, `level`, `logger`, `message`, and `station`, `action`, `id`, `number` where the event has them"));

    static final Key<Path> FILE =
            KEYS.add(
                    key("file", Types.NEW_FILE, Effect.RESTART)
                            .in(
                                    Scope.LOG,
                                    "File for the log, relative to the home; its folder is made. If unset, the log goes to the standard output, where systemd's journal takes it",
                                    "log/substation.log"));

    static final Key<Long> FILE_SIZE =
            KEYS.add(
                    key("file-size", Types.SIZE, Effect.RESTART)
                            .usually("10MB")
                            .in(Scope.LOG, "Size at which the gateway begins a new log file"));

    static final Key<Integer> FILES =
            KEYS.add(
                    key("files", Types.FILES_KEPT, Effect.RESTART)
                            .usually("10")
                            .in(
                                    Scope.LOG,
                                    "How many log files are kept: `substation.log`, `substation.log.1` and so on, the oldest last"));

    static final List<Key<?>> ALL = KEYS.all();

    private LogKeys() {}
}
