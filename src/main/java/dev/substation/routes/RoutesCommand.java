package dev.substation.routes;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** {@code gw routes}: looks at a folder of routes; changes nothing and needs no running gateway. */
public final class RoutesCommand {

    private static final String HELP =
            """
            gw routes: sees what a folder of routes does, before it does it.

              gw routes check [--home DIR | FOLDER]

              check    what is wrong in the folder, one finding a line: file, line, what to write;
                       the status is 1 when the gateway would refuse it, warnings do not count

              FOLDER   a folder of routes; else camel-routes/ of the home
              --home DIR, --help

            docs/rules-guide.md explains routes and rules.
            """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private final Path routes;
    private final PrintStream out;

    /**
     * @param routes the folder of the home
     */
    public RoutesCommand(Path routes, PrintStream out) {
        this.routes = routes;
        this.out = out;
    }

    /**
     * @param args what stands behind {@code gw routes}
     * @return the exit status: 0, 1 when something was found wrong, 2 for wrong use
     */
    public int run(List<String> args) {
        if (args.isEmpty() || args.contains("--help")) {
            out.print(HELP);
            return args.isEmpty() ? WRONG_USE : OK;
        }
        List<String> rest = args.subList(1, args.size());
        return switch (args.get(0)) {
            case "check" -> check(rest);
            default ->
                    wrongUse("there is no command \"%s\"; there is check".formatted(args.get(0)));
        };
    }

    private int check(List<String> args) {
        if (args.size() > 1 || args.stream().anyMatch(arg -> arg.startsWith("-"))) {
            return wrongUse("check takes one folder at most");
        }
        Path folder;
        try {
            folder = args.isEmpty() ? routes : Path.of(args.get(0));
        } catch (InvalidPathException e) {
            return wrongUse("%s is no name of a folder".formatted(args.get(0)));
        }
        List<Finding> findings = RouteCheck.of(folder);
        findings.forEach(out::println);
        long errors = findings.stream().filter(Finding::isError).count();
        out.println(
                errors == 0
                        ? "%s is in order".formatted(folder)
                        : "%s would be refused".formatted(folder));
        return errors == 0 ? OK : FAILED;
    }

    private int wrongUse(String sentence) {
        out.println("gw routes: " + sentence + "; gw routes --help says more");
        return WRONG_USE;
    }
}
