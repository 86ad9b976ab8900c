package dev.substation.flow.gate;

import dev.substation.model.Call;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of stations that wait for their answers, by station and in all: bounded, so that a slow
 * CSMS slows stations down and never fills the heap. May be used by many threads at once.
 */
final class Load {

    /** Cost of an element beside its text, as a number of characters. */
    private static final int ELEMENT = 16;

    private final int mostOfStation;
    private final int most;
    private final long mostCharacters;
    private final Map<StationId, Integer> ofStation = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong characters = new AtomicLong();

    /** A call that was taken in; to be let go once. */
    record Place(StationId station, long characters) {}

    /**
     * @param mostOfStation how many calls of one station may wait
     * @param most how many calls may wait in all
     * @param mostCharacters how much text they may hold together
     */
    Load(int mostOfStation, int most, long mostCharacters) {
        this.mostOfStation = mostOfStation;
        this.most = most;
        this.mostCharacters = mostCharacters;
    }

    /** A place for a call, empty when there is none left. */
    Optional<Place> take(Call call) {
        Place place = new Place(call.station(), weight(call.payload()));
        int mine = ofStation.merge(call.station(), 1, Integer::sum);
        int all = calls.incrementAndGet();
        long held = characters.addAndGet(place.characters());
        if (mine > mostOfStation || all > most || held > mostCharacters && all > 1) {
            letGo(place);
            return Optional.empty();
        }
        return Optional.of(place);
    }

    void letGo(Place place) {
        ofStation.computeIfPresent(
                place.station(), (station, count) -> count > 1 ? count - 1 : null);
        calls.decrementAndGet();
        characters.addAndGet(-place.characters());
    }

    /** Whether it is the station itself that has too many. */
    boolean isFull(StationId station) {
        return ofStation.getOrDefault(station, 0) >= mostOfStation;
    }

    int mostOfStation() {
        return mostOfStation;
    }

    int calls() {
        return calls.get();
    }

    /** Roughly what a value takes, in characters. */
    private static long weight(Object value) {
        long weight = ELEMENT;
        if (value instanceof String text) {
            weight += text.length();
        } else if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                weight += weight(field.getKey()) + weight(field.getValue());
            }
        } else if (value instanceof List<?> items) {
            for (Object item : items) {
                weight += weight(item);
            }
        }
        return weight;
    }
}
