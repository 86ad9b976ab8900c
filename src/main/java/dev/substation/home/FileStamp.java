package dev.substation.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells whether a file has changed since it was read. */
public record FileStamp(long modified, long size, Object file) {

    /** Of a file that is not there. */
    private static final FileStamp NONE = new FileStamp(0, -1, "");

    /** How a file looks now; one that is not there looks alike each time. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(now.lastModifiedTime().toMillis(), now.size(), "" + now.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }
}
