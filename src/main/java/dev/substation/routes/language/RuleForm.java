package dev.substation.routes.language;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a rule: what a site engineer reads of it and fills in. It is written as a Camel
 * Kamelet in {@code rules/ID.kamelet.yaml}.
 *
 * @param id the rule's name in routes
 * @param title a line
 * @param description a few sentences
 * @param fields its parameters by name, in the order in which they are written
 */
public record RuleForm(String id, String title, String description, Map<String, Field> fields) {

    /** The types that a parameter can have; the words are those of Kamelets and JSON Schema. */
    public enum Type {
        STRING("string", "text", ".*"),
        INTEGER("integer", "a whole number", "-?\\d{1,9}"),
        NUMBER("number", "a number", "-?\\d{1,9}(\\.\\d{1,9})?"),
        BOOLEAN("boolean", "true or false", "true|false");

        private final String word;
        private final String phrase;
        private final String pattern;

        Type(String word, String phrase, String pattern) {
            this.word = word;
            this.phrase = phrase;
            this.pattern = pattern;
        }

        static Optional<Type> of(String word) {
            return List.of(values()).stream().filter(type -> type.word.equals(word)).findFirst();
        }

        private boolean isNumber() {
            return this == INTEGER || this == NUMBER;
        }
    }

    /**
     * One parameter.
     *
     * @param words the only values that it may have; empty when there are more
     * @param minimum of a number
     * @param maximum of a number
     * @param standard what counts when it is left out
     * @param required whether it cannot be left out
     * @param example a value, for the page
     */
    public record Field(
            String name,
            String title,
            String description,
            Type type,
            List<String> words,
            Optional<BigDecimal> minimum,
            Optional<BigDecimal> maximum,
            Optional<String> standard,
            boolean required,
            Optional<String> example) {

        /** What is wrong with a value; ends with what to write. */
        Optional<String> complaint(String value) {
            boolean fits = words.isEmpty() ? value.matches(type.pattern) : words.contains(value);
            if (fits && type.isNumber()) {
                BigDecimal number = new BigDecimal(value);
                fits =
                        minimum.filter(least -> number.compareTo(least) < 0).isEmpty()
                                && maximum.filter(most -> number.compareTo(most) > 0).isEmpty();
            }
            return fits ? Optional.empty() : Optional.of("is " + value + "; write " + values());
        }

        /** The values that it may have, in words. */
        public String values() {
            if (!words.isEmpty()) {
                return "one of " + String.join(", ", words);
            }
            if (minimum.isPresent() && maximum.isPresent()) {
                return type.phrase + " of " + minimum.get() + " to " + maximum.get();
            }
            String least = minimum.map(number -> " of " + number + " or more").orElse("");
            String most = maximum.map(number -> " of at most " + number).orElse("");
            return type.phrase + least + most;
        }
    }
}
