package dev.substation.routes.language;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A folder of routes that cannot be used; the message says where and what to write instead. */
public final class BadRoutes extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /**
     * @param findings at least one of them an error; they come in the message one a line
     */
    public BadRoutes(List<Finding> findings) {
        super(
                findings.stream()
                        .filter(Finding::isError)
                        .map(Finding::toString)
                        .collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /**
     * @param file name within the folder, such as {@code rules/rename-connector.kamelet.yaml}; the
     *     folder itself when it is none of its files
     * @param line from 1; 0 when it is not known
     * @param sentence what is wrong and what to write
     */
    public BadRoutes(String file, int line, String sentence) {
        this(List.of(new Finding(Finding.Severity.ERROR, file, line, sentence)));
    }

    /** The same with what is behind it. */
    public BadRoutes(String file, int line, String sentence, Throwable cause) {
        this(file, line, sentence);
        initCause(cause);
    }

    /** All that was found, warnings too. */
    public List<Finding> findings() {
        return findings;
    }

    private Finding first() {
        return findings.stream().filter(Finding::isError).findFirst().orElseThrow();
    }

    /** The file of the first error. */
    public String file() {
        return first().file();
    }

    /** The line of the first error. */
    public OptionalInt line() {
        return first().line() > 0 ? OptionalInt.of(first().line()) : OptionalInt.empty();
    }

    /** The first error, and how many more there are: what has room in one line. */
    public String inOneLine() {
        long more = findings.stream().filter(Finding::isError).count() - 1;
        return first() + (more > 0 ? " (and " + more + " more; see gw routes check)" : "");
    }
}
