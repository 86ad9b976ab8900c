package dev.substation.flow.down;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Profile;
import dev.substation.dialect.Vendors;
import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Read-only configuration keys that the gateway answers in the place of stations: those of OCPP 1.6
 * that a station's dialect has no words for, and those that its maker left out. What nobody says is
 * not made up: such a key is known, and has no value (OCPP 1.6 section 7.29).
 */
final class VouchedKeys {

    /**
     * A feature profile of OCPP 1.6.
     *
     * @param needs what a station must do to have it
     */
    private record FeatureProfile(String name, List<Action> needs) {}

    private static final String FEATURES = "SupportedFeatureProfiles";
    private static final String SMART_CHARGING = "SmartCharging";

    // spotless:off
    private static final List<FeatureProfile> PROFILES = List.of(
            new FeatureProfile("Core",                    List.of()),
            new FeatureProfile("FirmwareManagement",      List.of(Action.GetDiagnostics, Action.UpdateFirmware)),
            new FeatureProfile("LocalAuthListManagement", List.of(Action.GetLocalListVersion, Action.SendLocalList)),
            new FeatureProfile("Reservation",             List.of(Action.ReserveNow, Action.CancelReservation)),
            new FeatureProfile(SMART_CHARGING,            List.of(Action.SetChargingProfile, Action.ClearChargingProfile, Action.GetCompositeSchedule)),
            new FeatureProfile("RemoteTrigger",           List.of(Action.TriggerMessage)));
    // spotless:on

    private final Dictionary dictionary;
    private final LatestReports said;
    private final SmartCharging charging;

    VouchedKeys(Dictionary dictionary, LatestReports said, SmartCharging charging) {
        this.charging = charging;
        this.dictionary = dictionary;
        this.said = said;
    }

    /** Whether the gateway answers a key for a station; capitals do not count. */
    boolean has(Station station, String key) {
        return of(station).stream()
                .anyMatch(entry -> entry.text("key").filter(key::equalsIgnoreCase).isPresent());
    }

    /** What the gateway can say of a station, as entries of a GetConfiguration answer. */
    List<Payload> of(Station station) {
        List<Payload> entries = new ArrayList<>(carried(station));
        for (String key : Differences.vouched(station.dialect())) {
            workedOut(station, key).ifPresent(value -> entries.add(entry(key, value)));
        }
        for (Vendors.MissingKey missing : Vendors.keys(station.profile(), station.dialect())) {
            Optional<String> value =
                    Optional.of(missing.value())
                            .filter(text -> !text.isEmpty())
                            .or(() -> workedOut(station, missing.key()));
            entries.add(
                    value.map(text -> entry(missing.key(), text))
                            .orElseGet(() -> Payload.of("key", missing.key(), "readonly", true)));
        }
        return entries;
    }

    /** The keys of what the gateway does in the station's place, whatever the station says. */
    List<Payload> carried(Station station) {
        return charging.keys(station).entrySet().stream()
                .map(key -> entry(key.getKey(), key.getValue()))
                .toList();
    }

    /** An entry of the station's, with the feature that the gateway adds to those it names. */
    Payload completed(Station station, Payload entry) {
        String features = entry.text("value").orElse("");
        boolean lacks =
                entry.text("key").filter(FEATURES::equalsIgnoreCase).isPresent()
                        && !charging.keys(station).isEmpty()
                        && !features.contains(SMART_CHARGING);
        return lacks
                ? entry.with(
                        "value",
                        features.isEmpty() ? SMART_CHARGING : features + "," + SMART_CHARGING)
                : entry;
    }

    private static Payload entry(String key, String value) {
        return Payload.of("key", key, "readonly", true, "value", value);
    }

    private Optional<String> workedOut(Station station, String key) {
        return switch (key) {
            case "NumberOfConnectors" ->
                    connectors(station.id()).max(Long::compare).map(Object::toString);
            case "ConnectorPhaseRotation" -> phases(station.id());
            case FEATURES ->
                    Optional.of(
                            PROFILES.stream()
                                    .filter(
                                            profile ->
                                                    profile.needs().stream()
                                                            .allMatch(it -> does(station, it)))
                                    .map(FeatureProfile::name)
                                    .collect(Collectors.joining(",")));
            default -> Optional.empty();
        };
    }

    /** OCPP has the word Unknown for a rotation of which nothing is known (1.6 section 9.1.8). */
    private Optional<String> phases(StationId station) {
        String rotation =
                Stream.concat(Stream.of(0L), connectors(station).sorted())
                        .map(connector -> connector + ".Unknown")
                        .collect(Collectors.joining(","));
        return Optional.of(rotation);
    }

    /** The connectors whose status the station has reported. */
    private Stream<Long> connectors(StationId station) {
        Set<Long> reported = new HashSet<>(said.all(station, Action.StatusNotification).keySet());
        return reported.stream().filter(connector -> connector > 0);
    }

    private boolean does(Station station, Action action) {
        Dialect dialect = station.dialect();
        return Differences.isEmulated(dialect, action)
                || charging.carries(station, action)
                || dictionary.knows(dialect, Direction.DOWN, action)
                        && !Profile.of(station.profile()).lacks(dialect, action);
    }
}
