package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;

/**
 * A row of the table of differences between OCPP 1.6 and another dialect.
 *
 * @param field the canonical path of the field that holds a word; for whole objects and required
 *     fields the path itself; empty for fields and stand-ins
 * @param theirs what the dialect has: a path or a word; empty for nothing
 * @param ours what the canonical tree has: a path or a word; empty for nothing
 * @param source the definition that it comes from, and what follows from it
 */
public record Difference(
        Kind kind,
        Dialect dialect,
        Action action,
        Part part,
        String field,
        String theirs,
        String ours,
        Loss loss,
        String source) {

    /** What a row says. */
    public enum Kind {
        /** A field has another path; an empty path means that this side lacks the field. */
        FIELD,
        /** A word of an enumeration is called otherwise, in both directions. */
        WORD,
        /** A word that is only read: several canonical words would have to share it. */
        WORD_READ,
        /** A word that is only written: several wire words would have to share it. */
        WORD_WRITTEN,
        /** A word that this dialect has beside those of its contract. */
        WORD_MORE,
        /** A word that this dialect lacks, for which its stations answer a fault. */
        WORD_OF_FAULT,
        /** An object that is left out as a whole when a part of it cannot be said. */
        WHOLE,
        /** A field that this dialect requires though its contract does not say so. */
        REQUIRED,
        /** The word of 1.6 for one that no version knows; what a maker made up. */
        FALLBACK,
        /** The status that stands for an action which the dialect lacks. */
        STAND_IN,
        /** An action that the dialect lacks and the gateway does from what it knows. */
        EMULATED,
        /** An action that the dialect lacks and another of its actions does; some of it. */
        ASKED_AS,
        /** A value of a call that the station must not be sent; answered by a status instead. */
        REFUSED,
        /** A configuration key of the link to the CSMS, which the station must not be sent. */
        LINK_KEY,
        /** A configuration key of 1.6 that the gateway adds to what the station answers. */
        VOUCHED_KEY;

        /** Whether it says what becomes of an action that the dialect lacks. */
        boolean isOfLackingAction() {
            return this == STAND_IN || this == EMULATED || this == ASKED_AS;
        }
    }

    /** The same for another dialect. */
    Difference in(Dialect other) {
        return new Difference(kind, other, action, part, field, theirs, ours, loss, source);
    }

    /**
     * Whether a row of the next version says nothing about an earlier one, because this row of the
     * earlier version is about the same: the same action that the version lacks, or the same field,
     * word or key.
     */
    boolean hides(Difference next) {
        if (!action.equals(next.action)) {
            return false;
        }
        return kind.isOfLackingAction()
                ? next.kind.isOfLackingAction()
                : kind == next.kind
                        && part == next.part
                        && field.equals(next.field)
                        && ours.equals(next.ours);
    }
}
