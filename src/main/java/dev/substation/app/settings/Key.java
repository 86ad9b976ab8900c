package dev.substation.app.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of settings: a key with its type, its default, and the sections in which it
 * may stand.
 *
 * @param <T> what its value becomes
 */
final class Key<T> {

    private static final Path NOWHERE = Path.of("");

    /**
     * A section in which the key may stand.
     *
     * @param meaning a sentence for docs/configuration.md and {@code payara/site.yaml}
     * @param sample a value as it is written in {@code payara/site.yaml}
     */
    record Place(Scope scope, String meaning, String sample) {}

    private final String name;
    private final Type<T> type;
    private final Effect effect;
    private final String usual;
    private final List<Place> places;

    private Key(String name, Type<T> type, Effect effect, String usual, List<Place> places) {
        this.name = name;
        this.type = type;
        this.effect = effect;
        this.usual = usual;
        this.places = List.copyOf(places);
    }

    /**
     * A key without a default.
     *
     * @param effect when a changed value counts
     */
    static <T> Key<T> key(String name, Type<T> type, Effect effect) {
        return new Key<>(name, type, effect, "", List.of());
    }

    /** The same with a default, as a site would write it. */
    Key<T> usually(String text) {
        return new Key<>(name, type, effect, text, places);
    }

    /** The same in one more section, where its sample is the default. */
    Key<T> in(Scope scope, String meaning) {
        return in(scope, meaning, type.sample(usual));
    }

    /** The same in one more section. */
    Key<T> in(Scope scope, String meaning, String sample) {
        List<Place> more = new ArrayList<>(places);
        more.add(new Place(scope, meaning, sample));
        return new Key<>(name, type, effect, usual, more);
    }

    /** The same under {@code defaults} and, in place of that, in the entry of a station. */
    Key<T> perStation(String meaning) {
        return perStation(meaning, type.sample(usual));
    }

    /**
     * The same under {@code defaults} and, in place of that, in the entry of a station.
     *
     * @param sample for the entry of a station, and for {@code defaults} if there is no default
     */
    Key<T> perStation(String meaning, String sample) {
        return in(Scope.DEFAULTS, meaning, usual.isEmpty() ? sample : type.sample(usual))
                .in(Scope.STATIONS, "Overrides `defaults." + name + "`", sample);
    }

    String name() {
        return name;
    }

    Type<T> type() {
        return type;
    }

    Effect effect() {
        return effect;
    }

    List<Place> places() {
        return places;
    }

    Optional<Place> place(Scope scope) {
        return places.stream().filter(place -> place.scope() == scope).findFirst();
    }

    /**
     * The default as it would be written in a section; empty for none. A key of all stations has it
     * under {@code defaults}.
     */
    String usual(Scope scope) {
        return scope == Scope.STATIONS && place(Scope.DEFAULTS).isPresent() ? "" : usual;
    }

    /** The value that counts when nothing is written. */
    Optional<T> usual() {
        return usual.isEmpty() ? Optional.empty() : type.parse(usual, NOWHERE);
    }

    @Override
    public String toString() {
        return name;
    }
}
