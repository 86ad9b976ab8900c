package dev.substation.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the files of a backup in the place of those of a home, which are kept in an {@link Aside}. A
 * fault on the way puts everything back.
 */
public final class HomeSwap {

    /** A file that was moved. */
    private record Moved(Path from, Path to) {}

    private final Home home;
    private final Aside aside;
    private final List<Moved> moved = new ArrayList<>();

    public HomeSwap(Home home, Aside aside) {
        this.home = home;
        this.aside = aside;
    }

    /** Whether a home has anything that a restored backup would replace. */
    public static boolean isNeeded(Home home) {
        try {
            return !files(home).isEmpty();
        } catch (IOException e) {
            throw new HomeFault("%s cannot be read (%s)".formatted(home.directory(), e));
        }
    }

    /** All files, those of the ledger too. */
    private static Map<String, Path> files(Home home) throws IOException {
        Map<String, Path> files = new TreeMap<>(HomeFiles.of(home));
        if (Files.isDirectory(home.data())) {
            try (Stream<Path> data = Files.list(home.data())) {
                data.filter(file -> file.toString().endsWith(".db"))
                        .forEach(
                                file -> files.put(HomeFiles.DATA + "/" + file.getFileName(), file));
            }
        }
        return files;
    }

    /**
     * Swaps the files.
     *
     * @param unpacked a folder of the home's own disk with what a backup holds
     * @throws HomeFault when it did not work; the home is as it was then
     */
    public void with(Path unpacked) {
        try {
            Map<String, Path> links = new TreeMap<>();
            for (Map.Entry<String, Path> one : files(home).entrySet()) {
                Path file = one.getValue();
                if (Files.isSymbolicLink(file)) {
                    file = file.toRealPath(); // the link stays, and leads to what is restored
                    links.put(one.getKey(), file);
                }
                aside.take(file, one.getKey());
                moved.add(new Moved(file, aside.folder().resolve(one.getKey())));
            }
            UserPrincipal owner = Files.getOwner(home.directory());
            for (Path file : restored(unpacked)) {
                String name = unpacked.relativize(file).toString().replace('\\', '/');
                Path to = links.getOrDefault(name, HomeFiles.place(home, name));
                HomeArchive.move(file, to);
                moved.add(new Moved(file, to));
                own(to, owner);
            }
        } catch (IOException e) {
            putBack();
            throw new HomeFault(
                    "The files could not be swapped (%s); the home is as it was before"
                            .formatted(e));
        }
    }

    private static List<Path> restored(Path unpacked) throws IOException {
        try (Stream<Path> files = Files.walk(unpacked)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Who restores as root must not keep the gateway's own user out. */
    private void own(Path file, UserPrincipal owner) throws IOException {
        for (Path at = file;
                at != null && !at.equals(home.directory()) && at.startsWith(home.directory());
                at = at.getParent()) {
            if (!Files.getOwner(at).equals(owner)) {
                Files.setOwner(at, owner);
            }
        }
    }

    private void putBack() {
        List<String> lost = new ArrayList<>();
        for (int at = moved.size() - 1; at >= 0; at--) {
            Moved one = moved.get(at);
            try {
                HomeArchive.move(one.to(), one.from());
            } catch (IOException e) {
                lost.add(one.to() + " (" + e + ")");
            }
        }
        moved.clear();
        if (!lost.isEmpty()) {
            throw new HomeFault(
                    "The files could not be swapped, and these could not be put back: "
                            + String.join(", ", lost));
        }
    }
}
