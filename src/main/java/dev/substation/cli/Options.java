package dev.substation.cli;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of one of the launcher's commands; what is wrong with them is a {@link UserError}.
 */
record Options(Arguments arguments) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads options.
     *
     * @param known those with a value
     * @param flags those without
     * @throws UserError for one that the command does not have, has twice, or without a value
     */
    static Options parse(
            String command, List<String> args, List<String> known, List<String> flags) {
        try {
            return new Options(Arguments.readOptions(args, known, flags));
        } catch (WrongUse e) {
            List<String> all = new ArrayList<>(known);
            all.addAll(flags);
            throw wrong(command, e, all);
        }
    }

    /** What a wrong use is called here. */
    static UserError wrong(String command, WrongUse e, List<String> known) {
        return new UserError(
                switch (e.problem()) {
                    case UNKNOWN ->
                            "%s does not know \"%s\"; its options are: %s. See --help."
                                    .formatted(command, e.argument(), String.join(", ", known));
                    case NO_VALUE ->
                            "%s needs a value, as in %s VALUE."
                                    .formatted(e.argument(), e.argument());
                    case TWICE -> "%s is given twice.".formatted(e.argument());
                });
    }

    boolean has(String flag) {
        return arguments.has(flag);
    }

    Optional<String> text(String name) {
        return arguments.option(name);
    }

    /** The port in an option. */
    OptionalInt port(String name) {
        return text(name).map(text -> OptionalInt.of(port(name, text))).orElse(OptionalInt.empty());
    }

    /** The port in a text that the user wrote at a place with this name. */
    static int port(String name, String text) {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new UserError(
                    "%s takes a port from 1 to %d, not \"%s\"."
                            .formatted(name, HIGHEST_PORT, text));
        }
        return port;
    }
}
