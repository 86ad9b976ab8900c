package dev.substation.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where one installation keeps its things.
 *
 * @param directory the home: {@code data/} and {@code keys/} lie here
 * @param site the settings, {@code site.yaml}
 * @param routes the folder of the site's routes, {@code camel-routes/}
 */
public record Home(Path directory, Path site, Path routes) {

    /** Names the home in the environment, for the launcher and on any server. */
    public static final String VARIABLE = "SUBSTATION_HOME";

    /** Names the home to a server's JVM. */
    public static final String PROPERTY = "substation.home";

    /** What a home is called that nobody has named. */
    private static final String USUAL = "substation-home";

    /** The file in {@code data/} of {@link #address}. */
    public static final String ADDRESS = "address";

    private static final String CLONE = "substation.clone";

    /** Where Payara says that its own files are. */
    private static final String INSTANCE = "com.sun.aas.instanceRoot";

    /**
     * The home to use: {@code --home}, else {@code SUBSTATION_HOME}, else that of the clone which
     * {@code payara/gw} names, else {@code ./substation-home}.
     */
    public static Home find(
            Optional<String> option, Map<String, String> environment, Path workingDirectory) {
        Optional<String> named =
                option.or(() -> Optional.ofNullable(environment.get(VARIABLE)))
                        .filter(text -> !text.isBlank());
        if (named.isPresent()) {
            return at(workingDirectory.resolve(named.get()));
        }
        String clone = System.getProperty(CLONE);
        if (clone != null) {
            Path root = Path.of(clone);
            return new Home(
                    root.resolve("payara/.home"),
                    root.resolve("payara/site.yaml"),
                    root.resolve("camel-routes"));
        }
        return at(workingDirectory.resolve(USUAL));
    }

    /**
     * The home of a gateway on a server that others have started: {@code SUBSTATION_HOME}, else the
     * system property {@code substation.home}, else {@code substation-home} in the folder of the
     * server. Payara Micro unpacks itself into the temporary folder unless it is configured
     * otherwise; what is stored there would be lost, so then the home is in the working directory.
     */
    public static Home onServer(
            Map<String, String> environment, Properties system, Path workingDirectory) {
        Optional<String> named =
                Stream.of(environment.get(VARIABLE), system.getProperty(PROPERTY))
                        .filter(text -> text != null && !text.isBlank())
                        .findFirst();
        if (named.isPresent()) {
            return at(workingDirectory.resolve(named.get()));
        }
        Path temporary = real(Path.of(system.getProperty("java.io.tmpdir")));
        return at(
                Optional.ofNullable(system.getProperty(INSTANCE))
                        .map(Path::of)
                        .filter(instance -> !real(instance).startsWith(temporary))
                        .orElse(workingDirectory)
                        .resolve(USUAL));
    }

    /** A folder behind the links that lead to it. */
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException missing) {
            return folder.toAbsolutePath();
        }
    }

    /** The home in a directory, everything at its usual place in it. */
    public static Home at(Path directory) {
        Path home = directory.toAbsolutePath().normalize();
        return new Home(home, home.resolve("site.yaml"), home.resolve("camel-routes"));
    }

    /** What the gateway writes: the record, the unpacked gateway, the lock. */
    public Path data() {
        return directory.resolve("data");
    }

    /** Where the running gateway notes how it is reached from its own machine. */
    public Path address() {
        return data().resolve(ADDRESS);
    }

    /** Makes the folders that must be there; says so when the place cannot be written. */
    public void create() {
        try {
            if (!Files.isDirectory(directory)) { // which may be a link to one
                Files.createDirectories(directory);
            }
            OwnFiles.createFolder(data());
            OwnFiles.createFolder(directory.resolve("keys"));
        } catch (IOException e) {
            throw new HomeFault(
                    "The home %s cannot be written (%s)".formatted(directory, reason(e)));
        }
    }

    /**
     * Fills what is missing of settings and routes with the defaults that came with the gateway.
     *
     * @param defaults a folder with {@code site.yaml} and {@code camel-routes/}
     * @return what was written
     */
    public List<Path> fill(Path defaults) {
        List<Path> written = new ArrayList<>();
        for (Path missing : List.of(site, routes)) {
            if (!Files.exists(missing)) {
                copy(defaults.resolve(missing.getFileName()), missing);
                written.add(missing);
            }
        }
        if (written.contains(site)) {
            try {
                OwnFiles.restrict(site);
            } catch (IOException e) {
                throw new HomeFault("%s cannot be restricted (%s)".formatted(site, reason(e)));
            }
        }
        return written;
    }

    /** Takes away settings, routes and the record, but not what was unpacked. */
    public void clear() {
        try {
            Files.deleteIfExists(site);
            delete(routes);
            try (Stream<Path> files = Files.list(data())) {
                for (Path database : files.filter(f -> f.toString().endsWith(".db")).toList()) {
                    Files.delete(database);
                }
            }
        } catch (IOException e) {
            throw new HomeFault("%s cannot be cleared (%s)".formatted(directory, reason(e)));
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new HomeFault("%s cannot be written (%s)".formatted(to, reason(e)));
        }
    }

    /** Removes a folder with all that is in it; nothing happens when there is none. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
