package dev.substation.flow.gate;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Station;
import dev.substation.flow.down.Downward;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Site;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
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
    private final BooleanSupplier stopping;

    OperatorCalls(Rooms rooms, Checks checks, BooleanSupplier stopping) {
        this.rooms = rooms;
        this.checks = checks;
        this.stopping = stopping;
        desk = rooms.desk;
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
        Call call = GatewayCalls.ofOperator(identity, action, payload);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        desk.execute(
                identity,
                () -> {
                    try {
                        answered(call)
                                .whenComplete(
                                        (ended, fault) ->
                                                answer.complete(
                                                        fault == null
                                                                ? ended
                                                                : Failures.of(call, fault)));
                    } catch (RuntimeException fault) {
                        answer.complete(Failures.of(call, fault));
                    }
                });
        return answer.thenApply(ended -> new Sent(call.messageId(), ended));
    }

    /**
     * A call that has ended.
     *
     * @param messageId under which the message log has it
     */
    public record Sent(String messageId, Answer answer) {}

    private CompletableFuture<Answer> answered(Call call) {
        if (stopping.getAsBoolean()) {
            return rejected(call, Answer.failure(Cause.STOPPING));
        }
        if (isTransparent(call.station())) {
            return rejected(
                    call,
                    Answer.failure(
                            Cause.STATION_UNREACHABLE,
                            call.station(),
                            "it is transparent: its CSMS alone calls it"));
        }
        return downward.route(call.station(), call)
                .whenCompleteAsync(
                        (answer, fault) ->
                                tally.answered(
                                        Direction.DOWN,
                                        call.action(),
                                        fault == null ? answer : Failures.of(call, fault)),
                        desk);
    }

    private CompletableFuture<Answer> rejected(Call call, Answer.Failure why) {
        rooms.rejected.took(call, why);
        return CompletableFuture.completedFuture(why);
    }

    private boolean isTransparent(StationId identity) {
        return rooms.connections.behind(identity).stream().anyMatch(this::isRelayed);
    }

    private boolean isRelayed(Station station) {
        return relays.serves(station);
    }
}
