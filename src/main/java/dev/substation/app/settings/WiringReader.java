package dev.substation.app.settings;

import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.flow.settings.WholeStation;
import dev.substation.flow.settings.WholeStation.Reach;
import dev.substation.model.Action;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads how stations are split, joined and renamed: {@code split}, {@code upstream} and {@code
 * whole-station} of stations, and the section {@code upstream} (docs/split-and-join.md).
 */
final class WiringReader {

    private static final int MOST_CONNECTORS = 100;

    private final List<SectionReader> stations;
    private final Map<StationId, SectionReader> named = new LinkedHashMap<>();
    private final List<SectionReader> upstreams;
    private final TlsReader tls;
    private final Map<StationId, Upstreams.Credentials> credentials = new LinkedHashMap<>();
    private final Map<StationId, List<UpstreamSettings>> ofStation = new LinkedHashMap<>();

    /** Who has taken an identity at the CSMS, as words for a message. */
    private final Map<StationId, String> taken = new HashMap<>();

    private final Function<StationId, CsmsSettings> csmsOf;
    private final Map<String, CsmsSettings> csms;

    /**
     * @param stations the entries under {@code stations}
     * @param upstreams those under {@code upstream}
     * @param csmsOf the CSMS of a station
     * @param tls reads what they show over TLS
     */
    WiringReader(
            List<SectionReader> stations,
            List<SectionReader> upstreams,
            Map<String, CsmsSettings> csms,
            Function<StationId, CsmsSettings> csmsOf,
            TlsReader tls) {
        this.tls = tls;
        this.stations = stations;
        this.upstreams = upstreams;
        this.csms = csms;
        this.csmsOf = csmsOf;
        stations.stream()
                .filter(part -> !Identities.isPattern(part.name()))
                .filter(part -> Identities.fits(part.name()))
                .forEach(part -> named.putIfAbsent(new StationId(part.name()), part));
    }

    Upstreams read() {
        for (SectionReader part : upstreams) {
            if (!Identities.fits(part.name()) || Identities.isPattern(part.name())) {
                part.problem(
                        "an upstream station has one identity of 1 to %d characters, without *"
                                .formatted(StationId.MAX_LENGTH));
                continue;
            }
            credentials.put(
                    new StationId(part.name()),
                    new Upstreams.Credentials(
                            part.find(UpstreamKeys.USER),
                            part.find(UpstreamKeys.PASSWORD),
                            tls.upstream(part)));
        }
        upstreams.stream().filter(part -> part.has(UpstreamKeys.JOIN)).forEach(this::join);
        stations.forEach(this::ofStation);
        upstreams.stream().filter(part -> !part.has(UpstreamKeys.JOIN)).forEach(this::unjoined);
        checkNames();
        return Upstreams.of(ofStation, credentials);
    }

    private void ofStation(SectionReader part) {
        boolean splits = part.has(StationKeys.SPLIT);
        boolean renames = part.has(StationKeys.UPSTREAM);
        if (!splits && part.has(StationKeys.WHOLE_STATION)) {
            part.problem(
                    StationKeys.WHOLE_STATION,
                    "this is for a station that is split; add split, or remove it");
        }
        if (!splits && !renames) {
            return;
        }
        Key<?> key = splits ? StationKeys.SPLIT : StationKeys.UPSTREAM;
        if (Identities.isPattern(part.name())) {
            part.problem(key, key + " belongs to one station, not to a pattern; remove it");
            return;
        }
        StationId station = new StationId(part.name());
        if (splits && renames) {
            part.problem(
                    StationKeys.UPSTREAM,
                    "a station is split or renamed, not both; give the new name in split");
        } else if (ofStation.containsKey(station)) {
            part.problem(
                    key,
                    "the station is joined to %s; remove one of the two"
                            .formatted(ofStation.get(station).get(0).identity()));
        } else if (splits) {
            split(part, station);
        } else {
            rename(part, station);
        }
    }

    private void rename(SectionReader part, StationId station) {
        Optional<String> name = part.find(StationKeys.UPSTREAM);
        name.flatMap(text -> identity(part, StationKeys.UPSTREAM, text, "the station " + station))
                .ifPresent(
                        identity ->
                                ofStation.put(
                                        station,
                                        List.of(
                                                UpstreamSettings.plain(
                                                        identity,
                                                        csms(identity, csmsOf.apply(station)),
                                                        station))));
    }

