package dev.substation.cli;

import dev.substation.args.Arguments;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The command line: {@code java -jar substation.jar COMMAND [OPTION ...]}. */
public final class Main {

    private static final String HOME = "--home";
    private static final String HTTP_PORT = "--http-port";
    private static final String ONCE = "--once";

    /** Overrides {@code http.port} of the settings. */
    private static final String PORT_OF_THE_SITE = "SUBSTATION_HTTP_PORT";

    private static final String USUAL_PORT = "8080";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    Main(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /** Runs one command; exits with 0, with 1 when it failed, with 2 when it was wrongly used. */
    public static void main(String[] args) {
        int status =
                secondJvm(List.of(args))
                        .orElseGet(
                                () ->
                                        new Main(System.out, System.err, System.getenv())
                                                .run(List.of(args)));
        if (status != ExitStatus.RUNNING) {
            System.exit(status);
        }
    }

    private static OptionalInt secondJvm(List<String> args) {
        return SecondJvm.isNeeded(args)
                ? SecondJvm.run(args, Run.jar(), System.getenv(), System.err)
                : OptionalInt.empty();
    }

    int run(List<String> args) {
        try {
            return command(args);
        } catch (UserError e) {
            err.println(e.getMessage());
            return ExitStatus.WRONG_USE;
        } catch (HomeFault e) {
            err.println(e.getMessage() + ".");
            return ExitStatus.WRONG_USE;
        }
    }

    private int command(List<String> args) {
        if (args.isEmpty()) {
            err.print(help().all());
            return ExitStatus.WRONG_USE;
        }
        List<String> rest = args.subList(1, args.size());
        if (Arguments.askForHelp(rest) && !Run.isStep(args.get(0))) {
            out.print(help(args.get(0)));
            return ExitStatus.OK;
        }
        return switch (args.get(0)) {
            case "--help", "-h", "help" -> {
                out.print(rest.isEmpty() ? help().all() : help(rest.get(0)));
                yield ExitStatus.OK;
            }
            case "--version" -> {
                out.println(Release.ofTheJar().text());
                yield ExitStatus.OK;
            }
            case "jvm-options" -> {
                if (!JvmOptions.packaged()) {
                    throw new UserError("This is not the runnable jar.");
                }
                JvmOptions.here(environment).forEach(out::println);
                yield ExitStatus.OK;
            }
            case "health" -> {
                yield health(Options.parse("health", rest, List.of(HOME, HTTP_PORT), List.of()));
            }
            case "run" -> {
                Options options = Options.parse("run", rest, List.of(HOME, HTTP_PORT), List.of());
                yield new Run(out, err).start(home(options), options.port(HTTP_PORT));
            }
            case "check" ->
                    new Run(out, err)
                            .look(home(Options.parse("check", rest, List.of(HOME), List.of())));
            case "demo" -> {
                Options options =
                        Options.parse("demo", rest, List.of(HOME, HTTP_PORT), List.of(ONCE));
                yield new Run(out, err)
                        .demo(home(options), options.port(HTTP_PORT), options.has(ONCE));
            }
            case "station" ->
                    new Run(out, err)
                            .station(Home.find(Optional.empty(), environment, Path.of("")), rest);
            case "chaos", "siege" ->
                    throw new UserError(
                            "This harness is part of the tests in the source code: clone it and run "
                                    + "payara/gw "
                                    + args.get(0)
                                    + " there.");
            default -> {
                if (!Run.isStep(args.get(0))) {
                    throw new UserError(
                            "There is no command \"%s\"; the commands are: run, check, health, demo, %s. See --help."
                                    .formatted(args.get(0), Run.steps()));
                }
                yield new Run(out, err)
                        .step(
                                args.get(0),
                                StepArguments.parse(args.get(0), rest, environment, Path.of("")),
                                Release.ofTheJar().text());
            }
        };
    }

    /** Settings are not read for it: that would take longer than the rest. */
    private int health(Options options) {
        try {
            OptionalInt port = options.port(HTTP_PORT);
            Optional<String> noted = port.isPresent() ? Optional.empty() : noted(home(options));
            out.println(
                    noted.isPresent()
                            ? Door.health(noted.get())
                            : Door.health(port.orElseGet(this::portOfTheSite)));
            return ExitStatus.OK;
        } catch (IOException e) {
            err.println(e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    private int portOfTheSite() {
        return Options.port(
                PORT_OF_THE_SITE, environment.getOrDefault(PORT_OF_THE_SITE, USUAL_PORT));
    }

    /** Where the gateway that has this home says that it is; empty if the home may not be read. */
    private static Optional<String> noted(Home home) {
        try {
            return Optional.of(Files.readString(home.address()).strip())
                    .filter(url -> !url.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Home home(Options options) {
        return Home.find(options.text(HOME), environment, Path.of(""));
    }

    private static Help help() {
        boolean clone = System.getProperty("substation.clone") != null;
        return new Help(
                clone ? "payara/gw" : "java -jar substation.jar",
                clone ? "the files of this clone" : "./substation-home");
    }

    private static String help(String command) {
        return help().of(command).orElseGet(help()::all);
    }
}
