package dev.substation.model;

/** How faithful one translation step was; the classes of the mapping table (docs/dialects.md). */
public enum Loss {
    /** Another name or shape, reversible. */
    RENAMED,
    /**
     * Concluded from what the gateway knows; probably, not certainly, what the peer would have
     * said.
     */
    DEDUCED,
    /** Information was added, cut or coarsened. */
    APPROXIMATED,
    /** The other side cannot express it; it was left out. */
    IMPOSSIBLE
}