    private void split(SectionReader part, StationId station) {
        TreeMap<Long, StationId> identities = new TreeMap<>();
        Map<StationId, Boolean> own = new HashMap<>();
        part.find(StationKeys.SPLIT)
                .orElse(Map.of())
                .forEach(
                        (key, text) -> {
                            Optional<Long> connector = connector(part, StationKeys.SPLIT, key, 0);
                            Optional<StationId> identity =
                                    Identities.fits(text) && own.containsKey(new StationId(text))
                                            ? Optional.of(new StationId(text))
                                            : identity(
                                                    part,
                                                    StationKeys.SPLIT,
                                                    text,
                                                    "the split of " + station);
                            if (connector.isPresent() && identity.isPresent()) {
                                own.put(identity.get(), true);
                                identities.put(connector.get(), identity.get());
                            }
                        });
        if (identities.keySet().stream().noneMatch(connector -> connector > 0)) {
            part.problem(
                    StationKeys.SPLIT,
                    "write which connector is which station at the CSMS, such as { \"1\": %s-A, \"2\": %s-B }"
                            .formatted(station, station));
            return;
        }
        if (identities.containsKey(0L)
                && identities.values().stream().filter(identities.get(0L)::equals).count() > 1) {
            part.problem(
                    StationKeys.SPLIT,
                    "\"0\" is the station as a whole and needs an identity of its own; %s is a connector's too"
                            .formatted(identities.get(0L)));
            return;
        }
        Map<StationId, List<ConnectorMapping>> plugs = new LinkedHashMap<>();
        identities.forEach(
                (connector, identity) -> {
                    List<ConnectorMapping> ofPart =
                            plugs.computeIfAbsent(identity, id -> new ArrayList<>());
                    long number = connector == 0 ? 0 : ofPart.size() + 1L;
                    ofPart.add(new ConnectorMapping(number, station, connector));
                });
        WholeStation whole = whole(part, StationKeys.WHOLE_STATION);
        List<UpstreamSettings> parts = new ArrayList<>();
        plugs.forEach(
                (identity, ofPart) ->
                        parts.add(
                                new UpstreamSettings(
                                        identity,
                                        csms(identity, csmsOf.apply(station)),
                                        parts.isEmpty() ? Shape.HEAD : Shape.PART,
                                        List.of(station),
                                        List.copyOf(ofPart),
                                        whole)));
        ofStation.put(station, List.copyOf(parts));
    }

    private void join(SectionReader part) {
        if (!Identities.fits(part.name())) {
            return;
        }
        TreeMap<Long, ConnectorMapping> plugs = new TreeMap<>();
        part.find(UpstreamKeys.JOIN)
                .orElse(Map.of())
                .forEach(
                        (key, text) ->
                                connector(part, UpstreamKeys.JOIN, key, 1)
                                        .flatMap(number -> member(part, number, text))
                                        .ifPresent(plug -> plugs.put(plug.connectorId(), plug)));
        if (plugs.isEmpty() || plugs.lastKey() != plugs.size()) {
            part.problem(
                    UpstreamKeys.JOIN,
                    "write which station is which connector, numbered from 1 without a gap, such as { \"1\": BOX-A, \"2\": BOX-B }");
            return;
        }
        List<StationId> members =
                plugs.values().stream().map(ConnectorMapping::station).distinct().toList();
        Optional<StationId> identity =
                identity(
                        part, UpstreamKeys.JOIN, part.name(), "the joined stations " + part.name());
        if (identity.isEmpty()) {
            return;
        }
        List<UpstreamSettings> joined =
                List.of(
                        new UpstreamSettings(
                                identity.get(),
                                csms(identity.get(), csmsOfPart(part, members.get(0))),
                                Shape.JOINED,
                                members,
                                List.copyOf(plugs.values()),
                                whole(part, UpstreamKeys.WHOLE_STATION)));
        for (StationId member : members) {
            List<UpstreamSettings> other = ofStation.putIfAbsent(member, joined);
            if (other != null) {
                part.problem(
                        UpstreamKeys.JOIN,
                        "the station %s is joined to %s already; remove it from one"
                                .formatted(member, other.get(0).identity()));
            }
        }
    }

