package dev.substation.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A dated folder in {@code data/aside/} for files of a home that are no longer used. The gateway
 * never reads them again; whoever does not need them may delete the folder.
 */
public final class Aside {

    /** The folder for all of them, within {@code data/}. */
    public static final String NAME = "aside";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH.mm.ss");

    private final Path folder;

    /**
     * @param why a word for the folder's name
     */
    public Aside(Path data, String why, Clock clock) {
        Path all = data.resolve(NAME);
        String date = DATE.format(LocalDateTime.now(clock)) + "-" + why;
        Path free = all.resolve(date);
        for (int more = 2; Files.exists(free); more++) {
            free = all.resolve(date + "-" + more);
        }
        folder = free;
    }

    /** Where the files are; it exists after the first was moved. */
    public Path folder() {
        return folder;
    }

    /**
     * Moves a file or folder.
     *
     * @param name its name here, such as {@code camel-routes/rules/x.kamelet.yaml}
     */
    public void take(Path file, String name) throws IOException {
        Path target = folder.resolve(name);
        OwnFiles.createFolder(folder.getParent());
        OwnFiles.createFolder(folder);
        OwnFiles.move(file, target);
    }
}
