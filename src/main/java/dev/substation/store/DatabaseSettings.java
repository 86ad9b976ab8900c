package dev.substation.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the ledger lies.
 *
 * @param url {@code jdbc:h2:file:...} or {@code jdbc:postgresql:...}; anything else is refused
 * @param user the database user
 * @param password its password; never shown
 */
public record DatabaseSettings(String url, String user, String password) {

    private static final String H2 = "jdbc:h2:";
    private static final String FILE = "file:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    public DatabaseSettings {
        if (!url.startsWith(H2) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "The database address must start with " + H2 + "file: or " + POSTGRESQL);
        }
    }

    /** The gateway's own H2 database {@code substation.mv.db} in a folder. */
    public static DatabaseSettings inFolder(Path folder) {
        String file = folder.toAbsolutePath().normalize().resolve("substation").toString();
        if (file.contains(";")) {
            throw new IllegalArgumentException(
                    "The data folder " + folder + " has a semicolon in its path; rename it");
        }
        return new DatabaseSettings(H2 + FILE + file, "sa", "");
    }

    /** Whether it is a file, or what else H2 has; otherwise PostgreSQL. */
    public boolean isH2() {
        return url.startsWith(H2);
    }

    /** The file of an H2 database, if the address says where it is, whoever reads it. */
    public Optional<Path> file() {
        try {
            return Optional.of(url)
                    .filter(text -> isH2())
                    .map(text -> text.substring(H2.length()).replaceFirst(";.*", ""))
                    .map(text -> text.startsWith(FILE) ? text.substring(FILE.length()) : text)
                    .map(text -> Path.of(text + ".mv.db"))
                    .filter(Path::isAbsolute)
                    .map(Path::normalize);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The same login and parameters of H2, for a copy of the file in a folder. */
    DatabaseSettings copiedTo(Path folder) {
        String parameters = url.contains(";") ? url.substring(url.indexOf(';')) : "";
        return new DatabaseSettings(inFolder(folder).url() + parameters, user, password);
    }

    /** The address without parameters, which can hold a password. */
    public String bareUrl() {
        return isH2() ? url.replaceFirst(";.*", "") : place();
    }

    /** What an operator may read: the file, or the server's address without its parameters. */
    String place() {
        if (!isH2()) {
            return url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//");
        }
        String path = url.substring(H2.length()).replaceFirst(";.*", "");
        return path.startsWith(FILE) ? path.substring(FILE.length()) + ".mv.db" : path;
    }

    /** Never shows the password, nor the parameters of the address, which can hold one. */
    @Override
    public String toString() {
        return "database " + place();
    }
}
