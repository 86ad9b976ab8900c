package dev.substation.home;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a restore is about to do to a home, in {@code data/restoring}: written before the first file
 * is moved, and removed after the last. While it is there, the files of the home belong to two
 * times; nothing but a restore may use it.
 *
 * @param aside the folder that keeps the files of before
 * @param before these, by their names there
 * @param placed the files of the backup, by their names
 */
record SwapJournal(Path aside, Map<String, Path> before, Map<String, Path> placed) {

    /** Its name in {@code data/}. */
    static final String NAME = "restoring";

    private static final String ASIDE = "aside";
    private static final String BEFORE = "before.";
    private static final String PLACED = "placed.";

    private static Path file(Home home) {
        return home.data().resolve(NAME);
    }

    static boolean exists(Home home) {
        return Files.exists(file(home));
    }

    /** Refuses a home whose restore has not ended. */
    static void demandNone(Home home) {
        if (exists(home)) {
            throw new HomeFault(
                    "A restore of the home %s was interrupted, so its files do not belong together; run gw restore again, which puts the files of before back first"
                            .formatted(home.directory()));
        }
    }

    /** Writes it; it is on the disk afterwards. */
    void begin(Home home) throws IOException {
        Properties page = new Properties();
        page.setProperty(ASIDE, aside.toString());
        before.forEach((name, path) -> page.setProperty(BEFORE + name, path.toString()));
        placed.forEach((name, path) -> page.setProperty(PLACED + name, path.toString()));
        Path unfinished = home.data().resolve(NAME + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (Writer text = Files.newBufferedWriter(unfinished)) {
            page.store(text, "A restore that has not ended: run gw restore again");
        }
        OwnFiles.restrict(unfinished);
        Owner.of(home.data()).give(unfinished);
        OwnFiles.sync(unfinished);
        OwnFiles.move(unfinished, file(home));
        OwnFiles.sync(home.data());
    }

    static SwapJournal read(Home home) throws IOException {
        Properties page = new Properties();
        try (Reader text = Files.newBufferedReader(file(home))) {
            page.load(text);
        }
        Map<String, Path> before = new TreeMap<>();
        Map<String, Path> placed = new TreeMap<>();
        for (String name : page.stringPropertyNames()) {
            Path path = Path.of(page.getProperty(name));
            if (name.startsWith(BEFORE)) {
                before.put(name.substring(BEFORE.length()), path);
            } else if (name.startsWith(PLACED)) {
                placed.put(name.substring(PLACED.length()), path);
            }
        }
        return new SwapJournal(Path.of(page.getProperty(ASIDE)), before, placed);
    }

    /** Removes it: the home is whole. */
    static void end(Home home) throws IOException {
        Files.delete(file(home));
        OwnFiles.sync(home.data());
    }
}
