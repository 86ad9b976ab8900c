package dev.substation.app.settings;

import java.util.List;

/** What is wrong with {@code site.yaml}: every problem with its place and what to write instead. */
public final class BadSettings extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** Of some problems, a sentence each. */
    public BadSettings(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, beginning with {@code site.yaml:LINE:COLUMN}. */
    public List<String> problems() {
        return problems;
    }
}
