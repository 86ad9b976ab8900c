package dev.substation.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the files of a backup in the place of those of a home, which are kept in an {@link Aside}. A
 * fault on the way puts everything back. If the process ends on the way, the next restore does.
 */
public final class HomeSwap {

    private final Home home;
    private final Aside aside;

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
        Map<String, Path> files = new TreeMap<>(HomeFiles.of(home, skipped -> {}));
        if (Files.isDirectory(home.data())) {
            try (Stream<Path> data = Files.list(home.data())) {
                data.filter(file -> file.toString().endsWith(".db"))
                        .forEach(
                                file -> files.put(HomeFiles.DATA + "/" + file.getFileName(), file));
            }
        }
        return files;
    }

    /** Why a home cannot be used, if a restore of it was interrupted. */
    public static Optional<String> interrupted(Home home) {
        try {
            SwapJournal.demandNone(home);
            return Optional.empty();
        } catch (HomeFault e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Swaps the files.
     *
     * @param unpacked a folder of the home's own disk with what a backup holds
     * @throws HomeFault when it did not work; the home is as it was then
     */
    public void with(Path unpacked) {
        try {
            Map<String, Path> before = new TreeMap<>();
            Map<String, Owner> owners = new TreeMap<>();
            for (Map.Entry<String, Path> one : files(home).entrySet()) {
                Path file = one.getValue();
                // A link stays, and leads to what is restored.
                before.put(one.getKey(), Files.isSymbolicLink(file) ? file.toRealPath() : file);
                owners.put(one.getKey(), Owner.of(file));
            }
            Map<String, Path> restored = restored(unpacked);
            Map<String, Path> placed = new TreeMap<>();
            for (String name : restored.keySet()) {
                placed.put(name, before.getOrDefault(name, HomeFiles.place(home, name)));
            }
            new SwapJournal(aside.folder(), before, placed).begin(home);
            for (Map.Entry<String, Path> one : before.entrySet()) {
                aside.take(one.getValue(), one.getKey());
            }
            for (Map.Entry<String, Path> one : placed.entrySet()) {
                Path to = one.getValue();
                OwnFiles.move(restored.get(one.getKey()), to);
                Owner owner = owners.get(one.getKey());
                (owner == null ? Owner.of(to.toAbsolutePath().getParent()) : owner).give(to);
                OwnFiles.sync(to.toAbsolutePath().getParent());
            }
            SwapJournal.end(home);
        } catch (IOException | RuntimeException e) {
            putBack(home);
            throw new HomeFault(
                    "The files could not be swapped (%s); the home is as it was before"
                            .formatted(e));
        }
    }

    private static Map<String, Path> restored(Path unpacked) throws IOException {
        Map<String, Path> restored = new TreeMap<>();
        try (Stream<Path> files = Files.walk(unpacked)) {
            files.filter(Files::isRegularFile)
                    .forEach(
                            file ->
                                    restored.put(
                                            unpacked.relativize(file).toString().replace('\\', '/'),
                                            file));
        }
        return restored;
    }

    /**
     * Puts back what a swap has moved that did not end; nothing happens if there was none. A file
     * that is in the aside is whole, for it was moved there at one moment.
     *
     * @throws HomeFault when that is not possible; it can be repeated
     */
    public static void putBack(Home home) {
        if (!SwapJournal.exists(home)) {
            return;
        }
        List<String> lost = new ArrayList<>();
        try {
            SwapJournal journal = SwapJournal.read(home);
            Set<Path> added = new HashSet<>(journal.placed().values());
            added.removeAll(journal.before().values());
            for (Path file : added) {
                // Where a folder was in the way, nothing was placed.
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
            for (Map.Entry<String, Path> one : journal.before().entrySet()) {
                Path kept = journal.aside().resolve(one.getKey());
                if (!Files.exists(kept)) {
                    continue;
                }
                try {
                    OwnFiles.move(kept, one.getValue());
                } catch (IOException e) {
                    lost.add(kept + " (" + e + ")");
                }
            }
            if (lost.isEmpty()) {
                SwapJournal.end(home);
            }
        } catch (IOException | RuntimeException e) {
            lost.add(e.toString());
        }
        if (!lost.isEmpty()) {
            throw new HomeFault(
                    "The files could not be swapped, and these could not be put back: %s. Correct this, then run gw restore again"
                            .formatted(String.join(", ", lost)));
        }
    }
}
