package dev.substation.app.cards;

/** A line that is no card; its message says what is wrong. */
final class NotRead extends Exception {

    private static final long serialVersionUID = 1L;

    NotRead(String problem) {
        super(problem);
    }
}
