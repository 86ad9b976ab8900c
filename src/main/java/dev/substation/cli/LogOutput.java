package dev.substation.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Where lines of the log go: to the standard output, or to a file that is begun anew at a size. The
 * JDK makes the handler of the log by itself, so what the site says is left in system properties.
 */
final class LogOutput {

    private static final String PROPERTY = "substation.";

    private static final List<String> SETTINGS =
            List.of("log.format", "log.file", "log.file-size", "log.files");

    private final Path file;
    private final long size;
    private final int files;
    private PrintStream out;
    private long written;

    /**
     * @param file where lines go; null for the standard output
     * @param size of a file in bytes, beyond which the next one begins
     * @param files how many are kept
     */
    LogOutput(Path file, long size, int files) {
        this.file = file;
        this.size = size;
        this.files = files;
        out = file == null ? standard() : opened();
    }

    /** Leaves what the site says for the handler of the log. */
    static void set(Map<String, String> site) {
        for (String setting : SETTINGS) {
            if (site.containsKey(setting)) {
                System.setProperty(PROPERTY + setting, site.get(setting));
            }
        }
    }

    /** Whether events are JSON objects. */
    static boolean isJson() {
        return "json".equals(System.getProperty(PROPERTY + "log.format"));
    }

    /** As the site says. */
    static LogOutput ofSite() {
        String file = System.getProperty(PROPERTY + "log.file");
        return file == null
                ? new LogOutput(null, 0, 0)
                : new LogOutput(
                        Path.of(file),
                        Long.getLong(PROPERTY + "log.file-size"),
                        Integer.getInteger(PROPERTY + "log.files"));
    }

    private static PrintStream standard() {
        return new PrintStream(
                new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    }

    /** Writes lines that belong together. */
    synchronized void write(String lines) {
        if (file != null && written >= size) {
            next();
        }
        out.print(lines);
        out.flush();
        written += lines.length();
    }

    synchronized void flush() {
        out.flush();
    }

    /** Each file gets the next number, and the oldest goes. */
    private void next() {
        out.close();
        try {
            for (int number = files - 1; number >= 1; number--) {
                Path from = number == 1 ? file : numbered(number - 1);
                if (Files.exists(from)) {
                    Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (files == 1) {
                Files.delete(file);
            }
        } catch (IOException e) {
            written = 0; // the present file grows on, and this is tried again at its next size
            out = appended();
            return;
        }
        out = opened();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private PrintStream opened() {
        PrintStream opened = appended();
        try {
            written = Files.size(file);
        } catch (IOException e) {
            written = 0; // it could not be made, and lines go to the standard output
        }
        return opened;
    }

    private PrintStream appended() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            OutputStream appending =
                    Files.newOutputStream(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new PrintStream(appending, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return standard(); // a log somewhere is better than none
        }
    }
}
