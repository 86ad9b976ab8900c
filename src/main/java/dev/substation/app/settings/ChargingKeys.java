package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.ChargingSettings;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Smart charging of stations: {@code defaults} and {@code stations.*}. */
final class ChargingKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<ChargingSettings.Carrier> SMART_CHARGING =
            KEYS.add(
                    key("smart-charging", Types.CARRIER, Effect.LIVE)
                            .usually("auto")
                            .perStation(
                                    "Who keeps the charging profiles of stations. `auto`: the gateway, for stations that know none and that it can limit; `gateway`: the gateway; `station`: the station. See [smart charging](smart-charging.md)",
                                    "gateway"));

    static final Key<BigDecimal> MAX_CURRENT =
            KEYS.add(
                    key("max-current", Types.CURRENT, Effect.LIVE)
                            .usually("32")
                            .perStation(
                                    "What a phase of a connector can carry, in A. It counts where no charging profile says less",
                                    "16"));

    static final Key<Integer> PHASES =
            KEYS.add(
                    key("phases", Types.PHASES, Effect.LIVE)
                            .usually("3")
                            .perStation("On how many phases a connector charges", "1"));

    static final Key<BigDecimal> VOLTAGE =
            KEYS.add(
                    key("voltage", Types.VOLTAGE, Effect.LIVE)
                            .usually("230")
                            .perStation(
                                    "Voltage between a phase and neutral, for limits in W", "240"));

    static final Key<BigDecimal> FALLBACK_CURRENT =
            KEYS.add(
                    key("fallback-current", Types.CURRENT, Effect.LIVE)
                            .usually("6")
                            .perStation(
                                    "Current in A to which a station falls by its own means if the gateway is gone while a limit counts; `0`: it pauses. Where the station can, see [smart charging](smart-charging.md#if-the-gateway-is-gone)",
                                    "10"));

    static final Key<String> ABL_LIMIT =
            KEYS.add(
                    key("abl-limit", Types.ABL_LIMIT, Effect.LIVE)
                            .perStation(
                                    "The limit of an ABL station that the gateway sets: the logical id for `SetLimit`, or that of an outlet for `SetOutletLimit`. If unset, the gateway does not limit the station by DataTransfer",
                                    "1/ProductLimit"));

    static final Key<InetSocketAddress> KEBA_LIMIT_UDP =
            KEYS.add(
                    key("keba-limit-udp", Types.BOX_ADDRESS, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Address of a KEBA box that speaks OCPP itself: the gateway limits it over its UDP interface",
                                    "192.168.40.22"));

    static final Key<Duration> LIMIT_KEPT =
            KEYS.add(
                    key("limit-kept", Types.DURATION, Effect.LIVE)
                            .perStation(
                                    "How long a station keeps a limit that is not repeated; the gateway repeats it three times as often. If unset, 100s for ABL and 10m for OCPP 1.6",
                                    "100s"));

    static final Key<Integer> PRIORITY =
            KEYS.add(
                    key("priority", Types.PRIORITY, Effect.LIVE)
                            .usually("1")
                            .perStation(
                                    "Share of a [shared limit](smart-charging.md#one-limit-for-several-stations): a station with 2 gets twice as much as one with 1, and its turn comes after half the time",
                                    "2"));

    static final Key<Duration> LIMIT_PACE =
            KEYS.add(
                    key("limit-pace", Types.DURATION, Effect.LIVE)
                            .usually("5s")
                            .perStation(
                                    "Time between two changes of a station's limit, at least",
                                    "10s"));

    static final List<Key<?>> ALL = KEYS.all();

    private ChargingKeys() {}

    /** What counts for a station. */
    static ChargingSettings settings(StationEntries.Found found) {
        return new ChargingSettings(
                found.get(SMART_CHARGING),
                found.get(MAX_CURRENT),
                found.get(PHASES),
                found.get(VOLTAGE),
                found.get(FALLBACK_CURRENT),
                found.find(ABL_LIMIT),
                found.exact().flatMap(entry -> entry.find(KEBA_LIMIT_UDP)),
                found.find(LIMIT_KEPT),
                found.get(PRIORITY),
                found.get(LIMIT_PACE));
    }
}
