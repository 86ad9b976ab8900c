package dev.substation.routes.engine;

import dev.substation.routes.language.Condition;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.language.simple.SimpleLanguage;

/**
 * Camel's {@code simple} with a guard: conditions are those of {@link Condition}, and a pattern is
 * given so many steps and no more. Patterns meet texts that stations send; {@code (.*a){20}} would
 * need years for a hostile card of 48 letters, and all calls share one thread.
 */
final class ConditionLanguage extends SimpleLanguage {

    /**
     * Far beyond what a sane pattern needs for the longest field, and some milliseconds at most.
     */
    static final int MOST_STEPS = 200_000;

    @Override
    public Predicate createPredicate(String text) {
        Condition condition = Condition.parse(text);
        List<Predicate> parts = condition.comparisons().stream().map(this::predicate).toList();
        for (Predicate part : parts) {
            part.initPredicate(getCamelContext());
        }
        return new Predicate() {
            @Override
            public boolean matches(Exchange exchange) {
                for (Predicate part : parts) {
                    if (part.matches(exchange) == condition.any()) {
                        return condition.any();
                    }
                }
                return !condition.any();
            }

            @Override
            public String toString() {
                return text;
            }
        };
    }

    private Predicate predicate(Condition.Comparison comparison) {
        if (!comparison.isRegex()) {
            return super.createPredicate(comparison.text());
        }
        Expression left = createExpression(comparison.left());
        left.init(getCamelContext());
        Pattern pattern = Condition.pattern(comparison);
        boolean wanted = !comparison.operator().startsWith("!");
        return exchange -> matches(pattern, left.evaluate(exchange, Object.class)) == wanted;
    }

    private static boolean matches(Pattern pattern, Object value) {
        return (value instanceof CharSequence
                        || value instanceof Number
                        || value instanceof Boolean)
                && pattern.matcher(new Bounded(value.toString(), new Steps(pattern))).matches();
    }

    /** Counts what one match looks at. */
    private static final class Steps {

        private final Pattern pattern;
        private int left = MOST_STEPS;

        Steps(Pattern pattern) {
            this.pattern = pattern;
        }

        void step(int length) {
            if (--left < 0) {
                // The text may be a card: the message shows only its length.
                throw new IllegalStateException(
                        ("the pattern %s takes too long for a text of %d characters; write one"
                                        + " without a repetition inside a repetition")
                                .formatted(pattern, length));
            }
        }
    }

    private record Bounded(String text, Steps steps) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps.step(text.length());
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Bounded(text.substring(start, end), steps);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
