package dev.substation.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The backup of a home: a ZIP with its files under the names of {@link HomeFiles}, the ledger
 * besides, and a page about itself. Knows nothing of ledgers.
 */
public final class HomeArchive {

    private static final String ABOUT = "substation-backup.properties";
    private static final String FORMAT = "format";
    private static final int FORMAT_KNOWN = 1;
    private static final String FILES = "files";

    /** Writes the content of one file. */
    public interface Content {

        void writeTo(OutputStream to) throws IOException;
    }

    private HomeArchive() {}

    /**
     * Writes a backup. The file appears when it is complete, for its owner alone: it holds
     * passwords and keys.
     *
     * @param about what to say about it, besides what every backup says
     * @param ledger the file of the ledger by its name, if the home has one
     * @param written gets the number of bytes that have been read so far
     * @return what could not be read and is not in it
     * @throws HomeFault when that is something that every home needs
     */
    public static List<Path> write(
            Home home,
            Map<String, String> about,
            Map<String, Content> ledger,
            Path file,
            LongConsumer written)
            throws IOException {
        List<Path> skipped = new ArrayList<>();
        Map<String, Path> files = HomeFiles.of(home, skipped::add);
        demandParts(home, skipped);
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        boolean complete = false;
        try {
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished);
            OwnFiles.restrict(unfinished);
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(unfinished))) {
                long sum = 0;
                int count = ledger.size();
                for (Map.Entry<String, Path> one : files.entrySet()) {
                    try (InputStream content = Files.newInputStream(one.getValue())) {
                        zip.putNextEntry(entry(one.getKey(), one.getValue()));
                        sum += content.transferTo(zip);
                        count++;
                    } catch (NoSuchFileException deleted) {
                        continue; // while the backup was made
                    }
                    written.accept(sum);
                }
                for (Map.Entry<String, Content> one : ledger.entrySet()) {
                    zip.putNextEntry(new ZipEntry(one.getKey()));
                    one.getValue().writeTo(zip);
                }
                zip.putNextEntry(new ZipEntry(ABOUT));
                zip.write(page(about, count));
            }
            Files.move(unfinished, file);
            complete = true;
            return skipped;
        } finally {
            if (!complete) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private static void demandParts(Home home, List<Path> skipped) {
        for (Path part : List.of(home.routes(), home.data(), home.directory().resolve("keys"))) {
            Optional<Path> missing =
                    skipped.stream()
                            .filter(one -> one.startsWith(part))
                            .filter(one -> !part.equals(home.data()) || one.equals(part))
                            .findFirst();
            if (missing.isPresent()) {
                throw new HomeFault(
                        "%s cannot be read, and a backup without it would be of no use"
                                .formatted(missing.get()));
            }
        }
    }

    private static byte[] page(Map<String, String> about, int files) throws IOException {
        Properties page = new Properties();
        page.putAll(about);
        page.setProperty(FORMAT, "" + FORMAT_KNOWN);
        page.setProperty(FILES, "" + files);
        StringWriter text = new StringWriter();
        page.store(text, "A backup of a Substation home: gw restore");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Its comment has the permissions. */
    private static ZipEntry entry(String name, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(Files.getLastModifiedTime(file));
        if (OwnFiles.hasPermissions(file)) {
            entry.setComment(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        return entry;
    }

    /**
     * Unpacks a backup into a folder, and checks it: that it is one, that it is whole, and that
     * this version can read it.
     *
     * @param into an empty folder
     * @return what it says about itself
     * @throws HomeFault when it cannot be used
     */
    public static Map<String, String> unpack(Path file, Path into, LongConsumer unpacked) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Properties about = about(file, zip);
            int files = 0;
            long sum = 0;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().equals(ABOUT) || entry.isDirectory()) {
                    continue;
                }
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new HomeFault(
                            "%s is no backup of Substation: %s leaves the home"
                                    .formatted(file, entry.getName()));
                }
                OwnFiles.createFolders(target.getParent());
                sum += unpack(zip, entry, target);
                OwnFiles.sync(target);
                permit(target, Optional.ofNullable(entry.getComment()));
                unpacked.accept(sum);
                files++;
            }
            if (!about.getProperty(FILES, "").equals("" + files)) {
                throw new HomeFault("%s is incomplete: files are missing in it".formatted(file));
            }
            return Map.copyOf(texts(about));
        } catch (ZipException e) {
            throw new HomeFault(
                    "%s is no backup of Substation, or is damaged (%s)"
                            .formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw new HomeFault("%s cannot be unpacked into %s (%s)".formatted(file, into, e));
        }
    }

    /** Java compares the check sum only where it reads a ZIP from front to back. */
    private static long unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        CRC32 sum = new CRC32();
        long bytes;
        try (InputStream content = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            bytes = Files.copy(content, target);
        }
        if (sum.getValue() != entry.getCrc()) {
            throw new ZipException("the check sum of " + entry.getName() + " is wrong");
        }
        return bytes;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, String> texts(Properties about) {
        return (Map) about;
    }

    private static Properties about(Path file, ZipFile zip) throws IOException {
        ZipEntry page = zip.getEntry(ABOUT);
        if (page == null) {
            throw new HomeFault("%s is no backup of Substation".formatted(file));
        }
        Properties about = new Properties();
        try (Reader text =
                new InputStreamReader(zip.getInputStream(page), StandardCharsets.UTF_8)) {
            about.load(text);
        }
        String format = about.getProperty(FORMAT, "");
        if (!format.matches("\\d{1,4}") || Integer.parseInt(format) > FORMAT_KNOWN) {
            throw new HomeFault(
                    "%s was written by Substation %s in a form that this version does not know; restore it with that version or later"
                            .formatted(
                                    file, about.getProperty("version", "of an unknown version")));
        }
        return about;
    }

    private static void permit(Path file, Optional<String> permissions) throws IOException {
        if (!OwnFiles.hasPermissions(file)) {
            return;
        }
        Set<PosixFilePermission> allowed =
                permissions
                        .filter(text -> text.matches("([r-][w-][x-]){3}"))
                        .map(PosixFilePermissions::fromString)
                        .orElse(PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(file, allowed);
    }
}
