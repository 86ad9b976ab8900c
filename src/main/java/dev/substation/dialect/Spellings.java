package dev.substation.dialect;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words that a field can have in any version, to find the one that is meant by a word in other
 * capitals: {@code accepted}, {@code SUSPENDED_EV}. Units are also known by their names and signs:
 * {@code Watts}, {@code %}.
 */
final class Spellings {

    /** What people call a unit, in small letters, by the word of OCPP. */
    private static final Map<String, List<String>> NAMES =
            Map.ofEntries(
                    Map.entry("Wh", List.of("watthour", "watthours")),
                    Map.entry("kWh", List.of("kilowatthour", "kilowatthours")),
                    Map.entry("W", List.of("watt", "watts")),
                    Map.entry("kW", List.of("kilowatt", "kilowatts")),
                    Map.entry("A", List.of("amp", "amps", "ampere", "amperes")),
                    Map.entry("V", List.of("volt", "volts")),
                    Map.entry("VA", List.of("voltampere", "voltamperes")),
                    Map.entry("Percent", List.of("%", "percentage")),
                    Map.entry(
                            "Celsius",
                            List.of(
                                    "°c",
                                    "c",
                                    "\u2103",
                                    "degc",
                                    "degreecelsius",
                                    "degreescelsius")),
                    Map.entry(
                            "Fahrenheit",
                            List.of("°f", "f", "degf", "degreefahrenheit", "degreesfahrenheit")),
                    Map.entry("K", List.of("°k", "kelvin", "kelvins")));

    /** Of a field that takes any text. */
    static final Spellings NONE = new Spellings(Set.of());

    private final Set<String> words;
    private final Map<String, String> byLetters = new HashMap<>();

    Spellings(Collection<String> words) {
        this.words = Set.copyOf(words);
        this.words.forEach(word -> byLetters.put(letters(word), word));
        NAMES.forEach(
                (word, names) -> {
                    if (this.words.contains(word)) {
                        names.forEach(name -> byLetters.putIfAbsent(name, word));
                    }
                });
    }

    /** The word that is meant; the text itself when it is one, or when none is like it. */
    String meant(String text) {
        return words.isEmpty() || words.contains(text)
                ? text
                : byLetters.getOrDefault(letters(text), text);
    }

    /** Whether a text is a word in any spelling. */
    static boolean isLike(String text, String word) {
        return text.equals(word) || letters(text).equals(letters(word));
    }

    /** Capitals, blanks and what stands between words do not count. */
    static String letters(String word) {
        StringBuilder letters = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (!Character.isWhitespace(letter) && "_-.".indexOf(letter) < 0) {
                letters.append(letter);
            }
        }
        return letters.toString().toLowerCase(Locale.ROOT);
    }
}
