package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A command that the launcher runs in this process: from its {@code arguments}, with a NUL between
 * any two, and places of the home, to the exit {@code status}. It writes its answer to the screen.
 */
abstract class CommandStep implements Function<Map<String, String>, Map<String, String>> {

    /** The status of a command that did what it was asked for. */
    static final int OK = 0;

    /** The status of one that could not. */
    static final int FAILED = 1;

    /** The status of one whose arguments are wrong. */
    static final int WRONG_USE = 2;

    @Override
    public final Map<String, String> apply(Map<String, String> question) {
        // A command answers on the screen; what the gateway would log is no part of it.
        Logger.getLogger("").setLevel(Level.OFF);
        return Map.of("status", Integer.toString(run(question)));
    }

    /** Runs the command and returns the exit status. */
    abstract int run(Map<String, String> question);

    /** What a command does with its arguments. */
    interface Body {

        /**
         * Runs it and returns the exit status.
         *
         * @throws WrongUse when it has no such arguments
         */
        int run(List<String> arguments) throws WrongUse;
    }

    /** Runs a command, or prints its help when that is asked for or the arguments are wrong. */
    static int helped(Map<String, String> question, String help, PrintStream out, Body body) {
        List<String> each = arguments(question);
        if (Arguments.askForHelp(each)) {
            out.print(help);
            return OK;
        }
        try {
            return body.run(each);
        } catch (WrongUse e) {
            out.print(help);
            return WRONG_USE;
        }
    }

    /** The arguments of the command line. */
    static List<String> arguments(Map<String, String> question) {
        return Arguments.split(question.get("arguments"));
    }

    /** The settings of the {@code home}, from its {@code site}. */
    static Settings settings(
            Map<String, String> question, Map<String, String> environment, Clock clock)
            throws BadSettings {
        return SettingsFile.read(
                Path.of(question.get("home")), Path.of(question.get("site")), environment, clock);
    }
}
