package dev.substation.store;

import java.nio.file.Path;

/**
 * Where the ledger lies.
 *
 * @param url {@code jdbc:h2:file:...} or {@code jdbc:postgresql:...}; anything else is refused
 * @param user the database user
 * @param password its password; never shown
 */
public record DatabaseSettings(String url, String user, String password) {

    private static final String H2 = "jdbc:h2:";
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
        return new DatabaseSettings(H2 + "file:" + file, "sa", "");
    }

    boolean isH2() {
        return url.startsWith(H2);
    }

    /** What an operator may read: the file, or the server's address without its parameters. */
    String place() {
        if (!isH2()) {
            return url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//");
        }
        String path = url.substring(H2.length()).replaceFirst(";.*", "");
        return path.startsWith("file:") ? path.substring("file:".length()) + ".mv.db" : path;
    }

    /** Never shows the password, nor the parameters of the address, which can hold one. */
    @Override
    public String toString() {
        return "database " + place();
    }
}
