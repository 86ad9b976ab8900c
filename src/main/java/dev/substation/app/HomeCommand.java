package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeTaken;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A command about a whole home: reads its arguments, and says each thing that is wrong in a
 * sentence. Asked with {@code arguments}, and the places {@code home}, {@code site} and {@code
 * routes} of the home, it tells the exit {@code status}.
 */
abstract class HomeCommand extends CommandStep {

    private final String help;
    private final int words;
    private final List<String> valued;
    private final List<String> flags;

    /**
     * @param words how many it takes
     * @param flags options without a value
     */
    HomeCommand(String help, int words, List<String> flags) {
        this(help, words, List.of(), flags);
    }

    /**
     * @param words how many it takes
     * @param valued options with a value
     * @param flags options without one
     */
    HomeCommand(String help, int words, List<String> valued, List<String> flags) {
        this.help = help;
        this.words = words;
        this.valued = valued;
        this.flags = flags;
    }

    @Override
    final int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    final int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(question, help, out, each -> run(each, question, environment, clock, out));
    }

    private int run(
            List<String> each,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out)
            throws WrongUse {
        try {
            Arguments told = Arguments.read(each, valued, flags);
            if (told.words().size() != words) {
                out.print(help);
                return WRONG_USE;
            }
            return run(
                    new Asked(
                            told,
                            new Home(
                                    Path.of(question.get("home")),
                                    Path.of(question.get("site")),
                                    Path.of(question.get("routes"))),
                            environment,
                            clock,
                            out));
        } catch (HomeFault e) {
            out.println(e.getMessage() + ".");
        } catch (BadSettings | DatabaseInUse | DatabaseUnusable e) {
            out.println(e.getMessage());
        } catch (InvalidPathException e) {
            out.println(e.getInput() + " is no name of a file");
        } catch (IOException | UncheckedIOException e) {
            Throwable fault = e instanceof UncheckedIOException ? e.getCause() : e;
            out.println(
                    "A file cannot be read or written (%s: %s)"
                            .formatted(fault.getClass().getSimpleName(), fault.getMessage()));
        }
        return FAILED;
    }

    /** What a command is asked for. */
    record Asked(
            Arguments arguments,
            Home home,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {

        /** The file that the command line names. */
        Path file() {
            return Path.of(arguments.words().get(0)).toAbsolutePath().normalize();
        }

        /** The lock on the home, which no gateway has then. */
        HomeLock lock() {
            try {
                return HomeLock.take(home);
            } catch (HomeTaken e) {
                throw e.advising("stop it first");
            }
        }

        /** The same for a home that may be half restored. */
        HomeLock lockToRestore() {
            try {
                return HomeLock.takeToRestore(home);
            } catch (HomeTaken e) {
                throw e.advising("stop it first");
            }
        }

        /** What site.yaml says. */
        Settings settings() throws BadSettings {
            return CommandStep.settings(
                    Map.of("home", home.directory().toString(), "site", home.site().toString()),
                    environment,
                    clock);
        }
    }

    /** Runs it and returns the exit status. */
    abstract int run(Asked asked) throws IOException, BadSettings;
}
