package dev.substation.chaos;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The class path of gateways that live for seconds, with an archive of their classes that lets each
 * start in half the time (JEP 350). An archive is made of jars alone, so folders become jars first.
 */
final class SharedClasses {

    private final String path;
    private final Path archive;

    /**
     * @param folder where jars and archive go
     */
    SharedClasses(Path folder) {
        archive = folder.resolve("classes.jsa");
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            parts.add(
                    Files.isDirectory(Path.of(part))
                            ? jar(Path.of(part), folder.resolve("classes-" + parts.size() + ".jar"))
                            : part);
        }
        path = String.join(File.pathSeparator, parts);
    }

    private static String jar(Path classes, Path jar) {
        int status =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                new PrintStream(OutputStream.nullOutputStream()),
                                System.err,
                                "-c",
                                "-0",
                                "-f",
                                jar.toString(),
                                "-C",
                                classes.toString(),
                                ".");
        if (status != 0) {
            throw new AssertionError(classes + " cannot be put into a jar");
        }
        return jar.toString();
    }

    /**
     * Has a gateway warm up and end, which makes the archive. Without one the others start all the
     * same.
     *
     * @param more its arguments
     */
    void share(Class<?> main, List<String> more) {
        List<String> command = command("-XX:ArchiveClassesAtExit=" + archive, main, more);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command that starts a class with what is shared. */
    List<String> command(Class<?> main, List<String> more) {
        return Files.exists(archive)
                ? command("-XX:SharedArchiveFile=" + archive, main, more)
                : command("-Xshare:auto", main, more);
    }

    private List<String> command(String sharing, Class<?> main, List<String> more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xlog:disable",
                                sharing,
                                "-cp",
                                path,
                                main.getName()));
        command.addAll(more);
        return command;
    }
}
