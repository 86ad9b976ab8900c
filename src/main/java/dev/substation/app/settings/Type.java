package dev.substation.app.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What may be written as the value of a key, and what it becomes.
 *
 * @param <T> what a value becomes
 */
abstract sealed class Type<T> {

    private final String words;

    private Type(String words) {
        this.words = words;
    }

    /** What may be written, in words for an error message. */
    final String words() {
        return words;
    }

    /** Whether a list may be written. */
    boolean isList() {
        return false;
    }

    /** A default as it is written in YAML. */
    String sample(String usual) {
        return usual;
    }

    /** The value of a text that is known to be right, such as a default. */
    abstract Optional<T> parse(String text, Path home);

    /**
     * The value that stands in the file.
     *
     * @param name of the key
     * @param where the place of the key
     * @return empty, with a problem, when it is wrong
     */
    abstract Optional<T> read(String name, Entry entry, String where, Reading reading);

    /** A single value. */
    static <T> Type<T> value(String words, Function<String, Optional<T>> parser) {
        return new Single<>(words, (text, home) -> parser.apply(text), text -> "");
    }

    /**
     * A single value.
     *
     * @param hint what else to say of one that is wrong
     */
    static <T> Type<T> value(
            String words, Function<String, Optional<T>> parser, Function<String, String> hint) {
        return new Single<>(words, (text, home) -> parser.apply(text), hint);
    }

    /** A single value that depends on the home. */
    static <T> Type<T> inHome(String words, BiFunction<String, Path, Optional<T>> parser) {
        return new Single<>(words, parser, text -> "");
    }

    /** One of two words, of which one stands for true. */
    static Type<Boolean> either(String words, String isTrue, String isFalse) {
        return value(
                words,
                text ->
                        text.equals(isTrue)
                                ? Optional.of(true)
                                : Optional.of(false).filter(no -> text.equals(isFalse)));
    }

    /** A list of texts; one alone may be written without the list, nothing for an empty one. */
    static <T> Type<T> list(
            String words, Predicate<String> isRight, Function<List<String>, T> whole) {
        return new Many<>(words, isRight, whole, true);
    }

    /** The same, but nothing must not be written for an empty one. */
    static <T> Type<T> filledList(
            String words, Predicate<String> isRight, Function<List<String>, T> whole) {
        return new Many<>(words, isRight, whole, false);
    }

    /** A section whose keys the site chooses, with a text each. */
    static Type<Map<String, String>> table(String words) {
        return new Table(words);
    }

    /** The words for an entry of another kind than the key's type. */
    final String wrong(String name, Entry entry) {
        return "\"%s\" must be %s, not %s".formatted(name, words, entry.kind());
    }

    final String nothing(String name) {
        return "\"%s\" has no value; write %s, or remove the line".formatted(name, words);
    }

    private static final class Single<T> extends Type<T> {

        private final BiFunction<String, Path, Optional<T>> parser;
        private final Function<String, String> hint;

        Single(
                String words,
                BiFunction<String, Path, Optional<T>> parser,
                Function<String, String> hint) {
            super(words);
            this.parser = parser;
            this.hint = hint;
        }

        @Override
        Optional<T> parse(String text, Path home) {
            return parser.apply(text, home);
        }

        @Override
        Optional<T> read(String name, Entry entry, String where, Reading reading) {
            if (entry instanceof Entry.Nothing) {
                reading.problem(where, nothing(name));
                return Optional.empty();
            }
            if (!(entry instanceof Entry.Text text)) {
                reading.problem(entry.where(), wrong(name, entry));
                return Optional.empty();
            }
            Optional<String> resolved = reading.resolved(text);
            Optional<T> value = resolved.flatMap(full -> parse(full, reading.home()));
            if (resolved.isPresent() && value.isEmpty()) {
                reading.problem(
                        text.where(),
                        "\"%s\" must be %s, not \"%s\"%s"
                                .formatted(
                                        name,
                                        words(),
                                        SecretKeys.contains(name) ? "…" : text.value(),
                                        hint.apply(resolved.get())));
            }
            return value;
        }
    }

    private static final class Many<T> extends Type<T> {

        private final Predicate<String> isRight;
        private final Function<List<String>, T> whole;
        private final boolean mayBeNothing;

        Many(
                String words,
                Predicate<String> isRight,
                Function<List<String>, T> whole,
                boolean mayBeNothing) {
            super(words);
            this.isRight = isRight;
            this.whole = whole;
            this.mayBeNothing = mayBeNothing;
        }

        @Override
        boolean isList() {
            return true;
        }

        @Override
        String sample(String usual) {
            return "[" + usual + "]";
        }

        @Override
        Optional<T> parse(String text, Path home) {
            return Optional.of(whole.apply(Arrays.asList(text.split(", "))));
        }

        @Override
        Optional<T> read(String name, Entry entry, String where, Reading reading) {
            if (entry instanceof Entry.Nothing && !mayBeNothing) {
                reading.problem(where, nothing(name));
            }
            List<String> right = new ArrayList<>();
            for (Entry item : items(entry)) {
                if (item instanceof Entry.Text text && isRight.test(text.value())) {
                    right.add(text.value());
                } else {
                    reading.problem(item.where(), "\"%s\" must be %s".formatted(name, words()));
                }
            }
            return Optional.of(whole.apply(List.copyOf(right)));
        }

        private static List<Entry> items(Entry entry) {
            if (entry instanceof Entry.Items list) {
                return list.items();
            }
            return entry instanceof Entry.Nothing ? List.of() : List.of(entry);
        }
    }

    private static final class Table extends Type<Map<String, String>> {

        Table(String words) {
            super(words);
        }

        @Override
        Optional<Map<String, String>> parse(String text, Path home) {
            return Optional.empty(); // no such key has a default
        }

        @Override
        Optional<Map<String, String>> read(
                String name, Entry entry, String where, Reading reading) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (!(entry instanceof Entry.Section section)) {
                reading.problem(entry.where(), wrong(name, entry));
                return Optional.of(texts);
            }
            section.entries()
                    .forEach(
                            (child, value) -> {
                                if (value instanceof Entry.Text text) {
                                    texts.put(child, text.value());
                                } else {
                                    reading.problem(value.where(), wrong(name, value));
                                }
                            });
            return Optional.of(texts);
        }
    }
}
