package dev.substation.app.cards;

/**
 * A file that is no list of cards, or cannot be changed; its message names the file and says why.
 */
public final class BadCardFile extends Exception {

    private static final long serialVersionUID = 1L;

    BadCardFile(String file, String why) {
        this(file + " is no list of cards: " + why);
    }

    private BadCardFile(String sentence) {
        super(sentence);
    }

    /** One that would be read otherwise than it was changed. */
    static BadCardFile unchangeable(String file) {
        return new BadCardFile(
                file
                        + " would not be read as it was to be changed, so nothing was written; edit"
                        + " it on the disk");
    }
}
