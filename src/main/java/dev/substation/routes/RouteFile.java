package dev.substation.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of the routes folder, read once so that what is checked is what is loaded.
 *
 * @param name within the folder, {@code 00-site.yaml} or {@code rules/x.yaml}
 * @param form whether it holds the form of a rule rather than routes
 */
record RouteFile(String name, boolean form, String text) {

    private static final long MOST_BYTES = 1_000_000;
    private static final String RULES = "rules";

    /** Whether it holds comments at most. */
    boolean isEmpty() {
        return text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    }

    /** The forms, then the routes, each in name order. */
    static List<RouteFile> in(Path folder) throws BadRoutes {
        if (!Files.isDirectory(folder)) {
            throw new BadRoutes(
                    folder.getFileName().toString(), 0, "there is no such folder of routes");
        }
        List<RouteFile> files = new ArrayList<>();
        if (Files.isDirectory(folder.resolve(RULES))) {
            read(folder.resolve(RULES), RULES + "/", true, files);
        }
        read(folder, "", false, files);
        return files;
    }

    private static void read(Path folder, String prefix, boolean form, List<RouteFile> into)
            throws BadRoutes {
        for (Path path : listed(folder)) {
            String name = prefix + path.getFileName();
            try {
                if (Files.size(path) > MOST_BYTES) {
                    throw new BadRoutes(name, 0, "is larger than " + MOST_BYTES + " bytes");
                }
                into.add(new RouteFile(name, form, Files.readString(path)));
            } catch (NoSuchFileException e) {
                throw new BadRoutes(name, 0, "has gone while it was read", e);
            } catch (IOException e) {
                throw new BadRoutes(name, 0, "cannot be read as UTF-8 text: " + e.getMessage(), e);
            }
        }
    }

    private static List<Path> listed(Path folder) throws BadRoutes {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.getFileName().toString().endsWith(".yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadRoutes(
                    folder.getFileName().toString(), 0, "cannot be listed: " + e.getMessage(), e);
        }
    }
}
