package dev.substation.home;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a site would miss if a home were lost, by names that are the same for every home: {@code
 * site.yaml}, {@code camel-routes/...}, {@code keys/...}, {@code data/key-vault}. Without the file
 * of the ledger, which cannot be read as others are, and without what the program makes anew.
 */
final class HomeFiles {

    static final String SITE = "site.yaml";
    static final String ROUTES = "camel-routes";
    static final String DATA = "data";

    /** In {@code data/}: unpacked, temporary, or out of use. */
    private static final Set<String> NOT_IN_DATA =
            Set.of(
                    "app",
                    "payara",
                    "lock",
                    "files",
                    "backup",
                    "ledger-place",
                    "address",
                    SwapJournal.NAME,
                    Aside.NAME);

    /** Where some file systems keep what they have repaired; root's. */
    private static final String REPAIRED = "lost+found";

    /** Beside {@code data/}: the demonstration is made anew each time. */
    private static final String DEMO = "demo";

    private HomeFiles() {}

    /**
     * All files by name, in order.
     *
     * @param skipped gets what cannot be read, such as a folder of root or a link to itself
     */
    static Map<String, Path> of(Home home, Consumer<Path> skipped) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isRegularFile(home.site())) {
            files.put(SITE, home.site());
        }
        add(home.routes(), ROUTES, new Walk(home, Set.of(), skipped), files);
        Path all = home.directory();
        if (Files.isDirectory(all)) {
            Set<Path> not = Set.of(home.site(), home.routes(), home.data(), all.resolve(DEMO));
            add(all, "", new Walk(home, not, skipped), files);
        }
        if (Files.isDirectory(home.data())) {
            Set<Path> not = new HashSet<>();
            NOT_IN_DATA.forEach(name -> not.add(home.data().resolve(name)));
            add(home.data(), DATA, new Walk(home, not, skipped), files);
        }
        return files;
    }

    /** What a walk leaves out, and who gets to know what it cannot read. */
    private record Walk(Home home, Set<Path> not, Consumer<Path> skipped) {

        boolean leavesOut(Path file) {
            return not.contains(file)
                    || file.getFileName().toString().equals(REPAIRED)
                    || isLedger(file);
        }

        /** Others may name their files so too, such as the key store of a browser. */
        private boolean isLedger(Path file) {
            return file.toString().endsWith(".db") && home.data().equals(file.getParent());
        }

        FileVisitResult failed(Path at, IOException why) {
            if (!(why instanceof NoSuchFileException)) { // that one was deleted meanwhile
                skipped.accept(at);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static void add(Path folder, String below, Walk walk, Map<String, Path> files)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                Set.of(FileVisitOption.FOLLOW_LINKS),
                Integer.MAX_VALUE,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes is) {
                        return walk.leavesOut(at)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        if (is.isRegularFile() && !walk.leavesOut(file)) {
                            String name = folder.relativize(file).toString().replace('\\', '/');
                            files.put(below.isEmpty() ? name : below + "/" + name, file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path at, IOException why) {
                        return walk.failed(at, why);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path at, IOException why) {
                        return why == null ? FileVisitResult.CONTINUE : walk.failed(at, why);
                    }
                });
    }

    /** Where a file of this name belongs. */
    static Path place(Home home, String name) {
        if (name.equals(SITE)) {
            return home.site();
        }
        return name.startsWith(ROUTES + "/")
                ? home.routes().resolve(name.substring(ROUTES.length() + 1))
                : home.directory().resolve(name);
    }
}
