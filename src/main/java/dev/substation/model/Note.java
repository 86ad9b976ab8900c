package dev.substation.model;

/**
 * A remark on one value that did not cross exactly as it came.
 *
 * @param path where, such as {@code meterValue[0].sampledValue[2].unit}
 * @param original the value before, as text; empty when it was absent
 * @param result the value after, as text; empty when it was left out
 * @param reason a sentence for the operator
 */
public record Note(Loss loss, String path, String original, String result, String reason) {

    /** Another name or shape of the same value. */
    public static Note renamed(String path, String original, String result, String reason) {
        return new Note(Loss.RENAMED, path, original, result, reason);
    }

    /** A value that the gateway concludes. */
    public static Note deduced(String path, String original, String result, String reason) {
        return new Note(Loss.DEDUCED, path, original, result, reason);
    }

    /** A value that was added, cut or coarsened. */
    public static Note approximated(String path, String original, String result, String reason) {
        return new Note(Loss.APPROXIMATED, path, original, result, reason);
    }

    /** A value that the other side cannot express. */
    public static Note impossible(String path, String original, String result, String reason) {
        return new Note(Loss.IMPOSSIBLE, path, original, result, reason);
    }

    /** On a message as a whole. */
    public static Note whole(Loss loss, String reason) {
        return new Note(loss, "", "", "", reason);
    }

    /**
     * On a message that the gateway made.
     *
     * @param why what it is concluded from, as the end of a sentence
     */
    public static Note made(String why) {
        return whole(Loss.DEDUCED, "made by the gateway: " + why);
    }

    /** The same as it may be kept. */
    public Note showing(String shownOriginal, String shownResult, String shownReason) {
        return new Note(loss, path, shownOriginal, shownResult, shownReason);
    }
}
