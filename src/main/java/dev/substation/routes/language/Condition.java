package dev.substation.routes.language;

import dev.substation.model.Action;
import dev.substation.model.Direction;
import dev.substation.model.Misspelt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A text in {@code simple:}, taken apart: comparisons, joined by {@code &&} or by {@code ||}. Camel
 * reads more than this, and some of it otherwise than it looks ({@code a || b && c} from left to
 * right, a text alone as true); that is refused.
 *
 * @param any whether one true comparison is enough ({@code ||})
 */
public record Condition(List<Comparison> comparisons, boolean any) {

    private static final String FIELD = "\\$\\{[^{}]*}";
    private static final String QUOTED = "'[^']*'|\"[^\"]*\"";
    private static final Pattern OPERAND =
            Pattern.compile(
                    FIELD + "|" + QUOTED + "|-?\\d+(\\.\\d+)?|null|true|false|\\{\\{\\??[\\w-]+}}");
    private static final List<String> OPERATORS =
            List.of(
                    "==",
                    "!=",
                    "=~",
                    "!=~",
                    ">",
                    ">=",
                    "<",
                    "<=",
                    "contains",
                    "!contains",
                    "~~",
                    "!~~",
                    "in",
                    "!in",
                    "range",
                    "!range",
                    "regex",
                    "!regex",
                    "startsWith",
                    "!startsWith",
                    "endsWith",
                    "!endsWith");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern RANGE = Pattern.compile("\\d+\\.\\.\\d+");
    private static final Pattern HEADER = Pattern.compile("\\$\\{headers?[.:]([\\w-]+)}");
    private static final Set<String> ON_LISTS = Set.of("in", "!in", "range", "!range");

    /**
     * One comparison.
     *
     * @param right without its quotes
     * @param quoted whether the right side is a text in quotes
     * @param text the whole, as it was written
     */
    public record Comparison(
            String left, String operator, String right, boolean quoted, String text) {

        /** Whether the right side is a pattern. */
        public boolean isRegex() {
            return operator.endsWith("regex");
        }

        /** The header that it looks at: {@code station}. */
        Optional<String> header() {
            Matcher header = HEADER.matcher(left);
            return header.matches() ? Optional.of(header.group(1)) : Optional.empty();
        }

        /** The texts that the left side is compared with, one by one. */
        List<String> words() {
            return switch (operator) {
                case "==", "!=", "=~", "!=~" -> List.of(right);
                case "in", "!in" -> List.of(right.split(","));
                default -> List.of();
            };
        }

        /** Whether it is true for all calls of a direction, or for none; empty when it depends. */
        private Optional<Boolean> under(Direction direction) {
            if (words().isEmpty()) {
                return Optional.empty();
            }
            boolean negated = operator.startsWith("!");
            boolean exactly = !operator.endsWith("~");
            Optional<Boolean> equal =
                    switch (header().orElse("")) {
                        case "direction" ->
                                Optional.of(
                                        words().contains(direction.word())
                                                || !exactly
                                                        && right.equalsIgnoreCase(
                                                                direction.word()));
                        case "action" ->
                                exactly
                                                && words().stream()
                                                        .allMatch(
                                                                word ->
                                                                        isOfTheOther(
                                                                                direction, word))
                                        ? Optional.of(false)
                                        : Optional.empty();
                        default -> Optional.empty();
                    };
            return equal.map(is -> is != negated);
        }

        private static boolean isOfTheOther(Direction direction, String action) {
            return Action.of(direction == Direction.UP ? Direction.DOWN : Direction.UP)
                            .contains(new Action(action))
                    && !Action.of(direction).contains(new Action(action));
        }
    }

    /**
     * Takes a text apart.
     *
     * @throws IllegalArgumentException with a sentence for the site engineer
     */
    public static Condition parse(String text) {
        List<Comparison> comparisons = new ArrayList<>();
        Set<String> joints = new TreeSet<>();
        Matcher at = WORD.matcher(text.strip());
        int from = 0;
        while (true) {
            String left = taken(at, OPERAND, from, "a field such as ${header.vendor}");
            int begun = from;
            from = blanks(at, at.end());
            String operator = taken(at, WORD, from, "an operator such as ==");
            if (!OPERATORS.contains(operator)) {
                throw wrong(
                        "there is no operator " + operator,
                        "there are " + new Misspelt(operator).nearest(OPERATORS));
            }
            from = blanks(at, at.end());
            String right = taken(at, OPERAND, from, "a text in quotes, a number or null");
            from = at.end();
            comparisons.add(comparison(left, operator, right, text.strip().substring(begun, from)));
            if (from == text.strip().length()) {
                break;
            }
            from = blanks(at, from);
            joints.add(taken(at, WORD, from, "&& or ||"));
            from = blanks(at, at.end());
        }
        if (joints.size() > 1) {
            throw wrong(
                    "&& and || stand side by side, which can be read in two ways",
                    "write one of them, and a filter or choice inside for the rest");
        }
        if (!List.of("&&", "||").containsAll(joints)) {
            throw wrong("there is no " + joints + " between comparisons", "write && or ||");
        }
        return new Condition(List.copyOf(comparisons), joints.contains("||"));
    }

