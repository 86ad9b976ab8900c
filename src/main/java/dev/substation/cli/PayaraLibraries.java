package dev.substation.cli;

import dev.substation.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * Payara's libraries, which the runnable jar contains: unpacked into the home once for each Payara.
 * Payara's own launcher would write all of them, 100 MB, at every start
 * (docs/adr/0072-payaras-libraries.md).
 *
 * @param folder where they are
 * @param files the libraries, in the order of the class path, and the folders that they are in:
 *     Payara 7 looks there for the adapters of its own database
 */
record PayaraLibraries(Path folder, List<Path> files) {

    /** What Payara's own launcher unpacks. */
    private static final List<String> INSIDE = List.of("MICRO-INF/runtime/", "MICRO-INF/lib/");

    private static final String ROOT = "MICRO-INF/";

    /** Payara boots in another way if its libraries have a loader of another kind. */
    private static final String LOADER = "fish.payara.micro.boot.loader.OpenURLClassLoader";

    /**
     * Unpacks the libraries, unless that has been done before. Whatever else is in the place is
     * removed; only the process that holds the home's lock may call this.
     *
     * @param place the folder for them, whichever Payara they are of
     */
    static PayaraLibraries unpacked(Path jar, Path place) {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> inside = file.stream().filter(PayaraLibraries::isLibrary).toList();
            Path folder = place.resolve(version(inside));
            if (!isWhole(folder, inside)) {
                Home.delete(place);
                Path unfinished = place.resolve("unfinished");
                for (JarEntry entry : inside) {
                    unpack(file, entry, in(unfinished, entry));
                }
                Files.move(unfinished, folder);
            }
            return new PayaraLibraries(
                    folder, inside.stream().map(entry -> in(folder, entry)).toList());
        } catch (IOException e) {
            throw new UserError(
                    "Payara's libraries cannot be unpacked into %s (%s: %s)."
                            .formatted(place, e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private static void unpack(JarFile jar, JarEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, target);
        }
    }

    private static boolean isLibrary(JarEntry entry) {
        return INSIDE.stream().anyMatch(entry.getName()::startsWith);
    }

    private static Path in(Path folder, JarEntry entry) {
        return folder.resolve(entry.getName().substring(ROOT.length()));
    }

    private static String version(List<JarEntry> inside) {
        CRC32 sum = new CRC32();
        for (JarEntry entry : inside) {
            sum.update((entry.getName() + entry.getCrc()).getBytes(StandardCharsets.UTF_8));
        }
        return "%08x".formatted(sum.getValue());
    }

    /** After a loss of power, files can be there and have nothing in them. */
    private static boolean isWhole(Path folder, List<JarEntry> inside) throws IOException {
        for (JarEntry entry : inside) {
            Path file = in(folder, entry);
            boolean whole =
                    entry.isDirectory()
                            ? Files.isDirectory(file)
                            : Files.isRegularFile(file) && Files.size(file) == entry.getSize();
            if (!whole) {
                return false;
            }
        }
        return true;
    }

    /** Loads classes from them, after those of the runnable jar. */
    ClassLoader loader() throws ReflectiveOperationException, MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path file : files) {
            urls.add(file.toUri().toURL());
        }
        return (ClassLoader)
                Class.forName(LOADER)
                        .getConstructor(URL[].class)
                        .newInstance((Object) urls.toArray(URL[]::new));
    }
}
