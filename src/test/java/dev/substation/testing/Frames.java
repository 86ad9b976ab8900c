package dev.substation.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames of real stations, from {@code src/test/resources/frames}. */
public final class Frames {

    private Frames() {}

    /** The lines of one file. */
    public static List<String> of(String file) {
        try (var in = Frames.class.getResourceAsStream("/frames/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
