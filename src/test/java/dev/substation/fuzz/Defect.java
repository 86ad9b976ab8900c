package dev.substation.fuzz;

/** The gateway did something that it must not do. */
final class Defect extends AssertionError {

    private static final long serialVersionUID = 1L;

    Defect(String what) {
        super(what);
    }
}
