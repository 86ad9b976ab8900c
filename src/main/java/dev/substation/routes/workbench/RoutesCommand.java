package dev.substation.routes.workbench;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.engine.RouteCheck;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.workbench.RouteCase.Message;
import dev.substation.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code gw routes}: looks at a folder of routes; needs no running gateway. */
public final class RoutesCommand {

    private static final String HELP =
            """
            gw routes: sees what a folder of routes does, before it does it.

              gw routes check [--home DIR | FOLDER]
              gw routes test [--home DIR | FOLDER] [--case FILE]
              gw routes explain MESSAGE [--home DIR] [--station ID] [--direction up|down]
                                        [--answer FILE]
              gw routes show [RULE]
              gw routes copy RULE [--home DIR]

              check    what is wrong in the folder, one finding a line: file, line, what to write;
                       the status is 1 when the gateway would refuse it, warnings do not count

              test     runs the cases in tests/ and rules/tests/, one line a case; the status is 1
                       when a case failed, 2 when the folder or a file of cases cannot be used
                         --case FILE      only the cases in this file

              explain  the steps that one message takes through the routes, what each rule changes,
                       and the way back of the answer; card numbers are shown
                         MESSAGE          a file, or - for what is typed or piped in: the given of
                                          a case, a case, a frame [2,"1","Heartbeat",{}], or a SOAP
                                          envelope
                         --station ID     whose message it is, when it does not say so
                         --direction D    up or down, when it could be both
                         --answer FILE    what the peer answers: its fields, a frame, an envelope

              show     the form of a rule as it comes with the program: title, description,
                       parameters; without RULE the names of all rules

              copy     writes this form into rules/ of the folder, to be changed there; a form of the
                       site counts in place of the shipped one, also after an update

              FOLDER   a folder of routes; else camel-routes/ of the home
              --home DIR, --help

            docs/rules-guide.md explains routes and rules.
            """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private static final String CASE = "--case";
    private static final String STATION = "--station";
    private static final String DIRECTION = "--direction";
    private static final String ANSWER = "--answer";

    private final Path routes;
    private final Function<StationId, Optional<StationSettings>> stations;
    private final InputStream in;
    private final PrintStream out;

    /** Something that is wrong with what was written behind the command. */
    private static final class Mistake extends Exception {

        private static final long serialVersionUID = 1L;

        Mistake(String sentence) {
            super(sentence);
        }
    }

    /**
     * @param routes the folder of the home
     * @param stations what the site says of a station; empty when it says nothing
     * @param in what is typed or piped in
     */
    public RoutesCommand(
            Path routes,
            Function<StationId, Optional<StationSettings>> stations,
            InputStream in,
            PrintStream out) {
        this.routes = routes;
        this.stations = stations;
        this.in = in;
        this.out = out;
    }

    /**
     * @param args what stands behind {@code gw routes}
     * @return the exit status: 0, 1 when something was found wrong, 2 for wrong use
     */
    public int run(List<String> args) {
        if (args.isEmpty() || Arguments.askForHelp(args)) {
            out.print(HELP);
            return args.isEmpty() ? WRONG_USE : OK;
        }
        List<String> rest = args.subList(1, args.size());
        try {
            return switch (args.get(0)) {
                case "check" -> check(read("check", rest, List.of()));
                case "test" -> test(read("test", rest, List.of(CASE)));
                case "explain" ->
                        explain(read("explain", rest, List.of(STATION, DIRECTION, ANSWER)));
                case "show" -> show(read("show", rest, List.of()).words());
                case "copy" -> copy(read("copy", rest, List.of()).words());
                default ->
                        throw new Mistake(
                                "there is no command \"%s\"; there are check, test, explain, show, copy"
                                        .formatted(args.get(0)));
            };
        } catch (Mistake e) {
            out.println("gw routes: " + e.getMessage() + "; gw routes --help says more");
            return WRONG_USE;
        } catch (BadRoutes e) {
            out.println(e.getMessage());
            return WRONG_USE;
        }
    }

    private static Arguments read(String command, List<String> args, List<String> known)
            throws Mistake {
        try {
            return Arguments.read(args, known, List.of());
        } catch (WrongUse e) {
            throw new Mistake(
                    switch (e.problem()) {
                        case UNKNOWN ->
                                "%s does not know %s%s"
                                        .formatted(
                                                command,
                                                e.name(),
                                                known.isEmpty()
                                                        ? ""
                                                        : "; it knows " + String.join(", ", known));
                        case NO_VALUE -> e.argument() + " needs a value behind it";
                        case TWICE -> e.argument() + " is given twice";
                    });
        }
    }

    private int check(Arguments arguments) throws Mistake {
        Path folder = folder("check", arguments);
        List<Finding> findings = RouteCheck.of(folder);
        findings.forEach(out::println);
        RouteCheck.replacedForms(folder)
                .forEach(
                        file ->
                                out.println(
                                        file
                                                + ": counts in place of the form that comes with the program"));
        long errors = findings.stream().filter(Finding::isError).count();
        out.println(
                errors == 0
                        ? "%s is in order".formatted(folder)
                        : "%s has errors".formatted(folder));
        return errors == 0 ? OK : FAILED;
    }

    private int show(List<String> words) throws Mistake {
        if (words.size() > 1) {
            throw new Mistake("show takes the name of one rule, or none for the names of all");
        }
        FormsCommand forms = new FormsCommand(routes, out);
        return words.isEmpty() ? forms.list() : forms.show(words.get(0));
    }

    private int copy(List<String> words) throws Mistake {
        if (words.size() != 1) {
            throw new Mistake("copy takes the name of one rule");
        }
        return new FormsCommand(routes, out).copy(words.get(0));
    }

