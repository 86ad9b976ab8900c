package dev.substation.flow.desk;

import dev.substation.dialect.Remarks;
import dev.substation.flow.desk.AnswerTable.Manner;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.flow.settings.WholeStation.Reach;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which connector of which station is which connector of which upstream station, both ways: where a
 * call goes that comes out of the rules, and where one goes that the CSMS makes. It plans and does
 * nothing (docs/split-and-join.md).
 */
public final class Wiring {

    private static final String CONNECTOR = "connectorId";
    private static final String WIRED = "mapping of the site";
    private static final String MAXIMUM = "ChargePointMaxProfile";

    /** What a CSMS asks for, and what the station then reports of it without being asked. */
    private static final Set<Action> REPORTS =
            Set.of(
                    Action.DiagnosticsStatusNotification,
                    Action.FirmwareStatusNotification,
                    Action.LogStatusNotification,
                    Action.SignedFirmwareStatusNotification);

    private static final Set<Action> TRIGGERS =
            Set.of(Action.TriggerMessage, Action.ExtendedTriggerMessage);

    private static final Set<String> OF_CONNECTORS =
            Set.of(Action.StatusNotification.name(), Action.MeterValues.name());

    /**
     * Where a station's call goes.
     *
     * @param legs one for each upstream station that gets it
     * @param instead the answer when none does
     */
    public record Up(List<UpLeg> legs, Optional<Answer> instead) {}

    /** A call as one upstream station makes it. */
    public record UpLeg(UpstreamSettings upstream, Call call) {}

    /**
     * Where a call of the CSMS goes.
     *
     * @param legs one for each station, or connector, that gets it
     * @param instead the answer when none does
     */
    public record Down(List<Call> legs, Optional<Answer> instead) {}

    private final Site site;
    private final Transactions transactions;
    private final ConnectorStatuses statuses;

    public Wiring(Site site, Transactions transactions, ConnectorStatuses statuses) {
        this.site = site;
        this.transactions = transactions;
        this.statuses = statuses;
    }

    // ---- up

    /**
     * @param transaction the one that the call names; it ends where it began, however the site is
     *     wired by now
     * @param asker the upstream station for which the station's reports are
     */
    public Up up(
            Call call,
            Optional<TransactionRow> transaction,
            Function<Action, Optional<StationId>> asker) {
        if (transaction.isPresent()) {
            return ofTransaction(call, transaction.get());
        }
        List<UpstreamSettings> upstreams = site.upstreams(call.station());
        UpstreamSettings first = upstreams.get(0);
        if (first.shape() == Shape.PLAIN) {
            return to(leg(first, call));
        }
        if (call.action().equals(Action.BootNotification)) {
            return toEach(upstreams, call);
        }
        Optional<Long> connector = call.payload().number(CONNECTOR);
        if (connector.filter(number -> number > 0).isPresent()) {
            return ofConnector(upstreams, call, connector.get());
        }
        return ofWhole(upstreams, call, asker);
    }

    private Up ofTransaction(Call call, TransactionRow transaction) {
        Optional<UpstreamSettings> wired = site.upstream(transaction.upstream());
        boolean asItIs =
                wired.filter(one -> one.shape() == Shape.PLAIN)
                                .filter(one -> one.first().equals(call.station()))
                                .isPresent()
                        || call.payload().number(CONNECTOR).filter(id -> id > 0).isEmpty();
        Call numbered = asItIs ? call : numbered(call, transaction.upstreamConnectorId());
        return to(
                leg(
                        wired.orElseGet(
                                () -> site.former(transaction.upstream(), transaction.csms())),
                        numbered));
    }

    private Up ofConnector(List<UpstreamSettings> upstreams, Call call, long connectorId) {
        for (UpstreamSettings upstream : upstreams) {
            Optional<ConnectorMapping> plug = upstream.plugOf(call.station(), connectorId);
            if (plug.isPresent()) {
                return to(leg(upstream, numbered(call, plug.get().connectorId())));
            }
        }
        return answered(
                Answer.failure(
                        Cause.NOT_WIRED, connectorId, call.station(), upstreams.get(0).identity()));
    }

    private Up ofWhole(
            List<UpstreamSettings> upstreams,
            Call call,
            Function<Action, Optional<StationId>> asker) {
        UpstreamSettings first = upstreams.get(0);
        if (first.shape() == Shape.JOINED) {
            return first.whole().ofJoined(call.action()) == Reach.LOCAL
                    ? answered(Answer.result(Payload.EMPTY))
                    : to(leg(first, call));
        }
        if (REPORTS.contains(call.action())) {
            return to(
                    leg(
                            upstreams.stream()
                                    .filter(
                                            one ->
                                                    asker.apply(call.action())
                                                            .equals(Optional.of(one.identity())))
                                    .findFirst()
                                    .orElse(first),
                            call));
        }
        Reach reach = first.whole().ofSplit(call.action());
        boolean hasOwn = first.plug(0).isPresent() && call.payload().containsKey(CONNECTOR);
        if (reach == Reach.EACH && AnswerTable.row(call.action()).manner() == Manner.RECORDED) {
            return toEach(upstreams, call);
        }
        return reach != Reach.LOCAL || hasOwn
                ? to(leg(first, call))
                : answered(Answer.result(Payload.EMPTY));
    }

    private static Up toEach(List<UpstreamSettings> upstreams, Call call) {
        return new Up(
                upstreams.stream().map(upstream -> leg(upstream, call)).toList(), Optional.empty());
    }

    private static Up to(UpLeg leg) {
        return new Up(List.of(leg), Optional.empty());
    }

    private static Up answered(Answer answer) {
        return new Up(List.of(), Optional.of(answer));
    }

