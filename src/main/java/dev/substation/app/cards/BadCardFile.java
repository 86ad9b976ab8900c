package dev.substation.app.cards;

/** A file that is no list of cards; its message names the file and says why. */
public final class BadCardFile extends Exception {

    private static final long serialVersionUID = 1L;

    BadCardFile(String file, String why) {
        super(file + " is no list of cards: " + why);
    }
}
