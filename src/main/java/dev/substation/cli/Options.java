package dev.substation.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The options of one command, {@code --name VALUE} or {@code --name=VALUE}. */
record Options(Map<String, String> values) {

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
        Map<String, String> values = new HashMap<>();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (flags.contains(arg)) {
                values.put(arg, "");
                continue;
            }
            if (!known.contains(name)) {
                throw new UserError(
                        "%s does not know \"%s\"; its options are: %s. See --help."
                                .formatted(command, arg, String.join(", ", all(known, flags))));
            }
            if (equals < 0 && !rest.hasNext()) {
                throw new UserError("%s needs a value, as in %s VALUE.".formatted(name, name));
            }
            String value = equals < 0 ? rest.next() : arg.substring(equals + 1);
            if (values.put(name, value) != null) {
                throw new UserError("%s is given twice.".formatted(name));
            }
        }
        return new Options(values);
    }

    private static List<String> all(List<String> known, List<String> flags) {
        List<String> all = new ArrayList<>(known);
        all.addAll(flags);
        return all;
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The port in an option. */
    OptionalInt port(String name) {
        String text = values.get(name);
        if (text == null) {
            return OptionalInt.empty();
        }
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new UserError(
                    "%s takes a port from 1 to %d, not \"%s\"."
                            .formatted(name, HIGHEST_PORT, text));
        }
        return OptionalInt.of(port);
    }
}
