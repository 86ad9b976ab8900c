package dev.substation.home;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/**
 * The user and the group that a file belongs to: what root writes in a home must not keep the
 * gateway's own user out. Nothing happens on a system without them.
 */
record Owner(Optional<PosixFileAttributes> known) {

    /** The owner of a file or folder. */
    static Owner of(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        return new Owner(view == null ? Optional.empty() : Optional.of(view.readAttributes()));
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    /** Gives a file to this owner. Only root can; what others write is their own anyway. */
    void give(Path file) throws IOException {
        if (known.isEmpty()) {
            return;
        }
        PosixFileAttributeView view = view(file);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.owner().equals(known.get().owner())) {
                view.setOwner(known.get().owner());
            }
            if (!now.group().equals(known.get().group())) {
                view.setGroup(known.get().group());
            }
        } catch (FileSystemException notRoot) {
            return;
        }
    }
}
