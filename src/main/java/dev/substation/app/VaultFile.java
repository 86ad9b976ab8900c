package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.flow.ports.KeyVault;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The secret with which passwords in the ledger are hashed and encrypted: a file beside the ledger
 * that nobody but the gateway's user may read, made at the first start.
 */
final class VaultFile {

    private static final String NAME = "key-vault";

    private VaultFile() {}

    /**
     * The vault of a home.
     *
     * @throws BadSettings when the file cannot be used
     */
    static KeyVault open(Path data) throws BadSettings {
        Path file = data.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return new KeyVault(HexFormat.of().parseHex(Files.readString(file).strip()));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadSettings(
                    List.of(
                            "%s cannot be used (%s); restore it from a backup, or remove it; without it the keys that a CSMS has set are lost, and the passwords in site.yaml count"
                                    .formatted(file, e.getMessage())));
        }
    }

    private static void make(Path file) throws IOException {
        byte[] secret = new byte[KeyVault.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        if (!Files.isDirectory(file.getParent())) { // which may be a link to one
            Files.createDirectories(file.getParent());
        }
        try {
            Files.createFile(file, ownOnly(file.getParent()));
        } catch (FileAlreadyExistsException made) {
            return;
        }
        Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
    }

    private static FileAttribute<?>[] ownOnly(Path folder) {
        return Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                };
    }
}
