package dev.substation.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a name such as {@code OcppBackendURL2}, {@code central_system_url} or {@code
 * /ocpp/backend/url}, in lower case. The time that it takes grows with the length of the name only,
 * and names are cut: a peer may send any length.
 */
final class NameWords {

    private static final int LONGEST = 200;

    private NameWords() {}

    /**
     * @param known words that are also found where they are written together, as in {@code wsurl}
     */
    static List<String> of(String name, Set<String> known) {
        String cut = name.substring(0, Math.min(name.length(), LONGEST));
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= cut.length(); i++) {
            if (i == cut.length() || begins(cut, i)) {
                add(cut.substring(begin, i), known, words);
                begin = i;
            }
        }
        return words;
    }

    private static boolean begins(String text, int i) {
        char before = text.charAt(i - 1);
        char here = text.charAt(i);
        if (isLetter(before) != isLetter(here) || isDigit(before) != isDigit(here)) {
            return true;
        }
        return isCapital(here) && (!isCapital(before) || beginsAfterCapitals(text, i + 1));
    }

    /** As in {@code OCPPServer}, but not in {@code IPv4} and {@code URLs}. */
    private static boolean beginsAfterCapitals(String text, int next) {
        if (next >= text.length() || !isLetter(text.charAt(next)) || isCapital(text.charAt(next))) {
            return false;
        }
        char follows = next + 1 < text.length() ? text.charAt(next + 1) : ' ';
        return switch (text.charAt(next)) {
            case 'v' -> !isDigit(follows);
            case 's' -> isLetter(follows) && !isCapital(follows);
            default -> true;
        };
    }

    private static void add(String part, Set<String> known, List<String> words) {
        if (!isLetter(part.charAt(0)) && !isDigit(part.charAt(0))) {
            return;
        }
        String word = part.toLowerCase(Locale.ROOT);
        if (known.contains(word)) {
            words.add(word);
        } else {
            words.addAll(apart(word, known));
        }
    }

    /** The fewest known words that make up a word; the word itself if none do. */
    private static List<String> apart(String word, Set<String> known) {
        int longest = known.stream().mapToInt(String::length).max().orElse(0);
        int[] pieces = new int[word.length() + 1];
        int[] from = new int[word.length() + 1];
        for (int end = 1; end <= word.length(); end++) {
            pieces[end] = Integer.MAX_VALUE;
            for (int begin = Math.max(0, end - longest); begin < end; begin++) {
                if (pieces[begin] < pieces[end] - 1 && known.contains(word.substring(begin, end))) {
                    pieces[end] = pieces[begin] + 1;
                    from[end] = begin;
                }
            }
        }
        if (pieces[word.length()] == Integer.MAX_VALUE) {
            return List.of(word);
        }
        List<String> found = new ArrayList<>();
        for (int end = word.length(); end > 0; end = from[end]) {
            found.add(word.substring(from[end], end));
        }
        Collections.reverse(found);
        return found;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || isCapital(c);
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
