package dev.substation.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A name that somebody wrote and that may be none, for complaints that say what was probably meant.
 *
 * @param written as it was written
 */
public record Misspelt(String written) {

    private static final int MOST = 6;

    /** The name that was probably meant; empty when it is right, or none is near. */
    public Optional<String> meant(Collection<String> names) {
        int near = Math.max(2, written.length() / 4);
        return names.contains(written)
                ? Optional.empty()
                : names.stream()
                        .filter(name -> distance(name) <= near)
                        .min(Comparator.comparingInt(this::distance));
    }

    /**
     * The names there are, with commas between, the nearest first; the far ones of many are left
     * out.
     */
    public String nearest(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        return names.stream()
                .sorted(
                        Comparator.comparingInt(this::distance)
                                .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .collect(Collectors.joining(", ", "", names.size() > MOST ? ", ..." : ""));
    }

    /** The number of characters to insert, remove or replace (Levenshtein), whatever their case. */
    private int distance(String name) {
        String from = written.toLowerCase(Locale.ROOT);
        String to = name.toLowerCase(Locale.ROOT);
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