    private static String taken(Matcher at, Pattern what, int from, String otherwise) {
        at.usePattern(what).region(from, at.regionEnd());
        if (!at.lookingAt()) {
            throw wrong("this is no condition", "write " + otherwise + " " + where(at, from));
        }
        return at.group();
    }

    private static int blanks(Matcher at, int from) {
        at.usePattern(BLANKS).region(from, at.regionEnd());
        if (!at.lookingAt()) {
            boolean ended = from == at.regionEnd();
            throw wrong(
                    ended ? "the condition is not complete" : "a blank is missing",
                    "write it like ${header.vendor} == 'keba', with blanks around the operator, "
                            + where(at, from));
        }
        return at.end();
    }

    private static String where(Matcher at, int from) {
        StringBuilder text = new StringBuilder();
        at.usePattern(Pattern.compile("(?s).*")).region(from, at.regionEnd());
        if (at.lookingAt()) {
            text.append(at.group());
        }
        return text.isEmpty() ? "at its end" : "in place of " + text;
    }

    private static Comparison comparison(String left, String operator, String right, String text) {
        boolean quoted = right.matches("(?s)" + QUOTED);
        String bare = quoted ? right.substring(1, right.length() - 1) : right;
        Comparison comparison = new Comparison(left, operator, bare, quoted, text);
        if (!left.startsWith("${") && !left.startsWith("{{")) {
            throw wrong(left + " stands on the left", "write the field there: ${header.vendor}");
        }
        if (comparison.isRegex()) {
            pattern(comparison);
        }
        if (ON_LISTS.contains(operator) && !quoted) {
            throw wrong(
                    right + " stands behind " + operator,
                    "write a text in quotes there: in 'keba,abl' or range '1..4'");
        }
        if (operator.endsWith("range") && !RANGE.matcher(bare).matches()) {
            throw wrong(right + " is no range", "write it like range '1..4'");
        }
        return comparison;
    }

    /** The pattern of a regex, which must be written out: no text from a call becomes a pattern. */
    public static Pattern pattern(Comparison comparison) {
        String text = comparison.right();
        if (!comparison.quoted() || text.contains("${") || text.contains("{{")) {
            throw wrong(
                    comparison.text() + " takes its pattern from elsewhere",
                    "write the pattern in quotes: regex 'CP-HALL-03-.*'");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw wrong(
                    "'%s' is no pattern (%s)".formatted(text, e.getDescription()),
                    "write one like 'CP-HALL-03-.*'");
        }
    }

    /** Whether it is true for all calls of a direction, or for none; empty when it depends. */
    public Optional<Boolean> under(Direction direction) {
        List<Optional<Boolean>> each =
                comparisons.stream().map(comparison -> comparison.under(direction)).toList();
        if (each.contains(Optional.of(any))) {
            return Optional.of(any);
        }
        return each.contains(Optional.<Boolean>empty()) ? Optional.empty() : Optional.of(!any);
    }

    /** Whether no call can fulfil it. */
    boolean isNever() {
        return Arrays.stream(Direction.values())
                .allMatch(direction -> under(direction).equals(Optional.of(false)));
    }

    /** What was probably meant instead of words that do not exist, a sentence each. */
    Stream<String> doubts() {
        return comparisons.stream()
                .filter(comparison -> comparison.header().equals(Optional.of("action")))
                .flatMap(comparison -> comparison.words().stream())
                .flatMap(Condition::doubt);
    }

    private static Stream<String> doubt(String action) {
        List<String> known =
                Arrays.stream(Direction.values())
                        .flatMap(direction -> Action.of(direction).stream())
                        .map(Action::name)
                        .toList();
        return new Misspelt(action)
                .meant(known).stream()
                        .map(
                                meant ->
                                        "there is no operation %s; did you mean %s?"
                                                .formatted(action, meant));
    }

    private static IllegalArgumentException wrong(String what, String remedy) {
        return new IllegalArgumentException(what + "; " + remedy);
    }
}
