package dev.substation.flow.gate;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.down.Downward;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.model.Trail;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Calls that an operator sends to stations. They take the way of a call of the CSMS, with its
 * rules, ids of transactions and notes, so that an operator sees what a CSMS would see.
 */
public final class OperatorCalls {

    private final Desk desk;
    private final Site site;
    private final Checks checks;
    private final Downward downward;
    private final Relays relays;
    private final Counters tally;
    private final Rooms rooms;
    private final Store store;
    private final Tracing tracing;
    private final BooleanSupplier stopping;

    OperatorCalls(Rooms rooms, Checks checks, BooleanSupplier stopping) {
        this.rooms = rooms;
        this.checks = checks;
        this.stopping = stopping;
        desk = rooms.desk;
        store = rooms.store;
        tracing = rooms.tracing;
        site = rooms.site;
        downward = rooms.downward;
        relays = rooms.relays;
        tally = rooms.tally;
    }

    /** The upstream stations as which a station can be called; none when the site has it not. */
    public List<StationId> identities(StationId station) {
        return site.upstreams(station).stream().map(UpstreamSettings::identity).toList();
    }

    /**
     * What is wrong with a call, before it is sent.
     *
     * @return a failure with the error code that a CSMS would get; empty when it can be sent
     */
    public Optional<Answer.Failure> objection(Action action, Payload payload) {
        return checks.shape(Dialect.CANONICAL, Direction.DOWN, action, Part.REQUEST, payload);
    }

    /**
     * Sends a call. Completes normally: with what the CSMS would get, within the time that the
     * settings give the station.
     *
     * @param identity the station as its CSMS knows it
     */
    public CompletableFuture<Sent> send(StationId identity, Action action, Payload payload) {
        Call call = tracing.begun(GatewayCalls.ofOperator(identity, action, payload));
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        desk.execute(
                identity,
                () -> {
                    Moment since = desk.moment();
                    answered(call)
                            .whenCompleteAsync(
                                    (answer, fault) ->
                                            sent.complete(ended(call, answer, fault, since)),
                                    desk);
                });
        return sent;
    }

    private Sent ended(Call call, Answer answer, Throwable fault, Moment since) {
        Answer ended = fault == null ? answer : Failures.of(call, fault);
        if (fault != null) { // without an answer there is no line yet
            store.commit(store.ended(call, ended, since));
        }
        tally.answered(Direction.DOWN, call.action(), ended);
        tracing.ended(call, ended);
        return new Sent(call.messageId(), Trail.traceId(call.trail().trace()), ended);
    }

    /**
     * A call that has ended.
     *
     * @param messageId under which the message log has it
     * @param trace the id of its trace; empty if it is not followed
     */
    public record Sent(String messageId, String trace, Answer answer) {}

    private CompletableFuture<Answer> answered(Call call) {
        try {
            if (stopping.getAsBoolean()) {
                return notSent(call, Answer.failure(Cause.STOPPING));
            }
            if (isTransparent(call.station())) {
                return notSent(
                        call,
                        Answer.failure(
                                Cause.STATION_UNREACHABLE,
                                call.station(),
                                "it is transparent: its CSMS alone calls it"));
            }
            return downward.route(call.station(), call);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private CompletableFuture<Answer> notSent(Call call, Answer.Failure why) {
        store.commit(store.rejected(call, why, 0));
        return CompletableFuture.completedFuture(why);
    }

    private boolean isTransparent(StationId identity) {
        return rooms.connections.behind(identity).stream().anyMatch(this::isRelayed);
    }

    private boolean isRelayed(Station station) {
        return relays.serves(station);
    }
}
