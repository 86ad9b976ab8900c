package dev.substation.routes;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names in complaints, those first that were probably meant. */
final class Names {

    private static final int MOST = 6;

    private Names() {}

    /**
     * The names there are, the nearest to a mistyped one first; the far ones of many are left out.
     */
    static String nearest(String mistyped, Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        return names.stream()
                .sorted(
                        Comparator.comparingInt((String name) -> distance(mistyped, name))
                                .thenComparing(name -> name))
                .limit(MOST)
                .collect(Collectors.joining(", ", "", names.size() > MOST ? ", ..." : ""));
    }

    /** The name that was probably meant; empty when it is right, or none is near. */
    static Optional<String> meant(String written, Collection<String> names) {
        int near = Math.max(2, written.length() / 4);
        return names.contains(written)
                ? Optional.empty()
                : names.stream()
                        .filter(name -> distance(written, name) <= near)
                        .min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** The number of characters to insert, remove or replace (Levenshtein), whatever their case. */
    private static int distance(String one, String other) {
        String from = one.toLowerCase(Locale.ROOT);
        String to = other.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
