package dev.substation.flow.ports;

import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;

/**
 * A text message on its way through, with what can be read of it. Read where it comes in, for the
 * desk has no time for it.
 */
public record PassedText(String text, Frame frame) {

    /** A text message, whatever is in it. */
    public static PassedText of(String text) {
        return new PassedText(text, FrameReading.read(text));
    }
}
