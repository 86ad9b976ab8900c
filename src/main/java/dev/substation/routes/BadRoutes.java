package dev.substation.routes;

import java.util.OptionalInt;

/** A folder of routes that cannot be used; the message says where and what to write instead. */
public final class BadRoutes extends Exception {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String sentence;

    /**
     * @param file name within the folder, such as {@code rules/rename-connector.yaml}; the folder
     *     itself when it is none of its files
     * @param line from 1; 0 when it is not known
     * @param sentence what is wrong and what to write
     */
    public BadRoutes(String file, int line, String sentence) {
        super(file + (line > 0 ? ", line " + line : "") + ": " + sentence);
        this.file = file;
        this.line = line;
        this.sentence = sentence;
    }

    BadRoutes(String file, int line, String sentence, Throwable cause) {
        this(file, line, sentence);
        initCause(cause);
    }

    String sentence() {
        return sentence;
    }

    public String file() {
        return file;
    }

    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }
}
