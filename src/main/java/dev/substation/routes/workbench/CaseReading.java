package dev.substation.routes.workbench;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Misspelt;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.RouteCase.Expected;
import dev.substation.routes.workbench.RouteCase.Kind;
import dev.substation.routes.workbench.RouteCase.Made;
import dev.substation.routes.workbench.RouteCase.Message;
import dev.substation.routes.workbench.RouteCase.RuleUse;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads case files; names every mistake by line, and what to write instead. */
public final class CaseReading {

    private static final List<String> CASE =
            List.of(
                    "case", "example", "rule", "before", "given", "expect", "answer", "then",
                    "wait", "made");
    private static final List<String> CALL =
            List.of("direction", "station", "action", "vendor", "dialect", "body");
    private static final List<String> CALL_BEFORE =
            List.of(
                    "direction",
                    "station",
                    "action",
                    "vendor",
                    "dialect",
                    "body",
                    "answer",
                    "wait");
    private static final List<String> ASKED =
            List.of("direction", "station", "action", "vendor", "dialect", "body", "answer");
    private static final List<String> OUTCOME =
            List.of("delivered", "answered", "failed", "absent", "station");
    private static final List<String> TOLD = List.of("answered", "failed", "absent");
    private static final List<String> MADE = List.of("action", "station", "body", "absent");

    /** Texts in OCPP that look like numbers; without quotes YAML makes numbers of them. */
    private static final Set<String> TEXTS = Set.of("idTag", "parentIdTag", "value");