    private int test(Arguments arguments) throws Mistake, BadRoutes {
        Path folder = folder("test", arguments);
        try (RouteDryRun dryRun = new RouteDryRun(folder)) {
            List<RouteCase> cases =
                    arguments.option(CASE).isPresent()
                            ? casesIn(folder, arguments.option(CASE).get())
                            : dryRun.cases();
            if (cases.isEmpty()) {
                out.println(
                        "there are no cases in %s; docs/rules-guide.md shows how to write one"
                                .formatted(folder.resolve("tests")));
            }
            int failed = 0;
            for (RouteCase one : cases) {
                failed += passes(dryRun, one) ? 0 : 1;
            }
            int passed = cases.size() - failed;
            out.println(passed + " passed, " + failed + " failed");
            return failed == 0 ? OK : FAILED;
        }
    }

    private boolean passes(RouteDryRun dryRun, RouteCase one) throws BadRoutes {
        List<String> wrong;
        try {
            wrong =
                    dryRun.run(one).differences().stream()
                            .map(Verdict.Difference::toString)
                            .toList();
        } catch (BadRoutes e) {
            // What is wrong with the rule of one case must not hide the others.
            if (!e.file().equals(one.file())) {
                throw e;
            }
            wrong = e.findings().stream().map(Finding::sentence).toList();
        }
        out.println((wrong.isEmpty() ? "passed  " : "FAILED  ") + one.place() + ": " + one.name());
        wrong.forEach(line -> out.println("        " + line));
        return wrong.isEmpty();
    }

    /** The file as it was named, or as it is named within the folder. */
    private List<RouteCase> casesIn(Path folder, String name) throws Mistake, BadRoutes {
        Path file = path(name);
        Path inside = folder.resolve(name);
        boolean within = !Files.exists(file) && Files.exists(inside);
        return CaseReading.read(name, text(name, within ? inside : file));
    }

    private int explain(Arguments arguments) throws Mistake, BadRoutes {
        if (arguments.words().size() != 1) {
            throw new Mistake("explain takes one message: a file, or - for what is piped in");
        }
        String name = arguments.words().get(0);
        CapturedMessage.Origin origin =
                new CapturedMessage.Origin(station(arguments), direction(arguments));
        CapturedMessage message =
                CapturedMessage.read(
                        name.equals("-") ? "the message" : name,
                        name.equals("-") ? typed() : text(name, path(name)),
                        origin);
        Optional<Answer> answer = message.answer();
        if (arguments.option(ANSWER).isPresent()) {
            String file = arguments.option(ANSWER).get();
            answer = Optional.of(CapturedMessage.answer(file, text(file, path(file))));
        }
        Message given = atTheSite(message.given());
        if (given.vendor().isEmpty()) {
            out.println(
                    "The site does not say the vendor of %s; %s is assumed."
                            .formatted(given.station(), given.vendorOrGeneric()));
            out.println();
        }
        try (RouteDryRun dryRun = new RouteDryRun(routes)) {
            Explanation explanation =
                    dryRun.explain(
                            message.before().stream().map(this::atTheSite).toList(),
                            given,
                            message.notes(),
                            answer);
            ExplanationText.lines(explanation).forEach(out::println);
        }
        return OK;
    }

    /** A message whose vendor and dialect the site knows, where it does not name them itself. */
    private Message atTheSite(Message message) {
        return stations.apply(message.station()).map(message::of).orElse(message);
    }

    private static Optional<StationId> station(Arguments arguments) throws Mistake {
        Optional<String> name = arguments.option(STATION);
        if (name.filter(id -> id.isBlank() || id.length() > StationId.MAX_LENGTH).isPresent()) {
            throw new Mistake(
                    STATION + " takes an identity of 1 to " + StationId.MAX_LENGTH + " characters");
        }
        return name.map(StationId::new);
    }

    private static Optional<Direction> direction(Arguments arguments) throws Mistake {
        Optional<String> word = arguments.option(DIRECTION);
        if (word.filter(way -> !List.of("up", "down").contains(way)).isPresent()) {
            throw new Mistake(DIRECTION + " is up or down, not " + word.get());
        }
        return word.map(way -> way.equals("up") ? Direction.UP : Direction.DOWN);
    }

    private Path folder(String command, Arguments arguments) throws Mistake {
        if (arguments.words().size() > 1) {
            throw new Mistake(command + " takes one folder at most");
        }
        return arguments.words().isEmpty() ? routes : path(arguments.words().get(0));
    }

    private static Path path(String name) throws Mistake {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Mistake(name + " is no name of a file or folder");
        }
    }

    private String typed() throws BadRoutes {
        try {
            return text("the message", in.readNBytes(YamlReader.MOST_CHARACTERS + 1));
        } catch (IOException e) {
            throw new BadRoutes("the message", 0, "cannot be read: " + e.getMessage());
        }
    }

    private static String text(String name, Path file) throws BadRoutes {
        try (InputStream bytes = Files.newInputStream(file)) {
            return text(name, bytes.readNBytes(YamlReader.MOST_CHARACTERS + 1));
        } catch (NoSuchFileException e) {
            throw new BadRoutes(name, 0, "there is no such file");
        } catch (IOException e) {
            throw new BadRoutes(name, 0, "cannot be read: " + e.getMessage());
        }
    }

    private static String text(String name, byte[] bytes) throws BadRoutes {
        if (bytes.length > YamlReader.MOST_CHARACTERS) {
            throw new BadRoutes(name, 0, "is larger than " + YamlReader.MOST_CHARACTERS + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new BadRoutes(name, 0, "is no UTF-8 text");
        }
    }
}
