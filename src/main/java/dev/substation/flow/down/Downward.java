package dev.substation.flow.down;

import dev.substation.dialect.Checks;
import dev.substation.dialect.ErrorHelp;
import dev.substation.dialect.Profile;
import dev.substation.dialect.Remarks;
import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.EndedTransactions;
import dev.substation.flow.desk.FailedCalls;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.MeterKeys;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StopReasons;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.Triggered.Trigger;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call of the CSMS on its way to a station, stage by stage: keys of the link, {@link Wiring} to
 * the stations that are meant, the rules, {@link Rewrites}, what the station's dialect lacks
 * ({@link DialectLimits}), and the ids of transactions; then the answer on its way back.
 */
public final class Downward {

    private static final Logger LOG = LoggerFactory.getLogger(Downward.class);

    private static final Set<Action> BARRED_BEFORE_ACCEPTANCE =
            Set.of(Action.RemoteStartTransaction, Action.RemoteStopTransaction);

    private static final String CONNECTOR = "connectorId";

    private final Desk desk;
    private final Store store;
    private final Checks checks;
    private final Rules rules;
    private final Wiring wiring;
    private final Registration registration;
    private final Site site;
    private final Connections connections;
    private final Transactions transactions;
    private final KnownCards cards;
    private final StopReasons stopReasons;
    private final MeterKeys meterKeys;
    private final LocalLists lists;
    private final DialectLimits limits;
    private final Rewrites rewrites;
    private final ConfigurationKeys keys;
    private final HeartbeatKey heartbeat;
    private final LinkKeys linkKeys;
    private final LogUploads uploads;
    private final EndedTransactions recall;
    private final RefusedCards refused;
    private final ChargingProfiles profiles;
    private final Counters tally;
    private final FailedCalls failed;
    private final AnswerForms forms;
    private final SmartCharging charging;

    public Downward(
            Parts parts,
            SharedState books,
            Wiring wiring,
            Registration registration,
            LocalLists lists,
            Triggers triggers,
            ConfigurationKeys keys,
            HeartbeatKey heartbeat,
            LinkKeys linkKeys,
            LogUploads uploads,
            EndedTransactions recall,
            RefusedCards refused,
            ChargingProfiles profiles,
            SmartCharging charging,
            Rewrites rewrites) {
        this.charging = charging;
        this.rewrites = rewrites;
        this.profiles = profiles;
        this.refused = refused;
        this.recall = recall;
        desk = parts.desk();
        store = books.store();
        checks = parts.checks();
        rules = parts.rules();
        this.wiring = wiring;
        this.registration = registration;
        site = parts.site();
        connections = books.connections();
        transactions = books.transactions();
        cards = books.cards();
        stopReasons = books.stopReasons();
        meterKeys = books.meterKeys();
        this.lists = lists;
        this.keys = keys;
        this.heartbeat = heartbeat;
        this.linkKeys = linkKeys;
        this.uploads = uploads;
        limits = new DialectLimits(parts.dictionary(), checks, triggers);
        tally = books.tally();
        failed = books.failed();
        forms = new AnswerForms(desk, checks, connections, failed);
    }

    /** A call of the CSMS to one of its stations. */
    public CompletableFuture<Answer> route(StationId identity, Call received) {
        Optional<UpstreamSettings> known = site.upstream(identity);
        if (known.isEmpty()) {
            Answer gone =
                    Answer.failure(
                            Cause.STATION_UNREACHABLE, identity, "the site no longer has it");
            return now(ended(received, failed.seen(received, gone), desk.moment()));
        }
        UpstreamSettings upstream = known.get();
        return recall.ofCsms(upstream, received, () -> route(upstream, received));
    }

