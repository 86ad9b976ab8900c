package dev.substation.cli;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.home.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a command that the gateway's own classes run: which home, and what to do there.
 * Those classes understand the rest, such as {@code dev.substation.routes.workbench.RoutesCommand}.
 *
 * @param args what stands behind the command, without {@code --home DIR}
 */
record StepArguments(Home home, List<String> args) {

    private static final String HOME = "--home";

    static StepArguments parse(
            String command,
            List<String> args,
            Map<String, String> environment,
            Path workingDirectory) {
        try {
            Arguments told = Arguments.take(args, List.of(HOME));
            return new StepArguments(
                    Home.find(told.option(HOME), environment, workingDirectory), told.words());
        } catch (WrongUse e) {
            throw Options.wrong(command, e, List.of(HOME));
        }
    }
}
