package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.model.StationId;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.NavigableMap;

/** Limits that several stations share: {@code sites.*}. */
final class SharedLimitKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<List<StationId>> STATIONS =
            KEYS.add(
                    key("stations", Types.IDENTITIES, Effect.LIVE)
                            .in(
                                    Scope.SITES,
                                    "Required. The stations that share the limit",
                                    "[KEBA-HOF-7, ABL-HALL-1]"));

    static final Key<Long> LIMIT =
            KEYS.add(
                    key("limit", Types.SHARED_LIMIT, Effect.LIVE)
                            .in(
                                    Scope.SITES,
                                    "Required. What they may draw together: the current of a phase in A, or the power of all three in kW",
                                    "63A"));

    static final Key<NavigableMap<LocalTime, Long>> SCHEDULE =
            KEYS.add(
                    key("schedule", Types.LIMIT_SCHEDULE, Effect.LIVE)
                            .in(
                                    Scope.SITES,
                                    "Lower limits by the time of day from which they count",
                                    "[\"06:00 40A\", \"22:00 63A\"]"));

    static final Key<ZoneId> TIME_ZONE =
            KEYS.add(
                    key("time-zone", Types.TIME_ZONE, Effect.LIVE)
                            .in(
                                    Scope.SITES,
                                    "Time zone of the schedule. If unset, UTC",
                                    "Europe/Vienna"));

    static final Key<Duration> TURN =
            KEYS.add(
                    key("turn", Types.DURATION, Effect.LIVE)
                            .usually("15m")
                            .in(
                                    Scope.SITES,
                                    "How long a station charges at least before it pauses for another one, if the limit is too low for all"));

    static final List<Key<?>> ALL = KEYS.all();

    private SharedLimitKeys() {}
}
