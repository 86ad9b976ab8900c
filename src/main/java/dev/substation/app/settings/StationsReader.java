package dev.substation.app.settings;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code defaults} and the entries under {@code stations}. */
final class StationsReader {

    private static final List<Key<InetSocketAddress>> ADDRESSES =
            List.of(StationKeys.KEBA_UDP, ChargingKeys.KEBA_LIMIT_UDP);

    private static final List<Key<?>> WITHOUT_OCPP =
            List.of(
                    StationKeys.DIALECT,
                    StationKeys.CALLBACK,
                    StationKeys.TRANSPARENT,
                    StationKeys.PASSWORD,
                    StationKeys.SECRET,
                    ChargingKeys.KEBA_LIMIT_UDP);

    private final Map<String, CsmsSettings> csms;
    private final TlsReader tls;
    private final List<String> remarks;

    StationsReader(Map<String, CsmsSettings> csms, TlsReader tls, List<String> remarks) {
        this.csms = csms;
        this.tls = tls;
        this.remarks = remarks;
    }

    Defaults defaults(SectionReader section, Optional<CsmsSettings> chosen) {
        return new Defaults(
                chosen, section.values().over(Keys.of(Scope.DEFAULTS)), tls.callback(section));
    }

    List<StationEntry> entries(List<SectionReader> sections) {
        Map<StationId, String> seen = new LinkedHashMap<>();
        List<StationEntry> entries = new ArrayList<>();
        for (SectionReader section : sections) {
            if (!Identities.fits(section.name())) {
                section.problem(
                        "a station's identity has 1 to %d characters"
                                .formatted(StationId.MAX_LENGTH));
                continue;
            }
            once(new StationId(section.name()), section, seen);
            StationEntry entry = entry(section);
            entry.aliases().forEach(alias -> once(alias, section, seen));
            entries.add(entry);
        }
        oneBoxAtAnAddress(sections);
        return List.copyOf(entries);
    }

    private static void once(StationId name, SectionReader section, Map<StationId, String> seen) {
        String before = seen.putIfAbsent(name, section.where());
        if (before != null) {
            section.problem(
                    "the station %s occurs here a second time, first at %s (case does not matter); remove one"
                            .formatted(name, before));
        }
    }

    private static void checkBox(SectionReader section, boolean pattern) {
        for (Key<InetSocketAddress> key : ADDRESSES) {
            if (pattern && section.has(key)) {
                section.problem(
                        key, "an address belongs to one station, not to a pattern; remove it");
            }
        }
        if (!section.has(StationKeys.KEBA_UDP)) {
            return;
        }
        WITHOUT_OCPP.stream()
                .filter(section::has)
                .forEach(
                        key ->
                                section.problem(
                                        key,
                                        "the station is a KEBA box without OCPP (keba-udp); remove this"));
    }

    /** A datagram is of the box whose address it comes from. */
    private static void oneBoxAtAnAddress(List<SectionReader> sections) {
        Map<InetSocketAddress, String> seen = new LinkedHashMap<>();
        for (SectionReader section : sections) {
            for (Key<InetSocketAddress> key : ADDRESSES) {
                section.find(key)
                        .map(address -> seen.putIfAbsent(address, section.where()))
                        .ifPresent(
                                before ->
                                        section.problem(
                                                key,
                                                "the station at %s has this address, too; correct one"
                                                        .formatted(before)));
            }
        }
    }

    private StationEntry entry(SectionReader section) {
        boolean pattern = Identities.isPattern(section.name());
        if (pattern && section.has(StationKeys.CALLBACK)) {
            section.problem(
                    StationKeys.CALLBACK,
                    "a callback belongs to one station, not to a pattern; remove it");
        }
        if (pattern && section.has(StationKeys.ALIASES)) {
            section.problem(
                    StationKeys.ALIASES,
                    "aliases belong to one station, not to a pattern; remove them");
        }
        if (!pattern && section.has(StationKeys.ACCEPT)) {
            section.problem(
                    StationKeys.ACCEPT,
                    "accept belongs to a pattern such as KEBA-*; a listed station is accepted "
                            + "anyway; remove it");
        }
        checkBox(section, pattern);
        CsmsReader.named(section, StationKeys.CSMS, csms);
        TransparencyCheck.remark(section, remarks);
        return new StationEntry(section.name(), section.values(), tls.callback(section));
    }
}