    private static UpLeg leg(UpstreamSettings upstream, Call call) {
        return new UpLeg(upstream, call.withStation(upstream.identity()));
    }

    private static Call numbered(Call call, long connectorId) {
        Payload numbered = call.payload().with(CONNECTOR, connectorId);
        Loss loss = call.payload().containsKey(CONNECTOR) ? Loss.RENAMED : Loss.DEDUCED;
        return call.withPayload(numbered).noting(Remarks.on(call.payload(), numbered, loss, WIRED));
    }

    // ---- down

    /**
     * @param upstream the station that the CSMS calls
     * @param isConnected whether a station can be called now
     */
    public Down down(UpstreamSettings upstream, Call call, Predicate<StationId> isConnected) {
        if (upstream.shape() == Shape.PLAIN) {
            return legs(call.withStation(upstream.first()));
        }
        Optional<Long> connector = call.payload().number(CONNECTOR);
        if (connector.filter(number -> number > 0).isPresent()) {
            return upstream.plug(connector.get())
                    .map(plug -> legs(towards(plug, call)))
                    .orElseGet(() -> instead(Declined.noConnector(call, connector.get())));
        }
        if (call.action().equals(Action.RemoteStopTransaction)) {
            return stop(upstream, call);
        }
        if (call.action().equals(Action.RemoteStartTransaction)
                || call.action().equals(Action.ReserveNow)) {
            return legs(towards(free(upstream, call.action(), isConnected), call));
        }
        if (upstream.plug(0).isPresent()) {
            return whole(upstream, call);
        }
        return ofSockets(upstream, call).orElseGet(() -> whole(upstream, call));
    }

    private static Call towards(ConnectorMapping plug, Call call) {
        return numbered(call, plug.stationConnectorId()).withStation(plug.station());
    }

    private Down stop(UpstreamSettings upstream, Call call) {
        Optional<TransactionRow> transaction =
                TransactionPlace.of(call.action())
                        .readOfCsms(call.payload())
                        .flatMap(
                                id ->
                                        transactions.ofCsms(
                                                upstream.csms().name(), upstream.identity(), id));
        if (transaction.isPresent()) {
            return legs(call.withStation(transaction.get().station()));
        }
        return upstream.shape() == Shape.JOINED
                ? instead(Declined.answer(call))
                : legs(call.withStation(upstream.first()));
    }

    /**
     * The socket that is likeliest to do it: of those whose station can be called and where nobody
     * charges the first with the best status.
     */
    private ConnectorMapping free(
            UpstreamSettings upstream, Action action, Predicate<StationId> isConnected) {
        return upstream.sockets().stream()
                .min(
                        Comparator.comparing(
                                        (ConnectorMapping plug) ->
                                                !isConnected.test(plug.station()))
                                .thenComparing(
                                        plug ->
                                                transactions.anyOpenOn(
                                                        upstream.identity(), plug.connectorId()))
                                .thenComparing(plug -> statuses.rank(action, plug)))
                .orElseThrow();
    }

    /**
     * Calls to a part as a whole that its sockets can take one by one, so that the neighbours are
     * left alone; empty for those that are a station's own.
     */
    private Optional<Down> ofSockets(UpstreamSettings upstream, Call call) {
        Action action = call.action();
        if (action.equals(Action.ChangeAvailability)
                || TRIGGERS.contains(action)
                        && call.payload()
                                .text("requestedMessage")
                                .filter(OF_CONNECTORS::contains)
                                .isPresent()) {
            return Optional.of(eachSocket(upstream, call));
        }
        if (action.equals(Action.SetChargingProfile)) {
            boolean maximum =
                    call.payload()
                            .object("csChargingProfiles")
                            .flatMap(profile -> profile.text("chargingProfilePurpose"))
                            .filter(MAXIMUM::equals)
                            .isPresent();
            return maximum
                    ? upstream.shape() == Shape.JOINED
                            ? Optional.of(instead(Declined.answer(call)))
                            : Optional.empty()
                    : Optional.of(eachSocket(upstream, call));
        }
        boolean ownSchedule =
                action.equals(Action.GetCompositeSchedule)
                        || action.equals(Action.ClearChargingProfile)
                                && upstream.shape() != Shape.JOINED;
        if (ownSchedule) {
            boolean one = upstream.sockets().size() == 1;
            return Optional.of(
                    one || action.equals(Action.ClearChargingProfile)
                            ? eachSocket(upstream, call)
                            : instead(Declined.answer(call)));
        }
        return Optional.empty();
    }

    private static Down eachSocket(UpstreamSettings upstream, Call call) {
        return new Down(
                upstream.sockets().stream().map(plug -> towards(plug, call)).toList(),
                Optional.empty());
    }

    private static Down whole(UpstreamSettings upstream, Call call) {
        if (upstream.shape() == Shape.JOINED) {
            return switch (upstream.whole().ofJoined(call.action())) {
                case FIRST -> legs(call.withStation(upstream.first()));
                case EACH ->
                        new Down(
                                upstream.stations().stream().map(call::withStation).toList(),
                                Optional.empty());
                case LOCAL -> instead(Declined.answer(call));
            };
        }
        Reach reach = upstream.whole().ofSplit(call.action());
        boolean passes =
                reach == Reach.EACH || reach == Reach.FIRST && upstream.shape() == Shape.HEAD;
        return passes ? legs(call.withStation(upstream.first())) : instead(Declined.answer(call));
    }

    private static Down legs(Call... calls) {
        return new Down(List.of(calls), Optional.empty());
    }

    private static Down instead(Answer answer) {
        return new Down(List.of(), Optional.of(answer));
    }
}
