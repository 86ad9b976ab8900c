package dev.substation.flow.down;

import dev.substation.dialect.Profile;
import dev.substation.dialect.SecurityExtension;
import dev.substation.flow.desk.Station;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Call;
import java.util.List;
import java.util.Optional;

/**
 * What is changed in a call of the CSMS before its station gets it, as a list of rewrites in their
 * order. The first that answers in the station's place ends it.
 */
public final class Rewrites {

    /** One rewrite; what it changes it notes on the call. */
    @FunctionalInterface
    private interface Rewrite {
        Profile.ToStation rewrite(Station station, UpstreamSettings upstream, Call call);
    }

    private final List<Rewrite> rewrites;

    public Rewrites(
            LinkKeys linkKeys,
            UnsuitableCalls unaskable,
            ConfigurationKeys keys,
            HeartbeatKey heartbeat,
            StartConnector starts,
            ChargingProfiles profiles,
            HeldUpdates updates,
            FileTransfers files) {
        rewrites =
                List.of(
                        linkKeys::towardsStation,
                        (station, upstream, call) -> changed(SecurityExtension.noted(call)),
                        (station, upstream, call) -> changed(starts.in(station, call)),
                        (station, upstream, call) -> unaskable.towardsStation(station, call),
                        (station, upstream, call) -> keys.towardsStation(upstream, call),
                        (station, upstream, call) ->
                                station.settings().transparent()
                                        ? changed(call)
                                        : heartbeat.towardsStation(call),
                        (station, upstream, call) ->
                                Profile.of(station.profile())
                                        .towardsStation(
                                                call, station.settings().quirks().cutsLongLists()),
                        (station, upstream, call) -> profiles.towardsStation(station, call),
                        updates::towardsStation,
                        // An address of the gateway is valid for a week; an update may wait longer.
                        (station, upstream, call) ->
                                changed(files.towardsStation(station, upstream.identity(), call)));
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
}
