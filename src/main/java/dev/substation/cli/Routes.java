package dev.substation.cli;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.home.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The arguments of {@code gw routes}: which home, and what to do there. The gateway's own classes
 * understand the rest ({@code dev.substation.routes.workbench.RoutesCommand}).
 *
 * @param args what stands behind {@code routes}, without {@code --home DIR}
 */
record Routes(Home home, List<String> args) {

    private static final String HOME = "--home";

    static Routes parse(List<String> args, Map<String, String> environment, Path workingDirectory) {
        try {
            Arguments told = Arguments.take(args, List.of(HOME));
            return new Routes(
                    Home.find(told.option(HOME), environment, workingDirectory), told.words());
        } catch (WrongUse e) {
            throw Options.wrong("routes", e, List.of(HOME));
        }
    }
}
