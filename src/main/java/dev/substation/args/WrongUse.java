package dev.substation.args;

/** Arguments that a command does not take. Each command says it in its own words. */
public final class WrongUse extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Problem {
        /** The command has no such option, or takes no such word. */
        UNKNOWN,
        /** An option stands at the end without its value. */
        NO_VALUE,
        /** An option is there a second time. */
        TWICE
    }

    private final Problem problem;
    private final String argument;
    private final String name;

    WrongUse(Problem problem, String argument, String name) {
        super(problem + " " + argument);
        this.problem = problem;
        this.argument = argument;
        this.name = name;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** The argument as it was written; the name alone of an option without value or given twice. */
    public String argument() {
        return argument;
    }

    /** The name of the option: {@code --home} of {@code --home=x}. */
    public String name() {
        return name;
    }
}
