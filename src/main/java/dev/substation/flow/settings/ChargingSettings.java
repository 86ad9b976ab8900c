package dev.substation.flow.settings;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the site says of smart charging at a station.
 *
 * @param carrier who keeps its charging profiles
 * @param current what a phase of a connector can carry, in A
 * @param phases on how many phases a connector charges
 * @param volts between a phase and neutral
 * @param fallback to what current the station falls by its own means when the gateway is gone, in A
 * @param ablLimit what ABL calls the limit or the outlet that is set by DataTransfer; empty if it
 *     is not
 * @param udp where a KEBA box is that speaks OCPP and is limited over UDP
 * @param keeps how long the station keeps a limit that is not repeated; empty for what is usual
 * @param priority how much larger its share of a shared limit is than that of others
 * @param pace what lies between two changes of its limit, at least
 */
public record ChargingSettings(
        Carrier carrier,
        BigDecimal current,
        int phases,
        BigDecimal volts,
        BigDecimal fallback,
        Optional<String> ablLimit,
        Optional<InetSocketAddress> udp,
        Optional<Duration> keeps,
        int priority,
        Duration pace) {

    /** Who keeps the charging profiles of a station. */
    public enum Carrier {
        /** The gateway, where the station cannot and there is a way to limit it. */
        AUTO,
        /** The gateway in any case. */
        GATEWAY,
        /** The station; the gateway passes on what the station's dialect has. */
        STATION;

        /** The carrier of a word in {@code site.yaml}. */
        public static Optional<Carrier> of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }
    }

    /** Of a site that says nothing. */
    public static final ChargingSettings USUAL =
            new ChargingSettings(
                    Carrier.AUTO,
                    new BigDecimal("32"),
                    3,
                    new BigDecimal("230"),
                    new BigDecimal("6"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    Duration.ofSeconds(5));

    /** The same with a KEBA box limited over UDP. */
    public ChargingSettings overUdp(InetSocketAddress address) {
        return new ChargingSettings(
                carrier,
                current,
                phases,
                volts,
                fallback,
                ablLimit,
                Optional.of(address),
                keeps,
                priority,
                pace);
    }

    /** The fallback in mA. */
    public long fallbackMilliamperes() {
        return fallback.movePointRight(3).longValue();
    }
}
