package dev.substation.routes.rules;

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

    /** A complaint about one parameter. */
    public IllegalArgumentException wrong(String name, String sentence) {
        return new IllegalArgumentException(
                "the parameter " + name + " of the rule " + rule + " " + sentence);
    }
}
