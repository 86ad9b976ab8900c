package dev.substation.routes.language;

/**
 * Where something was written.
 *
 * @param line from 1; 0 when it is not known
 */
public record Place(String file, int line) {

    /** Something that is wrong here. */
    public Finding error(String sentence) {
        return new Finding(Finding.Severity.ERROR, file, line, sentence);
    }

    /** Something that was hardly meant so. */
    public Finding warning(String sentence) {
        return new Finding(Finding.Severity.WARNING, file, line, sentence);
    }

    @Override
    public String toString() {
        return file + ", line " + line;
    }
}
