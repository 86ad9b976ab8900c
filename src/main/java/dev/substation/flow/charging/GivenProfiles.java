package dev.substation.flow.charging;

import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.charging.ChargingProfile.Unusable;
import dev.substation.flow.charging.KeptProfiles.Kept;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Takes charging profiles in that a CSMS gives, and out again. */
final class GivenProfiles {

    /** The CSMS reads them in GetConfiguration. */
    static final int HIGHEST_LEVEL = 99;

    static final int MOST_PERIODS = 100;
    static final int MOST_PROFILES = 30;

    /** How long a profile of a RemoteStartTransaction waits for its transaction. */
    private static final Duration START_WAIT = Duration.ofMinutes(10);

    private static final String CONNECTOR = "connectorId";
    private static final String SET_PROFILE = "csChargingProfiles";
    private static final String START_PROFILE = "chargingProfile";
    private static final String ID_TAG = "idTag";
    private static final String PURPOSE = "chargingProfilePurpose";

    private final Desk desk;
    private final Transactions transactions;
    private final Carriers carriers;
    private final KeptProfiles profiles;
    private final CompositeAnswers composites;
    private final Limits limits;

    GivenProfiles(
            Desk desk,
            Transactions transactions,
            Carriers carriers,
            KeptProfiles profiles,
            CompositeAnswers composites,
            Limits limits) {
        this.desk = desk;
        this.transactions = transactions;
        this.carriers = carriers;
        this.profiles = profiles;
        this.composites = composites;
        this.limits = limits;
    }

    /** Completes once the profile is on the disk. */
    CompletableFuture<Answer> set(Station station, UpstreamSettings upstream, Call call) {
        long connectorId = call.payload().number(CONNECTOR).orElse(0L);
        Payload payload = call.payload().object(SET_PROFILE).orElse(Payload.EMPTY);
        try {
            Optional<Long> transaction = transaction(station, upstream, call, connectorId, payload);
            ChargingProfile profile =
                    ChargingProfile.of(connectorId, payload, transaction, desk.now());
            Kept kept = new Kept(upstream.identity(), profile, payload, Optional.empty());
            check(station, profile);
            checkSize(station, kept);
            return keep(station, kept);
        } catch (Unusable unusable) {
            return rejected(unusable);
        }
    }

    private CompletableFuture<Answer> keep(Station station, Kept one) {
        return profiles.add(station.id(), one)
                .thenApplyAsync(
                        stored -> {
                            limits.look(station.id());
                            return Answer.ofStatus("Accepted");
                        },
                        desk);
    }

    private static CompletableFuture<Answer> rejected(Unusable why) {
        return CompletableFuture.completedFuture(
                Answer.ofStatus("Rejected")
                        .noting(Note.whole(Loss.DEDUCED, "rejected: " + why.getMessage())));
    }

    /** The transaction that a TxProfile is for, which must run (OCPP 1.6 section 3.13.1). */
    private Optional<Long> transaction(
            Station station,
            UpstreamSettings upstream,
            Call call,
            long connectorId,
            Payload profile)
            throws Unusable {
        if (!profile.text(PURPOSE).filter(Purpose.TxProfile.name()::equals).isPresent()) {
            return Optional.empty();
        }
        TransactionRow running =
                transactions
                        .openOn(station.id(), connectorId)
                        .orElseThrow(() -> new Unusable("no transaction runs on the connector"));
        Optional<CsmsTransactionId> named =
                TransactionPlace.of(call.action()).readOfCsms(call.payload());
        if (named.filter(id -> !running.csmsId().equals(Optional.of(id))).isPresent()) {
            throw new Unusable("another transaction runs on the connector");
        }
        return Optional.of(running.key());
    }