    private CsmsSettings csmsOfPart(SectionReader part, StationId member) {
        return CsmsReader.named(part, UpstreamKeys.CSMS, csms)
                .orElseGet(() -> csmsOf.apply(member));
    }

    private Optional<ConnectorMapping> member(SectionReader part, long number, String text) {
        int slash = text.lastIndexOf('/');
        boolean hasConnector = slash > 0 && text.substring(slash + 1).matches("\\d{1,3}");
        String name = hasConnector ? text.substring(0, slash) : text;
        long connector = hasConnector ? Long.parseLong(text.substring(slash + 1)) : 1;
        if (!Identities.fits(name) || !named.containsKey(new StationId(name))) {
            part.problem(
                    UpstreamKeys.JOIN,
                    "there is no station \"%s\" under stations; add it there, or write its name as it is there (NAME/2 is its connector 2)"
                            .formatted(name));
            return Optional.empty();
        }
        return Optional.of(new ConnectorMapping(number, new StationId(name), connector));
    }

    private void unjoined(SectionReader part) {
        for (Key<?> key : List.of(UpstreamKeys.WHOLE_STATION, UpstreamKeys.CSMS)) {
            if (part.has(key)) {
                part.problem(
                        key,
                        "this is for joined stations; add join, or write %s under stations"
                                .formatted(key));
            }
        }
    }

    private WholeStation whole(SectionReader part, Key<Map<String, String>> key) {
        Map<Action, Reach> reaches = new LinkedHashMap<>();
        part.find(key)
                .orElse(Map.of())
                .forEach(
                        (name, word) -> {
                            Action action = new Action(name);
                            List<String> known =
                                    WholeStation.TABLE.stream()
                                            .map(row -> row.action().name())
                                            .toList();
                            Optional<Reach> reach = Reach.of(word);
                            if (!known.contains(name)) {
                                part.problem(
                                        key,
                                        "\"%s\" has no such policy; there are: %s"
                                                .formatted(name, String.join(", ", known)));
                            } else if (reach.isEmpty()) {
                                part.problem(
                                        key,
                                        "%s goes to first, each or local, not to \"%s\""
                                                .formatted(name, word));
                            } else {
                                reaches.put(action, reach.get());
                            }
                        });
        return new WholeStation(Map.copyOf(reaches));
    }

    private static Optional<Long> connector(
            SectionReader part, Key<?> section, String key, long least) {
        if (key.matches("\\d{1,3}")
                && Long.parseLong(key) >= least
                && Long.parseLong(key) <= MOST_CONNECTORS) {
            return Optional.of(Long.valueOf(key));
        }
        part.problem(
                section,
                "\"%s\" is no connector; write a number from %d to %d"
                        .formatted(key, least, MOST_CONNECTORS));
        return Optional.empty();
    }

    /** An identity at the CSMS that nobody else has; empty, with a problem, when it is wrong. */
    private Optional<StationId> identity(
            SectionReader part, Key<?> key, String text, String owner) {
        if (!Identities.fits(text)) {
            part.problem(
                    key,
                    "an identity at the CSMS has 1 to %d characters"
                            .formatted(StationId.MAX_LENGTH));
            return Optional.empty();
        }
        StationId identity = new StationId(text);
        String other = taken.putIfAbsent(identity, owner);
        if (other != null) {
            part.problem(
                    key,
                    "the CSMS would know both %s and %s as %s; give one another name"
                            .formatted(other, owner, identity));
            return Optional.empty();
        }
        return Optional.of(identity);
    }

    /** A name at the CSMS must not be that of another station, which goes up as it is. */
    private void checkNames() {
        taken.forEach(
                (identity, owner) -> {
                    SectionReader same = named.get(identity);
                    if (same != null && !ofStation.containsKey(identity)) {
                        same.problem(
                                "the CSMS would know both this station and %s as %s; give one another name"
                                        .formatted(owner, identity));
                    }
                });
    }

    private CsmsSettings csms(StationId identity, CsmsSettings of) {
        return credentials.getOrDefault(identity, Upstreams.Credentials.NONE).at(of);
    }
}
