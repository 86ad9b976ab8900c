package dev.substation.flow;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;

/**
 * Something about a station's link that a csms has set and that counts in place of {@code
 * site.yaml}.
 *
 * @param what in words, without any secret
 * @param since when, in UTC
 */
public record SetByCsms(StationId station, String what, String since) {

    /** Who remembers such things in the ledger. */
    public static final List<String> OWNERS =
            List.of(AuthorizationKeys.OWNER, SecurityProfiles.OWNER);

    /** The same as a sentence for the operator. */
    public String sentence() {
        return "The csms set %s (station %s, %s); it counts until that is changed in site.yaml"
                .formatted(what, station, since);
    }

    static SetByCsms atStation(StationId station, boolean isNext, String since) {
        return new SetByCsms(
                station,
                isNext
                        ? "the password that the station must show, once it has shown it"
                        : "the password that the station must show",
                since);
    }

    static SetByCsms atCsms(StationId identity, String csms, String since) {
        return new SetByCsms(identity, "the password that is shown at the csms " + csms, since);
    }

    static SetByCsms profile(StationId station, long profile, String since) {
        return new SetByCsms(station, "security profile " + profile, since);
    }

    /** What a memory of the ledger tells; empty for one of something else. */
    public static Optional<SetByCsms> of(Memory memory) {
        try {
            return switch (memory.owner()) {
                case AuthorizationKeys.OWNER -> {
                    Payload kept = Json.read(memory.value());
                    String since = kept.text(AuthorizationKeys.SINCE).orElse("");
                    yield Optional.of(
                            memory.key().equals(AuthorizationKeys.OF_STATION)
                                    ? atStation(
                                            memory.station(),
                                            kept.containsKey(AuthorizationKeys.NEXT),
                                            since)
                                    : atCsms(
                                            memory.station(),
                                            memory.key()
                                                    .substring(AuthorizationKeys.OF_CSMS.length()),
                                            since));
                }
                case SecurityProfiles.OWNER -> {
                    Payload kept = Json.read(memory.value());
                    yield Optional.of(
                            profile(
                                    memory.station(),
                                    kept.number(SecurityProfiles.KEY).orElse(0L),
                                    kept.text(SecurityProfiles.SINCE).orElse("")));
                }
                default -> Optional.empty();
            };
        } catch (BadMessage e) {
            return Optional.empty();
        }
    }
}
