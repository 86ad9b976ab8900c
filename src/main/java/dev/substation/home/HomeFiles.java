package dev.substation.home;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
            Set.of("app", "payara", "lock", "files", "backup", Aside.NAME);

    /** Beside {@code data/}: the demonstration is made anew each time. */
    private static final String DEMO = "demo";

    private HomeFiles() {}

    /** All files by name, in order. */
    static Map<String, Path> of(Home home) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isRegularFile(home.site())) {
            files.put(SITE, home.site());
        }
        add(home.routes(), ROUTES, Set.of(), files);
        Path all = home.directory();
        if (Files.isDirectory(all)) {
            add(all, "", Set.of(home.site(), home.routes(), home.data(), all.resolve(DEMO)), files);
        }
        if (Files.isDirectory(home.data())) {
            Set<Path> not = new HashSet<>();
            NOT_IN_DATA.forEach(name -> not.add(home.data().resolve(name)));
            add(home.data(), DATA, not, files);
        }
        return files;
    }

    private static void add(Path folder, String below, Set<Path> not, Map<String, Path> files)
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
                        return not.contains(at)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        if (is.isRegularFile() && !not.contains(file) && !isLedger(file)) {
                            String name = folder.relativize(file).toString().replace('\\', '/');
                            files.put(below.isEmpty() ? name : below + "/" + name, file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static boolean isLedger(Path file) {
        return file.toString().endsWith(".db");
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
