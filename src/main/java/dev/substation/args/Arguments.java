package dev.substation.args;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands behind a command: words, options with a value ({@code --name VALUE} or {@code
 * --name=VALUE}), and flags without one. A word is what does not begin with a dash, and the dash
 * alone.
 *
 * @param words in their order
 * @param options by name; a flag has an empty value
 */
public record Arguments(List<String> words, Map<String, String> options) {

    /** Between any two arguments where they are one text. */
    private static final String NUL = "\0";

    private static final String HELP = "--help";

    /** Keeps copies. */
    public Arguments {
        words = List.copyOf(words);
        options = Map.copyOf(options);
    }

    /**
     * Reads all arguments of a command.
     *
     * @param valued the options that have a value
     * @param flags the options that have none
     */
    public static Arguments read(List<String> args, List<String> valued, List<String> flags)
            throws WrongUse {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            if (valued.contains(name(arg))) {
                option(arg, rest, options);
            } else if (flags.contains(arg)) {
                options.put(arg, "");
            } else if (isWord(arg)) {
                words.add(arg);
            } else {
                throw new WrongUse(WrongUse.Problem.UNKNOWN, arg, name(arg));
            }
        }
        return new Arguments(words, options);
    }

    /** The same of a command that takes no words. */
    public static Arguments readOptions(List<String> args, List<String> valued, List<String> flags)
            throws WrongUse {
        Arguments all = read(args, valued, flags);
        if (!all.words.isEmpty()) {
            throw new WrongUse(WrongUse.Problem.UNKNOWN, all.words.get(0), all.words.get(0));
        }
        return all;
    }

    /**
     * Takes some options out of arguments of which another reads the rest.
     *
     * @param valued the options that have a value
     * @return the rest as words, whatever they are
     */
    public static Arguments take(List<String> args, List<String> valued) throws WrongUse {
        List<String> others = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            if (valued.contains(name(arg))) {
                option(arg, rest, options);
            } else {
                others.add(arg);
            }
        }
        return new Arguments(others, options);
    }

    private static void option(String arg, Iterator<String> rest, Map<String, String> options)
            throws WrongUse {
        String name = name(arg);
        boolean inside = name.length() < arg.length();
        if (!inside && !rest.hasNext()) {
            throw new WrongUse(WrongUse.Problem.NO_VALUE, name, name);
        }
        String value = inside ? arg.substring(name.length() + 1) : rest.next();
        if (options.put(name, value) != null) {
            throw new WrongUse(WrongUse.Problem.TWICE, name, name);
        }
    }

    /** The name of an option: {@code --home} of {@code --home=x}. */
    private static String name(String arg) {
        int equals = arg.indexOf('=');
        return equals < 0 ? arg : arg.substring(0, equals);
    }

    private static boolean isWord(String arg) {
        return !arg.startsWith("-") || arg.equals("-");
    }

    /** Whether somebody asks for the help page of a command. */
    public static boolean askForHelp(List<String> args) {
        return args.contains(HELP);
    }

    /** Arguments as one text, to hand them to another class loader. */
    public static String joined(List<String> args) {
        return String.join(NUL, args);
    }

    /** The arguments in such a text. */
    public static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(NUL, -1));
    }

    /** Whether a flag is there. */
    public boolean has(String flag) {
        return options.containsKey(flag);
    }

    /** The value of an option. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
