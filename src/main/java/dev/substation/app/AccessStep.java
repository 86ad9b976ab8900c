package dev.substation.app;

import dev.substation.access.AuditLog;
import dev.substation.access.Credentials;
import dev.substation.access.Role;
import dev.substation.args.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A command about who may use the administration. It changes files of the home, which a running
 * gateway reads with the next request.
 */
abstract class AccessStep extends CommandStep {

    static final String ROLE = "--role";

    /** The gateway removes what is old. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final String name;
    private final String help;
    private final List<String> options;

    /**
     * @param name of the command
     * @param options with a value
     */
    AccessStep(String name, String help, List<String> options) {
        this.name = name;
        this.help = help;
        this.options = options;
    }

    @Override
    int run(Map<String, String> question) {
        return run(question, WallClock.utc(), System.out);
    }

    final int run(Map<String, String> question, Clock clock, PrintStream out) {
        return helped(
                question,
                help,
                out,
                each -> {
                    Arguments told = Arguments.read(each, options, List.of());
                    Path data = Path.of(question.get("data"));
                    try {
                        if (!Files.isDirectory(data)) {
                            throw new Unclear(
                                    "%s has no folder data/: start the gateway once, or see --home"
                                            .formatted(data.getParent()));
                        }
                        return audited(
                                new Asked(told, new Credentials(data, clock), clock, out), data);
                    } catch (Unclear e) {
                        out.println(e.getMessage());
                        return e.status;
                    } catch (FileAlreadyExistsException e) {
                        out.println(
                                "Another command is changing this (%s); if none runs, remove this file"
                                        .formatted(e.getMessage()));
                    } catch (IOException e) {
                        out.println(
                                "A file cannot be read or written (%s: %s)"
                                        .formatted(e.getClass().getSimpleName(), e.getMessage()));
                    }
                    return FAILED;
                });
    }

    /** A command that changes something is in the audit log before it does. */
    private int audited(Asked asked, Path data) throws IOException, Unclear {
        if (asked.word(0).filter("list"::equals).isPresent()
                || asked.arguments().words().size() < 2) {
            return run(asked);
        }
        try (AuditLog audit = new AuditLog(data, asked.clock(), FOREVER)) {
            AuditLog.Deed deed =
                    audit.begin(
                            System.getProperty("user.name", "unknown"),
                            "command",
                            "this machine",
                            "gw %s %s %s"
                                    .formatted(
                                            name,
                                            String.join(" ", asked.arguments().words()),
                                            asked.arguments().option(ROLE).orElse(""))
                                    .strip());
            int status = FAILED;
            try {
                status = run(asked);
            } finally {
                deed.end(status == OK ? "done" : "failed");
            }
            return status;
        }
    }

    /** What a command is asked for. */
    record Asked(Arguments arguments, Credentials credentials, Clock clock, PrintStream out) {

        /** The word at a place. */
        Optional<String> word(int place) {
            return arguments.words().stream().skip(place).findFirst();
        }

        /** The one name that the command takes. */
        String name() throws Unclear {
            if (arguments.words().size() != 2) {
                throw new Unclear("Name one, after " + word(0).orElse(""), WRONG_USE);
            }
            return arguments.words().get(1);
        }

        Role role() throws Unclear {
            String word =
                    arguments
                            .option(ROLE)
                            .orElseThrow(() -> new Unclear("Give a role: " + roles(), WRONG_USE));
            return Role.of(word)
                    .orElseThrow(
                            () ->
                                    new Unclear(
                                            "There is no role %s; there is %s"
                                                    .formatted(word, roles()),
                                            WRONG_USE));
        }

        private static String roles() {
            return Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
        }
    }

    /** Something that cannot be done; the message says why. */
    static final class Unclear extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        Unclear(String sentence) {
            this(sentence, FAILED);
        }

        Unclear(String sentence, int status) {
            super(sentence);
            this.status = status;
        }
    }

    /** Runs it and returns the exit status. */
    abstract int run(Asked asked) throws IOException, Unclear;

    /** What the command prints that knows no such word. */
    final Unclear unknown() {
        return new Unclear(help.strip(), WRONG_USE);
    }
}
