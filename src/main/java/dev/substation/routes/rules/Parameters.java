package dev.substation.routes.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one use of a rule, as text from the routes. An empty text counts as left out.
 *
 * <p>Every method throws {@link IllegalArgumentException} with a sentence that says what to write.
 */
public record Parameters(String rule, Map<String, String> values) {

    private static final String NUMBER = "\\d{1,9}";
    private static final String STATION = "station";
    private static final String CSMS = "csms";
    private static final String MAP = "map";

    /** What is called one thing at the station and another at the csms. */
    public record Pair(String station, String csms) {

        @Override
        public String toString() {
            return station + "=" + csms;
        }
    }

    public Parameters {
        values = Map.copyOf(values);
    }

    /** The text of a parameter. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** One of a few words. */
    public String word(String name, String whenLeftOut, List<String> allowed) {
        String word = text(name).orElse(whenLeftOut);
        if (!allowed.contains(word)) {
            throw wrong(name, "is " + word + "; write one of " + String.join(", ", allowed));
        }
        return word;
    }

    /** A whole number of at least {@code least}. */
    public Optional<Long> number(String name, long least) {
        return text(name).map(text -> number(name, text, least));
    }

    /** The same for a part of a parameter's text. */
    public long number(String name, String text, long least) {
        if (!text.matches(NUMBER) || Long.parseLong(text) < least) {
            throw wrong(name, "is " + text + "; write a whole number of " + least + " or more");
        }
        return Long.parseLong(text);
    }

    /** The items of a text with commas between, without the blanks around them. */
    public List<String> items(String name, String whenLeftOut) {
        return Arrays.stream(text(name).orElse(whenLeftOut).split(",", -1))
                .map(String::strip)
                .toList();
    }

    /** The same; one empty item when the parameter is left out. */
    public List<String> items(String name) {
        return items(name, "");
    }

    /** The pairs of {@code map}, a text such as {@code a=b,c=d}. */
    public List<Pair> pairs(String example) {
        return items(MAP).stream().map(item -> pair(item, example)).toList();
    }

    private Pair pair(String item, String example) {
        String[] sides = item.split("=", -1);
        if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
            throw wrong(MAP, "has " + item + "; write station=csms, such as " + example);
        }
        return new Pair(sides[0].strip(), sides[1].strip());
    }

    /** The pairs of {@code map}, or the one of {@code station} and {@code csms}. */
    public List<Pair> pairsOrOne(String eitherWay, String example) {
        boolean single = text(STATION).isPresent();
        boolean map = text(MAP).isPresent();
        if (single != text(CSMS).isPresent() || single == map) {
            throw wrong(MAP, "and station/csms have the same purpose; write either " + eitherWay);
        }
        return map
                ? pairs(example)
                : List.of(new Pair(text(STATION).orElseThrow(), text(CSMS).orElseThrow()));
    }

    /** A complaint about one parameter. */
    public IllegalArgumentException wrong(String name, String sentence) {
        return new IllegalArgumentException(
                "the parameter " + name + " of the rule " + rule + " " + sentence);
    }
}
