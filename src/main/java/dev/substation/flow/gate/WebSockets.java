package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Station;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSockets of stations, as they open, pass text and close. Lives on the desk. */
final class WebSockets {

    private static final Logger LOG = LoggerFactory.getLogger(WebSockets.class);

    private final Connections connections;
    private final Relays relays;
    private final AwayRejections rejections;
    private final Admissions admissions;
    private final DoorRefusals refusals;

    WebSockets(
            Rooms rooms, AwayRejections rejections, Admissions admissions, DoorRefusals refusals) {
        this.refusals = refusals;
        this.admissions = admissions;
        connections = rooms.connections;
        relays = rooms.relays;
        this.rejections = rejections;
    }

    /**
     * One has opened.
     *
     * @param settings empty if the site has lost the station since it was let in
     */
    void opened(StationLink link, Optional<StationSettings> settings) {
        settings.ifPresentOrElse(found -> opened(link, found), () -> unlisted(link));
    }

    private void opened(StationLink link, StationSettings settings) {
        admissions
                .objectionAtOpening(link, settings)
                .ifPresentOrElse(
                        why -> connections.turnAway(link, settings, why),
                        () ->
                                connections.opened(
                                        link, settings, () -> letIn(link), () -> refused(link)));
    }

    private void refused(StationLink link) {
        Answer.Failure why = Answer.failure(Cause.OTHER_CONNECTION, link.station());
        refusals.add(
                Door.WEBSOCKET,
                why,
                new Knock(
                        link.peer(),
                        "",
                        Optional.of(link.station().value()),
                        Optional.of(link.dialect()),
                        why.description()));
    }

    private static void unlisted(StationLink link) {
        link.close("the station is not in site.yaml");
    }

    private void letIn(StationLink link) {
        if (link.passes()) {
            relays.opened(link);
            return;
        }
        List<Upstream> upstreams = connections.upstreamsOf(link.station());
        upstreams.forEach(Upstream::open);
        if (upstreams.isEmpty()) {
            unlisted(link);
        } else if (upstreams.get(0).isAway()) {
            rejections.reached(upstreams.get(0).identity(), false);
        }
    }

    /** A text has come over one of a transparent station; completes once it is taken. */
    void passed(StationLink from, PassedText message, CompletableFuture<Void> done) {
        Optional<Station> judging = connections.judging(from);
        if (judging.isPresent()) {
            judging.get().newcomers().whenDecided(from, letIn -> pass(from, message, done));
        } else {
            pass(from, message, done);
        }
    }

    private void pass(StationLink from, PassedText message, CompletableFuture<Void> done) {
        try {
            relays.passed(from, message); // who is not let in has no relay
        } finally {
            done.complete(null);
        }
    }

    /** One has closed. */
    void closed(StationLink link) {
        connections
                .gone(link)
                .ifPresent(station -> LOG.info("station={} disconnected", station.id()));
        relays.closed(link);
    }
}
