package dev.substation.flow.down;

import dev.substation.dialect.Profile;
import dev.substation.dialect.SecurityExtension;
import dev.substation.flow.desk.Station;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.util.List;
import java.util.Optional;

/**
 * What is changed in a call of the CSMS before its station gets it, as a list of rewrites in their
 * order. The first that answers in the station's place ends it.
 */
final class Rewrites {

    private static final String CONNECTOR = "connectorId";

    /** One rewrite; what it changes it notes on the call. */
    @FunctionalInterface
    private interface Rewrite {
        Profile.ToStation rewrite(Station station, UpstreamSettings upstream, Call call);
    }

    private final List<Rewrite> rewrites;

    Rewrites(
            LinkKeys linkKeys,
            UnsuitableCalls unaskable,
            ConfigurationKeys keys,
            HeartbeatKey heartbeat) {
        rewrites =
                List.of(
                        linkKeys::towardsStation,
                        (station, upstream, call) -> changed(SecurityExtension.noted(call)),
                        (station, upstream, call) -> changed(withConnector(station, call)),
                        (station, upstream, call) -> unaskable.towardsStation(station, call),
                        (station, upstream, call) -> keys.towardsStation(upstream, call),
                        (station, upstream, call) ->
                                station.settings().transparent()
                                        ? changed(call)
                                        : heartbeat.towardsStation(call),
                        (station, upstream, call) ->
                                Profile.of(station.settings().vendor()).towardsStation(call));
    }

    /** A call as its station gets it, or what to answer instead. */
    Profile.ToStation apply(Station station, UpstreamSettings upstream, Call call) {
        Profile.ToStation told = changed(call);
        for (Rewrite rewrite : rewrites) {
            told = rewrite.rewrite(station, upstream, told.call());
            if (told.instead().isPresent()) {
                return told;
            }
        }
        return told;
    }

    private static Profile.ToStation changed(Call call) {
        return new Profile.ToStation(call, Optional.empty());
    }

    /** A remote start with a connector, for a station that needs one (quirk 37). */
    private static Call withConnector(Station station, Call call) {
        Optional<Integer> connector = station.settings().quirks().remoteStartConnector();
        boolean names = call.payload().number(CONNECTOR).filter(id -> id > 0).isPresent();
        if (connector.isEmpty() || names || !call.action().equals(Action.RemoteStartTransaction)) {
            return call;
        }
        Object before = call.payload().get(CONNECTOR);
        Note note =
                Note.deduced(
                        CONNECTOR,
                        before == null ? "" : before.toString(),
                        connector.get().toString(),
                        "the station needs a connector to start (remote-start-connector)");
        return call.withPayload(call.payload().with(CONNECTOR, connector.get())).noting(note);
    }
}
