package dev.substation.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code gw routes} was told: which home, and what is to be done there. The gateway's own
 * classes understand the rest ({@code dev.substation.routes.workbench.RoutesCommand}).
 *
 * @param args what stands behind {@code routes}, without {@code --home DIR}
 */
record Routes(Home home, List<String> args) {

    private static final String HOME = "--home";

    static Routes parse(List<String> args, Map<String, String> environment, Path workingDirectory) {
        List<String> rest = new ArrayList<>(args);
        Optional<String> home = Optional.empty();
        for (int i = 0; i < rest.size(); i++) {
            String arg = rest.get(i);
            if (!arg.equals(HOME) && !arg.startsWith(HOME + "=")) {
                continue;
            }
            if (home.isPresent()) {
                throw new UserError("--home is given twice.");
            }
            if (arg.equals(HOME) && i + 1 == rest.size()) {
                throw new UserError("--home needs a value, as in --home VALUE.");
            }
            rest.remove(i);
            home =
                    Optional.of(
                            arg.equals(HOME) ? rest.remove(i) : arg.substring(HOME.length() + 1));
            i--;
        }
        return new Routes(Home.find(home, environment, workingDirectory), List.copyOf(rest));
    }
}
