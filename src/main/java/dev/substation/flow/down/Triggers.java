package dev.substation.flow.down;

import dev.substation.dialect.Differences;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LatestReports.Saying;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Triggered;
import dev.substation.flow.desk.Triggered.Trigger;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TriggerMessage and ExtendedTriggerMessage for stations that cannot be asked for a message: the
 * gateway says once more what it knows, and nothing that it does not. First the CSMS gets its
 * answer, then the message.
 */
public final class Triggers {

    private static final Logger LOG = LoggerFactory.getLogger(Triggers.class);

    /** The answer goes out first; a station would take a moment too. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Payload IDLE = Payload.of("status", "Idle");

    private static final Set<String> TRIGGERS = Set.of("TriggerMessage", "ExtendedTriggerMessage");

    /** Sends what a station said last on its way to the CSMS once more. */
    @FunctionalInterface
    public interface Replay {

        /**
         * @param upstream who was asked, and gets what is of the station as a whole
         */
        void sayAgain(Station station, StationId upstream, Action action, Payload payload);
    }

    private final Desk desk;
    private final Connections connections;
    private final Registration registration;
    private final Replay replay;
    private final LatestReports said;
    private final LogUploads uploads;
    private final Predicate<Station> isAlive;

    public Triggers(
            Desk desk,
            Connections connections,
            Registration registration,
            Replay replay,
            LatestReports said,
            LogUploads uploads,
            Predicate<Station> isAlive) {
        this.desk = desk;
        this.connections = connections;
        this.registration = registration;
        this.replay = replay;
        this.said = said;
        this.uploads = uploads;
        this.isAlive = isAlive;
    }

    /** The operation that a call of the CSMS asks a station for; empty when it asks for none. */
    static Optional<Action> requested(Call call) {
        return TRIGGERS.contains(call.action().name())
                ? call.payload()
                        .text("requestedMessage")
                        .filter(message -> !message.isEmpty())
                        .map(
                                message ->
                                        message.equals("SignChargePointCertificate")
                                                ? "SignCertificate"
                                                : message)
                        .map(Action::new)
                : Optional.empty();
    }

    /**
     * Answers such a call in the place of a station, and keeps what the answer promises.
     *
     * @param upstream who was asked
     * @param trigger the call of the CSMS, of which other stations may have got their part
     * @param call as the station would have got it
     * @return {@code Accepted}, {@code Rejected} when nothing is known, {@code NotImplemented} for
     *     a message that the gateway cannot make
     */
    Answer answer(Station station, UpstreamSettings upstream, Trigger trigger, Call call) {
        String requested = call.payload().text("requestedMessage").orElse("");
        boolean ofNoLog =
                requested.equals(Action.LogStatusNotification.name())
                        && uploads.last(station.id()).isEmpty();
        if (ofNoLog || !Differences.isEmulated(station.dialect(), call.action(), requested)) {
            return Answer.ofStatus("NotImplemented");
        }
        Optional<Runnable> message =
                message(station, upstream, trigger, new Action(requested), call.payload());
        LOG.info(
                "station={} action={} id={} {} {} from what is known",
                station.id(),
                call.action(),
                call.messageId(),
                requested,
                message.isPresent() ? "sent" : "not sent");
        message.ifPresent(promised -> desk.after(PAUSE, promised));
        return Answer.ofStatus(message.isPresent() ? "Accepted" : "Rejected");
    }

    private Optional<Runnable> message(
            Station station,
            UpstreamSettings upstream,
            Trigger trigger,
            Action action,
            Payload asked) {
        return switch (action.name()) {
            case "BootNotification" ->
                    station.boot().map(boot -> once(trigger, () -> boot(upstream)));
            case "Heartbeat" ->
                    Optional.of(station)
                            .filter(isAlive)
                            .map(it -> once(trigger, () -> beat(it, upstream)));
            case "StatusNotification", "MeterValues" ->
                    ofConnectors(station, upstream, action, asked.number("connectorId"));
            case "LogStatusNotification" ->
                    uploads.last(station.id())
                            .map(
                                    last ->
                                            () ->
                                                    replay.sayAgain(
                                                            station,
                                                            upstream.identity(),
                                                            action,
                                                            last));
            default -> Optional.of(() -> report(station, upstream, action));
        };
    }

    /** Of several joined stations one says what the CSMS asks of all. */
    private static Runnable once(Trigger trigger, Runnable message) {
        return () -> {
            if (trigger.tellOnce()) {
                message.run();
            }
        };
    }

    private void report(Station station, UpstreamSettings upstream, Action action) {
        Payload last = said.of(station.id(), action, 0).map(Saying::told).orElse(IDLE);
        replay.sayAgain(station, upstream.identity(), action, last);
    }

    /**
     * @param connectorId empty for all that are known
     */
    private Optional<Runnable> ofConnectors(
            Station station, UpstreamSettings upstream, Action action, Optional<Long> connectorId) {
        Set<Long> known = new TreeSet<>(said.all(station.id(), action).keySet());
        connectorId.ifPresent(id -> known.retainAll(Set.of(id)));
        Runnable all =
                () ->
                        known.stream()
                                .flatMap(id -> said.of(station.id(), action, id).stream())
                                .map(saying -> Triggered.asTriggered(saying.told()))
                                .forEach(
                                        last ->
                                                replay.sayAgain(
                                                        station,
                                                        upstream.identity(),
                                                        action,
                                                        last));
        return known.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private void boot(UpstreamSettings upstream) {
        registration.tellAgain(upstream.identity());
        Upstream link = connections.upstream(upstream);
        link.open();
        link.pump();
    }

    private void beat(Station station, UpstreamSettings upstream) {
        connections
                .upstream(upstream)
                .askOwn(
                        GatewayCalls.up(
                                upstream.identity(),
                                station.dialect(),
                                Action.Heartbeat,
                                Payload.EMPTY));
    }
}
