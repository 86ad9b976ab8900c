package dev.substation.app.support;

import dev.substation.dialect.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip file with texts. Whatever is put in loses its secrets and card numbers here, so that nobody
 * can forget it.
 */
public final class SupportFile implements AutoCloseable {

    private static final int DEEPEST = 4;
    private static final int MOST_LISTED = 1_000;

    private final ZipOutputStream zip;
    private final Secrets secrets;
    private final List<String> names = new ArrayList<>();

    /**
     * @param out where it is written to; closed with this
     * @param secrets of the site, or the usual ones when the site cannot be read
     */
    public SupportFile(OutputStream out, Secrets secrets) {
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.secrets = secrets;
    }

    /** Puts a text in, line by line without secrets and card numbers. */
    public void put(String name, String text) throws IOException {
        write(name, shown(text, line -> CardNumbers.hiddenIn(secrets.inLine(line))));
    }

    /** Puts figures in, which look like card numbers and are none. */
    public void putFigures(String name, String text) throws IOException {
        write(name, shown(text, secrets::inLine));
    }

    private static String shown(String text, UnaryOperator<String> hiding) {
        StringBuilder shown = new StringBuilder(text.length());
        text.lines().forEach(line -> shown.append(hiding.apply(line)).append('\n'));
        return shown.toString();
    }

    /** Puts {@code site.yaml} in. */
    public void putSettings(String name, String yaml) throws IOException {
        write(name, SettingsText.of(yaml, secrets));
    }

    /** Puts a list of the files in a folder in: sizes and times, and nothing of what they hold. */
    public void putList(String name, Path folder) throws IOException {
        write(name, Files.isDirectory(folder) ? list(folder) : folder + " is missing\n");
    }

    private static String list(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            StringBuilder list = new StringBuilder();
            all.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .limit(MOST_LISTED)
                    .forEach(file -> list.append(line(folder, file)).append('\n'));
            return list.toString();
        } catch (UncheckedIOException e) {
            return "%s cannot be listed: %s%n".formatted(folder, e.getMessage());
        }
    }

    private static String line(Path folder, Path file) {
        try {
            BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
            return "%12d  %s  %s"
                    .formatted(about.size(), about.lastModifiedTime(), folder.relativize(file));
        } catch (IOException gone) {
            return "           ?  ?  " + folder.relativize(file);
        }
    }

    private void write(String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        names.add(name);
    }

    /** What is in it. */
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