    private void check(Station station, ChargingProfile profile) throws Unusable {
        if (profile.purpose() == Purpose.ChargePointMaxProfile && profile.connectorId() != 0) {
            throw new Unusable("a ChargePointMaxProfile is for connector 0");
        }
        if (profile.purpose() == Purpose.TxProfile && profile.connectorId() == 0) {
            throw new Unusable("a TxProfile is for one connector");
        }
        if (!composites.isKnown(station, profile.connectorId())) {
            throw new Unusable("the station does not have this connector");
        }
        boolean ofOne = profile.connectorId() > 0 && composites.connectors(station.id()).size() > 1;
        if (ofOne && carriers.limitsWholeAlone(station)) {
            throw new Unusable("the station can be limited as a whole only, not a connector of it");
        }
    }

    private void checkSize(Station station, Kept kept) throws Unusable {
        ChargingProfile profile = kept.profile();
        if (profile.stackLevel() > HIGHEST_LEVEL) {
            throw new Unusable("stackLevel is above " + HIGHEST_LEVEL);
        }
        if (profile.periods().size() > MOST_PERIODS) {
            throw new Unusable("the schedule has more than " + MOST_PERIODS + " periods");
        }
        long others =
                profiles.of(station.id()).stream().filter(it -> !it.isReplacedBy(kept)).count();
        if (others >= MOST_PROFILES) {
            throw new Unusable("the station has " + MOST_PROFILES + " charging profiles already");
        }
    }

    /** Completes with whether there was any. */
    CompletableFuture<Boolean> clear(StationId station, StationId upstream, Payload filter) {
        boolean any = profiles.of(station).stream().anyMatch(it -> isMeant(it, upstream, filter));
        if (!any) {
            return CompletableFuture.completedFuture(false);
        }
        return profiles.remove(station, it -> isMeant(it, upstream, filter))
                .thenApplyAsync(
                        stored -> {
                            limits.look(station);
                            return true;
                        },
                        desk);
    }

    /** An id alone decides; otherwise all that is named must fit (OCPP 1.6 section 5.4). */
    private static boolean isMeant(Kept kept, StationId upstream, Payload filter) {
        ChargingProfile profile = kept.profile();
        if (!kept.upstream().equals(upstream)) {
            return false;
        }
        if (filter.number("id").isPresent()) {
            return filter.number("id").get() == profile.id();
        }
        return filter.number(CONNECTOR).filter(it -> it != profile.connectorId()).isEmpty()
                && filter.text(PURPOSE).filter(it -> !it.equals(profile.purpose().name())).isEmpty()
                && filter.number("stackLevel").filter(it -> it != profile.stackLevel()).isEmpty();
    }

    /** Sends a RemoteStartTransaction without its profile, which waits for the transaction. */
    CompletableFuture<Answer> start(
            Station station,
            UpstreamSettings upstream,
            Call call,
            Function<Call, CompletableFuture<Answer>> sending) {
        Payload payload = call.payload().object(START_PROFILE).orElse(Payload.EMPTY);
        long connectorId = call.payload().number(CONNECTOR).orElse(0L);
        Kept waiting;
        try {
            ChargingProfile profile =
                    ChargingProfile.of(connectorId, payload, Optional.empty(), desk.now());
            if (profile.purpose() != Purpose.TxProfile) {
                throw new Unusable("the profile of a RemoteStartTransaction is a TxProfile");
            }
            if (connectorId > 0) {
                check(station, profile);
            }
            waiting =
                    new Kept(
                            upstream.identity(),
                            profile,
                            payload,
                            Optional.of(
                                    new KeptProfiles.Awaited(
                                            desk.now().plus(START_WAIT),
                                            call.payload().text(ID_TAG).orElse(""))));
            checkSize(station, waiting);
        } catch (Unusable unusable) {
            return rejected(unusable);
        }
        // Before the call: the transaction may begin before the station's answer is here.
        return profiles.add(station.id(), waiting)
                .thenCompose(
                        stored ->
                                sending.apply(
                                        call.withPayload(call.payload().without(START_PROFILE))
                                                .noting(
                                                        Note.approximated(
                                                                START_PROFILE,
                                                                "",
                                                                "",
                                                                "kept by the gateway, which limits"
                                                                        + " the station"))))
                .thenApplyAsync(
                        answer -> {
                            if (!answer.isAccepted()) {
                                profiles.remove(station.id(), waiting::equals);
                            }
                            return answer;
                        },
                        desk);
    }
}
