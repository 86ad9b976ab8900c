package dev.substation.conformance;

/**
 * What became of a line in one dialect.
 *
 * @param arrives what arrives, where it is something else than what was said; else empty
 * @param reason why it is not applicable, or why something else arrives; else empty
 */
record Cell(Verdict verdict, String arrives, String reason) {

    /** The outcomes. */
    enum Verdict {
        /** It arrives as it should. */
        PASS("pass"),
        /** The gateway answers in the place of a peer that is not asked, as it should. */
        INSTEAD("instead"),
        /** It cannot be said in this dialect. */
        NOT_APPLICABLE("not applicable"),
        /** It does not arrive as it should. */
        FAIL("FAIL");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Cell pass() {
        return new Cell(Verdict.PASS, "", "");
    }

    static Cell pass(String arrives, String reason) {
        return new Cell(Verdict.PASS, arrives, reason);
    }

    static Cell instead(String arrives, String reason) {
        return new Cell(Verdict.INSTEAD, arrives, reason);
    }

    static Cell notApplicable(String reason) {
        return new Cell(Verdict.NOT_APPLICABLE, "", reason);
    }

    static Cell fail(String reason) {
        return new Cell(Verdict.FAIL, "", reason);
    }

    /** Whether it says all that it must. */
    boolean isComplete() {
        return switch (verdict) {
            case PASS -> arrives.isEmpty() || !reason.isEmpty();
            case INSTEAD -> !arrives.isEmpty() && !reason.isEmpty();
            case NOT_APPLICABLE, FAIL -> !reason.isEmpty();
        };
    }

    @Override
    public String toString() {
        return switch (verdict) {
            case PASS -> arrives.isEmpty() ? "pass" : "pass, as " + arrives + " (" + reason + ")";
            case INSTEAD -> "instead " + arrives + " (" + reason + ")";
            case NOT_APPLICABLE -> "not applicable: " + reason;
            case FAIL -> "FAIL: " + reason;
        };
    }
}
