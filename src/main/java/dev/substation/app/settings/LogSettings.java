package dev.substation.app.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The log of a gateway that its launcher has started.
 *
 * @param json whether each event is a JSON object
 * @param file where it goes; to the standard output when empty
 * @param fileSize when a new file begins, in bytes
 * @param files how many are kept
 */
public record LogSettings(boolean json, Optional<Path> file, long fileSize, int files) {}
