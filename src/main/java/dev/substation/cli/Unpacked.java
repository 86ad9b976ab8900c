package dev.substation.cli;

import dev.substation.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The unpacked gateway in a home: once for each version, which the check sum of the WAR identifies.
 *
 * @param war the exploded WAR; the folder's name makes it the root application
 */
record Unpacked(Path war) {

    private static final String INSIDE = "substation/ROOT.war";

    /**
     * What is not part of the gateway: the practice CSMS, simulated stations, the demonstration.
     */
    private static final String SANDBOX = "substation/sandbox.jar";

    /**
     * Unpacks the gateway from the runnable jar, unless that has been done before. Processes that
     * do it at once do not disturb each other.
     *
     * @param apps the folder for all versions
     */
    static Unpacked from(Path jar, Path apps) {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry inside = file.getJarEntry(INSIDE);
            JarEntry sandbox = file.getJarEntry(SANDBOX);
            Path version =
                    apps.resolve(
                            "%08x-%08x-%d"
                                    .formatted(
                                            inside.getCrc(), sandbox.getCrc(), inside.getSize()));
            if (!Files.exists(version)) {
                Files.createDirectories(apps);
                Path unfinished = Files.createTempDirectory(apps, "unfinished-");
                try (InputStream in = file.getInputStream(inside)) {
                    unzip(in, unfinished.resolve("ROOT"));
                }
                try (InputStream in = file.getInputStream(sandbox)) {
                    Files.copy(in, sandbox(unfinished));
                }
                settle(unfinished, version);
            }
            return new Unpacked(version.resolve("ROOT"));
        } catch (IOException e) {
            throw new UserError(
                    "The gateway cannot be unpacked into %s (%s: %s)."
                            .formatted(apps, e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private static Path sandbox(Path version) {
        return version.resolve("sandbox.jar");
    }

    private static void settle(Path unfinished, Path version) throws IOException {
        try {
            Files.move(unfinished, version);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            Home.delete(unfinished);
            if (!Files.exists(version)) {
                throw e;
            }
        }
    }

    private static void unzip(InputStream in, Path to) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            Path target = to.resolve(entry.getName()).normalize();
            if (!target.startsWith(to)) {
                throw new IOException("the entry " + entry.getName() + " leaves its folder");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
    }

    /** Removes the versions other than this one; for the process that holds the home's lock. */
    void removeOthers() {
        Path version = war.getParent();
        try (Stream<Path> others = Files.list(version.getParent())) {
            others.filter(other -> !other.equals(version)).forEach(Home::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings and routes that a new home begins with. */
    Path defaults() {
        return war.resolve("WEB-INF/classes/home");
    }

    /**
     * One of the classes of the gateway or the sandbox, seen through a function from names to
     * texts: it has no other classes than the JDK's in common with this package.
     */
    @SuppressWarnings("unchecked")
    Function<Map<String, String>, Map<String, String>> entry(String className) {
        try {
            List<URL> paths = new ArrayList<>();
            paths.add(sandbox(war.getParent()).toUri().toURL());
            paths.add(war.resolve("WEB-INF/classes/").toUri().toURL());
            try (Stream<Path> jars = Files.list(war.resolve("WEB-INF/lib"))) {
                for (Path jar : jars.sorted().toList()) {
                    paths.add(jar.toUri().toURL());
                }
            }
            // Not closed: commands that come this way run until the process ends.
            @SuppressWarnings("resource")
            URLClassLoader loader =
                    new URLClassLoader(
                            paths.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            return (Function<Map<String, String>, Map<String, String>>)
                    loader.loadClass(className).getConstructor().newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the unpacked gateway in " + war + " is damaged", e);
        }
    }
}
