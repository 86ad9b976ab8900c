package dev.substation.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files of a home that hold secrets and that other users of the machine can read
 * (docs/security.md). On a file system without POSIX permissions it finds none.
 */
final class SecretFiles {

    private static final Pattern FILE = Pattern.compile("\\$\\{file:([^}]*)}");

    private final Path home;
    private final Set<Path> found = new LinkedHashSet<>();

    private SecretFiles(Path home) {
        this.home = home;
    }

    /**
     * What to change, a sentence each.
     *
     * @param site the settings file, which counts when a password stands in it
     * @param settings what stands in that file
     */
    static List<String> remarks(Path home, Path site, Entry.Section settings) {
        SecretFiles secrets = new SecretFiles(home);
        secrets.of(site, settings);
        secrets.found.add(home.resolve("data"));
        secrets.found.add(home.resolve("keys"));
        return secrets.found.stream().filter(SecretFiles::isOpen).map(SecretFiles::remark).toList();
    }

    private void of(Path site, Entry.Section section) {
        for (Map.Entry<String, Entry> entry : section.entries().entrySet()) {
            if (entry.getValue() instanceof Entry.Section inner) {
                of(site, inner);
            } else if (entry.getValue() instanceof Entry.Text text) {
                of(site, entry.getKey(), text.value());
            }
        }
    }

    private void of(Path site, String key, String value) {
        if (key.endsWith("key-store")
                || key.endsWith("client-key")
                || key.endsWith("client-certificate")) {
            add(value);
        }
        boolean login = key.equals("proxy") && value.contains("@");
        if (!key.endsWith("password") && !key.equals("secret") && !login) {
            return;
        }
        Matcher file = FILE.matcher(value);
        while (file.find()) {
            add(file.group(1));
        }
        if (!value.isEmpty() && !value.contains("${")) {
            found.add(site);
        }
    }

    /** A wrong path is a problem of the setting, which its reader reports. */
    private void add(String name) {
        try {
            found.add(home.resolve(name));
        } catch (InvalidPathException e) {
            return;
        }
    }

    /** Whether any user can read it: the file itself, and every folder on the way to it. */
    private static boolean isOpen(Path file) {
        if (!has(file, PosixFilePermission.OTHERS_READ)) {
            return false;
        }
        for (Path folder = file.toAbsolutePath().getParent();
                folder != null;
                folder = folder.getParent()) {
            if (!has(folder, PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(Path file, PosixFilePermission permission) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return view != null && view.readAttributes().permissions().contains(permission);
        } catch (IOException e) {
            return false; // it is not there
        }
    }

    private static String remark(Path file) {
        boolean folder = Files.isDirectory(file);
        return "%s holds secrets and every user of this machine can read it; run chmod %s on it"
                .formatted(file, folder ? "700" : "600");
    }
}