    private static final Pattern WAIT = Pattern.compile("(\\d{1,7})\\s*(ms|s|m|min|h)");
    private static final Pattern OPERATION = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,49}");

    /** The part of a case that can be explained: its calls, and what the peer answers. */
    record Scene(List<Message> before, Message given, Optional<Payload> answer) {}

    private CaseReading() {}

    /**
     * Reads a file of one case or a list of them.
     *
     * @param file its name for complaints
     * @throws BadRoutes with line and remedy
     */
    static List<RouteCase> read(String file, String text) throws BadRoutes {
        return cases(CaseText.read(file, text));
    }

    /**
     * All cases of a routes folder: {@code tests/*.yaml}, then {@code rules/tests/*.yaml}, in name
     * order.
     */
    static List<RouteCase> in(Path folder) throws BadRoutes {
        return all(RouteFolder.read(folder).cases());
    }

    static List<RouteCase> all(List<RouteFile> files) throws BadRoutes {
        List<RouteCase> cases = new ArrayList<>();
        for (RouteFile file : files) {
            cases.addAll(read(file.name(), file.text()));
        }
        return List.copyOf(cases);
    }

    private static List<RouteCase> cases(CaseText text) throws BadRoutes {
        if (text.root() == null) {
            return List.of();
        }
        if (!(text.root() instanceof List<?> items)) {
            return List.of(one(CaseSection.at(text, "", text.root())));
        }
        List<RouteCase> cases = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            cases.add(one(CaseSection.at(text, CaseText.item("", i), items.get(i))));
        }
        return List.copyOf(cases);
    }

    private static RouteCase one(CaseSection fields) throws BadRoutes {
        fields.known("a case", CASE);
        String name = fields.required("case", "a sentence that says what the case shows");
        if (fields.section("given").isEmpty()) {
            throw fields.bad(
                    "given: is missing here; write given: { direction: up, action:"
                            + " StartTransaction, body: { ... } }");
        }
        CaseSection given = fields.section("given").get();
        if (fields.section("expect").isEmpty()) {
            throw fields.bad("expect: is missing here; write expect: { delivered: { ... } }");
        }
        Optional<Payload> answer = texts(fields, "answer");
        Optional<CaseSection> then = fields.section("then");
        if (then.isPresent() && answer.isEmpty()) {
            throw fields.bad("then", "then needs an answer: what does the peer answer?");
        }
        Duration pause = pause(fields);
        if (fields.has("made") && pause.isZero()) {
            throw fields.bad("made", "made needs a wait: how far does the clock move on?");
        }
        return new RouteCase(
                fields.file(),
                fields.line(),
                name,
                flag(fields, "example"),
                fields.section("rule").isPresent()
                        ? Optional.of(rule(fields.section("rule").get()))
                        : Optional.empty(),
                before(fields),
                given(given),
                expected(fields.section("expect").get(), "expect", OUTCOME),
                answer,
                then.isPresent()
                        ? Optional.of(expected(then.get(), "then", TOLD))
                        : Optional.empty(),
                pause,
                fields.has("made") ? Optional.of(made(fields)) : Optional.empty());
    }

    /** The same of a case that need not expect anything. */
    static Scene scene(CaseSection fields) throws BadRoutes {
        fields.known("a case", CASE);
        return new Scene(
                before(fields),
                given(fields.section("given").orElseThrow()),
                texts(fields, "answer"));
    }

    private static boolean flag(CaseSection fields, String name) throws BadRoutes {
        String word = fields.text(name).orElse("false");
        if (!List.of("true", "false").contains(word)) {
            throw fields.bad(name, name + " is " + word + "; write true or false");
        }
        return word.equals("true");
    }

    private static RuleUse rule(CaseSection rule) throws BadRoutes {
        rule.known("rule", List.of("name", "parameters"));
        Map<String, String> parameters = new LinkedHashMap<>();
        Optional<CaseSection> given = rule.section("parameters");
        if (given.isPresent()) {
            for (String name : given.get().fields().keySet()) {
                parameters.put(name, given.get().text(name).orElse(""));
            }
        }
        return new RuleUse(rule.required("name", "strip-idtag-suffix"), parameters);
    }

    private static List<Message> before(CaseSection fields) throws BadRoutes {
        List<Message> before = new ArrayList<>();
        for (CaseSection call : fields.sections("before")) {
            before.add(message(call.known("a call", CALL_BEFORE)));
        }
        return before;
    }

    static Message given(CaseSection given) throws BadRoutes {
        return message(given.known("given", CALL));
    }

    /**
     * Reads the fields of {@code given}, with an {@code answer} among them if the peer is to
     * answer.
     *
     * @param name what complaints call their place
     */
    public static Message asked(String name, Payload fields) throws BadRoutes {
        CaseSection question = CaseSection.at(CaseText.of(name, fields), "", fields);
        return message(question.known("the call", ASKED));
    }

    private static Message message(CaseSection call) throws BadRoutes {
        Action action = action(call);
        Optional<Dialect> dialect = Optional.empty();
        if (call.has("dialect")) {
            dialect = Optional.of(dialect(call));
        }
        return new Message(
                direction(call, action),
                call.has("station") ? station(call) : Message.SOME_STATION,
                action,
                call.text("vendor"),
                dialect,
                texts(call, "body").orElse(Payload.EMPTY),
                texts(call, "answer"),
                pause(call));
    }

    private static Action action(CaseSection call) throws BadRoutes {
        String name = call.required("action", "StartTransaction");
        List<String> known =
                Arrays.stream(Direction.values())
                        .flatMap(direction -> Action.of(direction).stream())
                        .map(Action::name)
                        .toList();
        Optional<String> meant = new Misspelt(name).meant(known);
        if (meant.isPresent()) {
            throw call.bad("action", "there is no action " + name + "; write " + meant.get());
        }
        if (!OPERATION.matcher(name).matches()) {
            throw call.bad("action", name + " is no operation; write one like StartTransaction");
        }
        return new Action(name);
    }

    /** Left out, the operation tells; DataTransfer goes both ways. */
    private static Direction direction(CaseSection call, Action action) throws BadRoutes {
        Optional<String> word = call.text("direction");
        if (word.isEmpty()) {
            boolean up = Action.of(Direction.UP).contains(action);
            if (up == Action.of(Direction.DOWN).contains(action)) {
                throw call.bad("direction: is missing here; write direction: up or down");
            }
            return up ? Direction.UP : Direction.DOWN;
        }
        return Arrays.stream(Direction.values())
                .filter(direction -> direction.word().equals(word.get()))
                .findFirst()
                .orElseThrow(
                        () ->
                                call.bad(
                                        "direction",
                                        "direction is " + word.get() + "; write up or down"));
    }

    private static Dialect dialect(CaseSection call) throws BadRoutes {
        String word = call.required("dialect", "json1.6");
        List<String> words = Arrays.stream(Dialect.values()).map(Dialect::word).toList();
        return Dialect.named(word)
                .orElseThrow(
                        () ->
                                call.bad(
                                        "dialect",
                                        "dialect is "
                                                + word
                                                + "; write one of "
                                                + String.join(", ", words)));
    }

    private static StationId station(CaseSection fields) throws BadRoutes {
        String name = fields.required("station", "KEBA-1");
        if (name.length() > StationId.MAX_LENGTH) {
            throw fields.bad(
                    "station", "station has more than " + StationId.MAX_LENGTH + " characters");
        }
        return new StationId(name);
    }

    private static Expected expected(CaseSection fields, String what, List<String> names)
            throws BadRoutes {
        fields.known(what, names);
        List<String> kinds =
                Stream.of("delivered", "answered", "failed").filter(fields::has).toList();
        List<String> possible = names.stream().filter(name -> !name.equals("absent")).toList();
        if (kinds.size() > 1
                || kinds.isEmpty() && !fields.has("absent") && !fields.has("station")) {
            throw fields.bad(
                    what
                            + " says what becomes of it, once; write one of "
                            + String.join(
                                    ", ",
                                    possible.stream()
                                            .filter(name -> !name.equals("station"))
                                            .toList()));
        }
        String standard = names.contains("delivered") ? "delivered" : "answered";
        String kind = kinds.isEmpty() ? standard : kinds.get(0);
        return new Expected(
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                kind.equals("failed") ? Payload.EMPTY : texts(fields, kind).orElse(Payload.EMPTY),
                fields.words("absent"),
                kind.equals("failed") ? Optional.of(code(fields)) : Optional.empty(),
                fields.has("station") ? Optional.of(station(fields)) : Optional.empty());
    }

    private static ErrorCode code(CaseSection fields) throws BadRoutes {
        String word = fields.required("failed", "NotSupported");
        List<String> words = Arrays.stream(ErrorCode.values()).map(Enum::name).toList();
        return ErrorCode.of(word)
                .orElseThrow(
                        () ->
                                fields.bad(
                                        "failed",
                                        word
                                                + " is no error of OCPP; write "
                                                + new Misspelt(word)
                                                        .meant(words)
                                                        .orElse(
                                                                "one of "
                                                                        + String.join(
                                                                                ", ", words))));
    }

    private static List<Made> made(CaseSection fields) throws BadRoutes {
        List<Made> made = new ArrayList<>();
        for (CaseSection call : fields.sections("made")) {
            call.known("a call that is made", MADE);
            made.add(
                    new Made(
                            action(call),
                            call.has("station") ? Optional.of(station(call)) : Optional.empty(),
                            texts(call, "body").orElse(Payload.EMPTY),
                            call.words("absent")));
        }
        return made;
    }

    private static Duration pause(CaseSection fields) throws BadRoutes {
        Optional<String> word = fields.text("wait");
        if (word.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(word.get());
        if (!wait.matches()) {
            throw fields.bad(
                    "wait",
                    "wait is " + word.get() + "; write a number with ms, s, m or h, such as 60s");
        }
        long number = Long.parseLong(wait.group(1));
        return switch (wait.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** The fields of a message; what is text in OCPP must not have become a number. */
    private static Optional<Payload> texts(CaseSection fields, String name) throws BadRoutes {
        Optional<CaseSection> message = fields.section(name);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        requireTexts(message.get());
        return Optional.of(message.get().fields());
    }

    private static void requireTexts(CaseSection message) throws BadRoutes {
        for (Map.Entry<String, Object> field : message.fields().entrySet()) {
            String name = field.getKey();
            Object value = field.getValue();
            if (TEXTS.contains(name) && (value instanceof Long || value instanceof BigDecimal)) {
                throw message.bad(
                        name, name + " is a text in OCPP; write " + name + ": \"" + value + "\"");
            }
            if (value instanceof Payload) {
                requireTexts(message.section(name).orElseThrow());
            }
            if (value instanceof List<?> items
                    && items.stream().allMatch(Payload.class::isInstance)) {
                for (CaseSection item : message.sections(name)) {
                    requireTexts(item);
                }
            }
        }
    }
}
