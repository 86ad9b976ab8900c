package dev.substation.app.doctor;

/**
 * One thing that was looked at.
 *
 * @param text what it is, as a sentence without its full stop
 * @param advice what to do about it; empty when there is nothing to do
 */
public record Finding(Kind kind, String text, String advice) {

    /** How much it matters. */
    public enum Kind {
        /** As it should be. */
        OK("ok"),
        /** To know; nothing need be done. */
        NOTE("note"),
        /** Keeps the gateway from doing its work, now or soon. */
        WRONG("wrong");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it is written. */
        public String word() {
            return word;
        }
    }

    private static final int COLUMN = 7;

    static Finding ok(String text, Object... values) {
        return new Finding(Kind.OK, text.formatted(values), "");
    }

    public static Finding note(String text, Object... values) {
        return new Finding(Kind.NOTE, text.formatted(values), "");
    }

    static Finding wrong(String text, Object... values) {
        return new Finding(Kind.WRONG, text.formatted(values), "");
    }

    /** The same with what to do about it. */
    Finding advising(String what) {
        return new Finding(kind, text, what);
    }

    public boolean isWrong() {
        return kind == Kind.WRONG;
    }

    /** As it is printed: a line, and the advice on a second one. */
    public String lines() {
        String line = kind.word + " ".repeat(COLUMN - kind.word.length()) + text;
        return advice.isEmpty()
                ? line
                : line + System.lineSeparator() + " ".repeat(COLUMN) + "-> " + advice;
    }
}
