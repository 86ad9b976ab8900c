package dev.substation.dialect;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words that a field can have in any version, to find the one that is meant by a word in other
 * capitals: {@code accepted}, {@code SUSPENDED_EV}.
 */
final class Spellings {

    /** Of a field that takes any text. */
    static final Spellings NONE = new Spellings(Set.of());

    private final Set<String> words;
    private final Map<String, String> byLetters = new HashMap<>();

    Spellings(Collection<String> words) {
        this.words = Set.copyOf(words);
        this.words.forEach(word -> byLetters.put(letters(word), word));
    }

    /** The word that is meant; the text itself when it is one, or when none is like it. */
    String meant(String text) {
        return words.isEmpty() || words.contains(text)
                ? text
                : byLetters.getOrDefault(letters(text), text);
    }

    /** Capitals, blanks and what stands between words do not count. */
    private static String letters(String word) {
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
