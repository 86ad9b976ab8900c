package dev.substation.app.edit;

import dev.substation.api.Operations.BadRequest;
import dev.substation.app.edit.EditHistory.Versions;
import dev.substation.home.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of the routes folder, and which of them may be written: nothing outside of it. */
final class FolderFiles {

    private static final int BAD = 400;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private static final int LONGEST_NAME = 100;
    private static final Pattern NEW_NAME =
            Pattern.compile("(rules/|tests/|rules/tests/)?[A-Za-z0-9][A-Za-z0-9._-]*\\.yaml");

    private final Path folder;

    FolderFiles(Path folder) {
        this.folder = folder;
    }

    /** Refuses a name that a new file must not have. */
    static void requireNewName(String name) throws BadRequest {
        if (name.length() > LONGEST_NAME || !NEW_NAME.matcher(name).matches()) {
            throw new BadRequest(
                    BAD,
                    "A new file is called such as 40-cards.yaml, rules/my-rule.kamelet.yaml,"
                            + " tests/cards.yaml or rules/tests/my-rule.yaml: letters, digits, dots"
                            + " and - and _, at most %d characters".formatted(LONGEST_NAME));
        }
    }

    /** Why a file cannot be written here; empty if it can. */
    Optional<String> obstacle(String name) {
        try {
            Path real = folder.toRealPath();
            Path file = real.resolve(name);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !file.toRealPath().startsWith(real)) {
                return Optional.of(
                        name + " is a link to a place outside of the folder; edit it there");
            }
            Path parent = file.getParent();
            if (Files.exists(parent) && !parent.toRealPath().startsWith(real)) {
                return Optional.of(
                        "%s leads to a place outside of the folder; edit %s there"
                                .formatted(parent.getFileName(), name));
            }
            Path there = Files.exists(parent) ? parent : real;
            return Files.isWritable(there)
                    ? Optional.empty()
                    : Optional.of("The gateway may not write into " + there);
        } catch (IOException e) {
            return Optional.of("%s cannot be found: %s".formatted(name, e));
        }
    }

    /**
     * Writes all files of an edit. If one cannot be written, or is not as the edit takes it to be,
     * those before it are as they were; where that cannot be, the sentence names them.
     */
    void write(Map<String, Versions> edit) throws BadRequest {
        Map<String, Versions> done = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Versions> file : edit.entrySet()) {
                write(file.getKey(), file.getValue());
                done.put(file.getKey(), file.getValue());
            }
        } catch (BadRequest e) {
            List<String> stay = writtenBack(done);
            throw stay.isEmpty()
                    ? e
                    : new BadRequest(
                            CONFLICT,
                            ("%s. These files are changed, and could not be changed back: %s."
                                            + " The history has them; undo this edit when they can"
                                            + " be written")
                                    .formatted(e.getMessage(), String.join("; ", stay)));
        }
    }

    /** Why files stay as they are written, each with its name. */
    private List<String> writtenBack(Map<String, Versions> done) {
        List<String> stay = new ArrayList<>();
        for (Map.Entry<String, Versions> file : done.entrySet()) {
            try {
                write(file.getKey(), file.getValue().reversed());
            } catch (BadRequest e) {
                stay.add(e.getMessage());
            }
        }
        return stay;
    }

    /** Whether the folder has a file as an edit makes it. */
    boolean isPartlyMade(Map<String, Versions> edit) {
        return edit.entrySet().stream().anyMatch(this::isMade);
    }

    private boolean isMade(Map.Entry<String, Versions> edited) {
        Path file = folder.resolve(edited.getKey());
        try {
            return edited.getValue()
                    .after()
                    .equals(
                            Files.exists(file)
                                    ? Optional.of(Files.readString(file))
                                    : Optional.empty());
        } catch (IOException e) {
            return true; // nobody knows: the history stays
        }
    }

    private void write(String name, Versions versions) throws BadRequest {
        Path file = folder.resolve(name);
        boolean[] isOther = {false};
        try {
            if (versions.after().isEmpty()) {
                isOther[0] = !Files.readString(file).equals(versions.before().orElse(""));
                if (!isOther[0]) {
                    Files.delete(file);
                }
            } else {
                if (!Files.isDirectory(file.getParent())) {
                    OwnFiles.createFolder(file.getParent());
                }
                boolean isNew = versions.before().isEmpty();
                OwnFiles.change(
                        file,
                        now -> {
                            isOther[0] =
                                    isNew == Files.exists(file)
                                            || !now.equals(versions.before().orElse(""));
                            return isOther[0] ? now : versions.after().get();
                        });
            }
        } catch (IOException e) {
            throw new BadRequest(CONFLICT, "%s cannot be written: %s".formatted(name, e));
        }
        if (isOther[0]) {
            throw new BadRequest(CHANGED, name + " was changed at this moment; load it again");
        }
    }
}