    private CompletableFuture<Answer> route(UpstreamSettings upstream, Call received) {
        Moment since = desk.moment();
        Optional<Answer> ofGateway = linkKeys.ofGateway(upstream, received);
        if (ofGateway.isPresent()) {
            log(received, received);
            return linkKeys.whenStored(
                    ended(received, failed.seen(received, ofGateway.get()), since));
        }
        Wiring.Down wired = wiring.down(upstream, received, this::isReachable);
        if (wired.instead().isPresent()) {
            LOG.info(
                    "station={} action={} id={} not forwarded: the station is split or joined;"
                            + " answered by the gateway",
                    upstream.identity(),
                    received.action(),
                    received.messageId());
            log(received, received);
            Answer instead =
                    NotSent.answer(wired.instead().get(), "the station is split or joined");
            return now(ended(received, failed.seen(received, instead), since));
        }
        Trigger trigger = new Trigger(upstream.identity());
        List<CompletableFuture<Answer>> answers =
                wired.legs().stream()
                        .map(leg -> wired.legs().size() == 1 ? leg : leg.apart())
                        .map(
                                leg ->
                                        toStation(upstream, trigger, leg)
                                                .thenApply(
                                                        answer -> part(wired, leg, answer, since)))
                        .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> {
                            Answer answer =
                                    CombinedAnswers.of(
                                            upstream,
                                            received,
                                            answers.stream().map(CompletableFuture::join).toList());
                            learnFrom(upstream.identity(), received, answer);
                            heartbeat.told(upstream.identity(), received, answer);
                            return ended(
                                    spoken(wired.legs().get(0)),
                                    forms.forCsms(upstream, received, answer),
                                    since);
                        },
                        desk);
    }

    private boolean isReachable(StationId station) {
        return connections.station(station).flatMap(Station::link).isPresent();
    }

    /** Always completes normally. */
    private CompletableFuture<Answer> toStation(
            UpstreamSettings upstream, Trigger trigger, Call received) {
        Optional<Station> known = connections.station(received.station());
        if (known.isEmpty()) {
            return now(
                    Answer.failure(
                            Cause.STATION_UNREACHABLE,
                            received.station(),
                            "the gateway does not know it"));
        }
        Station station = known.get();
        if (isTooEarly(station, upstream, received)) {
            return now(
                    NotSent.answer(
                            Answer.ofStatus("Rejected"),
                            "the CSMS has not accepted the boot of the station"));
        }
        station.asked(received.action(), upstream.identity());
        if (received.action().equals(Action.ReserveNow)) {
            received.payload().number("reservationId").ifPresent(station::reserved);
        }
        Call call = received.withDialect(station.dialect());
        Rules.Routed routed = rules.apply(call, station.vendor());
        return routed.fold(
                delivered -> onward(station, upstream, trigger, call, delivered),
                answered -> {
                    if (answered.answer() instanceof Failure failure && failure.cause().ofRules()) {
                        tally.ruleFailed();
                    }
                    log(call, call.noting(answered.notes()));
                    return now(answered.answer());
                });
    }

    private CompletableFuture<Answer> onward(
            Station station,
            UpstreamSettings upstream,
            Trigger trigger,
            Call call,
            Rules.Routed.Delivered delivered) {
        Optional<Failure> wrong = limits.wrongOfSecurity(upstream, delivered.call());
        if (wrong.isPresent()) {
            log(call, delivered.call());
            return now(wrong.get());
        }
        Optional<Answer> leaving = Departures.answer(station, delivered.call());
        if (leaving.isPresent()) {
            log(call, delivered.call());
            return now(leaving.get());
        }
        Optional<CompletableFuture<Answer>> carried =
                charging.answer(station, upstream, delivered.call());
        if (carried.isPresent()) {
            remember(delivered);
            log(call, delivered.call());
            return carried.get()
                    .thenApplyAsync(answer -> rules.unwind(delivered.undo(), answer), desk);
        }
        LogUploads.Asked asked =
                uploads.towardsStation(station, upstream.identity(), delivered.call());
        return charging.call(
                        station,
                        upstream,
                        asked.call(),
                        each ->
                                send(
                                        station,
                                        upstream,
                                        trigger,
                                        call,
                                        delivered,
                                        asked.instead().isPresent()
                                                ? new Profile.ToStation(each, asked.instead())
                                                : rewrites.apply(station, upstream, each)))
                .thenApplyAsync(
                        answer -> rules.unwind(delivered.undo(), asked.back().apply(answer)), desk);
    }

    private void remember(Rules.Routed.Delivered delivered) {
        delivered.remembered().forEach(memory -> store.commit(new Change.Remembered(memory)));
    }

    /** Nothing is started or stopped from afar before a boot is accepted (OCPP 1.6 section 4.2). */
    private boolean isTooEarly(Station station, UpstreamSettings upstream, Call received) {
        boolean early =
                BARRED_BEFORE_ACCEPTANCE.contains(received.action())
                        && !station.settings().transparent()
                        && registration.heldBack(upstream.identity());
        if (early) {
            LOG.info(
                    "station={} action={} id={} rejected: the CSMS has not accepted the boot of "
                            + "the station",
                    upstream.identity(),
                    received.action(),
                    received.messageId());
            log(received, received);
        }
        return early;
    }

    /** A leg of a call in what its station speaks. */
    private Call spoken(Call leg) {
        return connections
                .station(leg.station())
                .map(station -> leg.withDialect(station.dialect()))
                .orElse(leg);
    }

    private Answer ended(Call call, Answer answer, Moment since) {
        store.commit(store.ended(call, answer, since));
        return answer;
    }

    /** One of several stations has answered; one that is alone has the CSMS's answer for a line. */
    private Answer part(Wiring.Down wired, Call leg, Answer answer, Moment since) {
        failed.seen(leg, answer);
        return wired.legs().size() == 1 ? answer : ended(spoken(leg), answer, since);
    }

    private void log(Call received, Call told) {
        store.commit(store.logged(received, told.notes()));
    }

    /** A list that the station took says who may charge there while the CSMS is away. */
    private void learnFrom(StationId upstream, Call received, Answer answer) {
        boolean taken = received.action().equals(Action.SendLocalList) && answer.isAccepted();
        if (taken) {
            cards.learnList(upstream, received.payload());
        }
    }

    private CompletableFuture<Answer> send(
            Station station,
            UpstreamSettings upstream,
            Trigger trigger,
            Call received,
            Rules.Routed.Delivered delivered,
            Profile.ToStation told) {
        Call call = told.call();
        remember(delivered);
        Optional<Answer> instead =
                limits.withoutStation(station, upstream, trigger, call).or(told::instead);
        if (instead.isPresent()) {
            log(received, call);
            return linkKeys.whenStored(instead.get());
        }
        Optional<Payload> payload =
                transactions.towardsStation(
                        TransactionPlace.of(call.action()),
                        call.payload(),
                        upstream.csms().name(),
                        upstream.identity(),
                        station.id());
        if (payload.filter(named -> DialectLimits.isSayable(station, call.action(), named))
                .isEmpty()) {
            LOG.warn(
                    "station={} action={} id={} {}",
                    station.id(),
                    call.action(),
                    call.messageId(),
                    Problem.FOREIGN_TRANSACTION.line());
            log(received, call);
            return now(
                    NotSent.answer(
                            Answer.ofStatus("Rejected"),
                            "the transaction does not belong to the station"));
        }
        Call out =
                call.withStation(station.id())
                        .withPayload(payload.get())
                        .noting(
                                Remarks.on(
                                        call.payload(),
                                        payload.get(),
                                        Loss.RENAMED,
                                        "the id by which the station knows the transaction"));
        Set<Action> wanted = wanted(delivered.call(), out);
        boolean barred = registration.heldBack(upstream.identity());
        if (barred) {
            wanted.forEach(station::triggered);
        }
        if (!wanted.isEmpty()) {
            station.awaited().await(trigger, wanted, out.payload().number(CONNECTOR));
        }
        log(received, out);
        refused.asked(out);
        StopReasons.Answered asked = stopReasons.asked(out);
        return keys.call(out, each -> profiles.call(station, each, leg -> lists.call(station, leg)))
                .thenApplyAsync(
                        answer -> {
                            asked.with(answer);
                            meterKeys.answered(out, answer);
                            Answer explained = ErrorHelp.explained(station.vendor(), out, answer);
                            if (!wanted.isEmpty() && !answer.isAccepted()) {
                                station.awaited().notAccepted(trigger);
                                station.notTriggered(wanted);
                            }
                            heartbeat.answered(station, out, answer);
                            linkKeys.answered(station, upstream, received, out, answer);
                            return heartbeat.shown(
                                    station,
                                    upstream.identity(),
                                    out,
                                    keys.completed(station, delivered.call(), explained));
                        },
                        desk)
                .thenCompose(linkKeys::whenStored);
    }

    /** What is asked for by a trigger, as the CSMS calls it and as the station does. */
    private static Set<Action> wanted(Call received, Call out) {
        return Stream.of(received, out)
                .flatMap(call -> Triggers.requested(call).stream())
                .collect(Collectors.toSet());
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
