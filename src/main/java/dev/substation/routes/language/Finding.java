package dev.substation.routes.language;

/**
 * Something that was found in a folder of routes.
 *
 * @param file name within the folder, such as {@code rules/rename-connector.yaml}; the folder
 *     itself when it is none of its files
 * @param line from 1; 0 when it is not known
 * @param sentence what is wrong and what to write
 */
public record Finding(Severity severity, String file, int line, String sentence) {

    /** What it means for the folder. */
    public enum Severity {
        /** The folder is refused. */
        ERROR,
        /** It works, but hardly as it was meant. */
        WARNING
    }

    /** Whether the folder is refused because of it. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The line that a person reads: {@code 00-site.yaml, line 7: ...}. */
    @Override
    public String toString() {
        return file
                + (line > 0 ? ", line " + line : "")
                + (severity == Severity.WARNING ? ": warning: " : ": ")
                + sentence;
    }
}
