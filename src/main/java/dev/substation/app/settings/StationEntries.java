package dev.substation.app.settings;

import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.UdpBox;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The entries under {@code stations}. A site may list ten thousand, and each message asks several
 * times: those that name stations are found by a table, and only the patterns are tried in turn.
 */
final class StationEntries {

    /**
     * What the entries say of a station.
     *
     * @param station as its entry spells it; as it was asked for when none names it
     * @param exact the first entry that names it
     * @param pattern the longest pattern that matches it; of several, the first in the file
     * @param defaults what goes for all stations
     */
    record Found(
            StationId station,
            Optional<StationEntry> exact,
            Optional<StationEntry> pattern,
            Values defaults) {

        /** A value of the entry that names the station, else of the pattern. */
        <T> Optional<T> own(Function<StationEntry, Optional<T>> field) {
            return exact.flatMap(field).or(() -> pattern.flatMap(field));
        }

        /** The same by key. */
        <T> Optional<T> own(Key<T> key) {
            return own(entry -> entry.find(key));
        }

        /** The same, else the value of all stations. */
        <T> Optional<T> find(Key<T> key) {
            return own(key).or(() -> defaults.find(key));
        }

        /** The same for a key that has a default. */
        <T> T get(Key<T> key) {
            return own(key).orElseGet(() -> defaults.get(key));
        }

        /** Where the station is, if it is a KEBA box without OCPP. */
        Optional<UdpBox> udp() {
            return exact.flatMap(entry -> entry.find(StationKeys.KEBA_UDP))
                    .map(address -> new UdpBox(address, get(StationKeys.KEBA_UDP_CARD)));
        }

        /** What the station must show. */
        StationLocks locks() {
            return new StationLocks(
                    get(StationKeys.SECURITY_PROFILE),
                    get(StationKeys.TLS),
                    own(StationKeys.SECRET),
                    get(StationKeys.CERTIFICATE),
                    own(StationKeys.PASSWORD),
                    Optional.empty());
        }
    }

    /**
     * A pattern, made ready.
     *
     * @param rank its place among all, the longest first
     */
    private record Matching(StationEntry entry, int rank, Pattern whole) {

        static Matching of(StationEntry entry, int rank) {
            String whole =
                    Stream.of(entry.name().split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"));
            return new Matching(
                    entry,
                    rank,
                    Pattern.compile(
                            whole,
                            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL));
        }

        boolean matches(StationId station) {
            return whole.matcher(station.value()).matches();
        }
    }

    private final List<StationEntry> all;
    private final Values defaults;
    private final Map<StationId, StationEntry> named = new HashMap<>();

    /** Patterns by the text in front of their first {@code *}, in one case. */
    private final Map<String, List<Matching>> patterns = new HashMap<>();

    /** The lengths of those texts. */
    private final SortedSet<Integer> lengths = new TreeSet<>();

    /**
     * @param all in the file's order
     * @param defaults what goes for all stations
     */
    StationEntries(List<StationEntry> all, Values defaults) {
        this.all = List.copyOf(all);
        this.defaults = defaults;
        for (StationEntry entry : this.all) {
            if (!entry.isPattern()) {
                named.putIfAbsent(new StationId(entry.name()), entry);
                entry.aliases().forEach(alias -> named.putIfAbsent(alias, entry));
            }
        }
        List<StationEntry> longestFirst =
                this.all.stream()
                        .filter(StationEntry::isPattern)
                        .sorted(
                                Comparator.comparingInt(
                                                (StationEntry entry) -> entry.name().length())
                                        .reversed())
                        .toList();
        int rank = 0;
        for (StationEntry entry : longestFirst) {
            String begin = folded(entry.name().substring(0, entry.name().indexOf('*')));
            List<Matching> alike = patterns.computeIfAbsent(begin, text -> new ArrayList<>());
            alike.add(Matching.of(entry, rank++));
            lengths.add(begin.length());
        }
    }

    /** As {@link Pattern} and {@link StationId} compare, character by character. */
    private static String folded(String text) {
        int[] folded =
                text.codePoints()
                        .map(point -> Character.toLowerCase(Character.toUpperCase(point)))
                        .toArray();
        return new String(folded, 0, folded.length);
    }

    /** All of them, in the file's order. */
    List<StationEntry> all() {
        return all;
    }

    /** The identities that the site names, without patterns, in the file's order. */
    List<StationId> names() {
        return all.stream()
                .filter(entry -> !entry.isPattern())
                .map(entry -> new StationId(entry.name()))
                .distinct()
                .toList();
    }

    Found find(StationId station) {
        Optional<StationEntry> exact = Optional.ofNullable(named.get(station));
        // Whatever it calls itself: a pattern may set a password that no alias must get around.
        StationId own = exact.map(entry -> new StationId(entry.name())).orElse(station);
        return new Found(own, exact, pattern(own), defaults);
    }

    private Optional<StationEntry> pattern(StationId station) {
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        String identity = folded(station.value());
        return lengths.headSet(identity.length() + 1).stream()
                .map(length -> patterns.getOrDefault(identity.substring(0, length), List.of()))
                .flatMap(List::stream)
                .filter(pattern -> pattern.matches(station))
                .min(Comparator.comparingInt(Matching::rank))
                .map(Matching::entry);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StationEntries that && all.equals(that.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }
}
