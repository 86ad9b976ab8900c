package dev.substation.flow;

import dev.substation.dialect.Times;
import dev.substation.flow.Ledger.Change;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BootNotification: the csms decides; while it is away a station is accepted from memory and the
 * boot told later.
 */
final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    /**
     * A SOAP station shows itself at least this often, for it has no connection that could tell
     * (design section 5).
     */
    static final long SOAP_INTERVAL_MOST = 300;

    private static final long INTERVAL_WITHOUT_CSMS = 300;
    private static final long INTERVAL_WHEN_REFUSED = 60;
    private static final String ACCEPTED = "Accepted";

    private final Store store;
    private final Connections connections;
    private final Rules rules;
    private final Desk desk;

    Registration(Store store, Connections connections, Rules rules, Desk desk) {
        this.store = store;
        this.connections = connections;
        this.rules = rules;
        this.desk = desk;
    }

    /** Answers a station's boot from the csms' answer, or from memory. */
    CompletableFuture<Answer> answered(Outgoing out, Answer answer) {
        Station station = out.station();
        Answer told =
                answer.fold(
                        result -> {
                            learn(station, result.payload());
                            return result;
                        },
                        failure -> fromMemory(station, failure));
        Answer unwound = rules.unwind(out.undo(), told);
        return store.commit(List.of(new Change.StationChanged(station.row())))
                .thenApplyAsync(stored -> forStation(station, unwound), desk);
    }

    /**
     * The csms' answer to a boot that the gateway sent late. Empty when it is accepted, else how
     * long to wait before it is told again: the station believes to be accepted and will not boot
     * again by itself.
     */
    Optional<Duration> answeredLate(StationId upstream, Answer answer) {
        Optional<Station> known = connections.station(upstream);
        if (known.isEmpty() || !(answer instanceof Result result)) {
            return Optional.of(Duration.ofSeconds(INTERVAL_WHEN_REFUSED));
        }
        Station station = known.get();
        learn(station, result.payload());
        boolean accepted = isAccepted(station);
        if (!accepted) {
            station.bootOwed();
        }
        store.commit(new Change.StationChanged(station.row()));
        long again = station.interval() > 0 ? station.interval() : INTERVAL_WHEN_REFUSED;
        return accepted ? Optional.empty() : Optional.of(Duration.ofSeconds(again));
    }

    /** A csms' answer with the time and the interval that it left out. */
    Result completed(Result answer) {
        Payload conf = answer.payload();
        Payload timed =
                conf.text("currentTime").isPresent()
                        ? conf
                        : conf.with("currentTime", desk.clockText());
        return answer.withPayload(
                timed.number("interval").isPresent()
                        ? timed
                        : timed.with(
                                "interval",
                                timed.number("heartbeatInterval").orElse(INTERVAL_WITHOUT_CSMS)));
    }

    /** Whether the csms' last word forbids to send anything but boots (OCPP 1.6 section 4.2). */
    boolean heldBack(StationId upstream) {
        return connections
                .station(upstream)
                .flatMap(Station::registered)
                .filter(status -> !status.equals(ACCEPTED))
                .isPresent();
    }

    private static boolean isAccepted(Station station) {
        return station.registered().filter(ACCEPTED::equals).isPresent();
    }

    private static void learn(Station station, Payload conf) {
        String status = conf.text("status").orElse(ACCEPTED);
        long interval =
                conf.number("interval").or(() -> conf.number("heartbeatInterval")).orElse(0L);
        station.registered(status, Math.max(interval, 0));
        LOG.info("station={} boot {} by the csms, interval {} s", station.id(), status, interval);
    }

    private Answer fromMemory(Station station, Failure failure) {
        boolean refused = !failure.cause().undelivered();
        if (refused && !isAccepted(station)) {
            LOG.warn(
                    "station={} boot refused by the csms: {}", station.id(), failure.description());
            return Answer.result(conf("Rejected", INTERVAL_WHEN_REFUSED));
        }
        station.bootOwed();
        LOG.warn("station={} boot accepted from memory: {}", station.id(), failure.description());
        long interval = station.interval() > 0 ? station.interval() : INTERVAL_WITHOUT_CSMS;
        return Answer.result(conf(ACCEPTED, interval));
    }

    private String plain(Station station, Payload conf) {
        String told = conf.text("currentTime").orElse("");
        String plain = Times.parse(told).map(Times::seconds).orElseGet(desk::clockText);
        if (!plain.equals(told)) {
            LOG.debug(
                    "station={} currentTime {} of the csms told as {}", station.id(), told, plain);
        }
        return plain;
    }

    private Payload conf(String status, long interval) {
        return Payload.of("status", status, "currentTime", desk.clockText(), "interval", interval);
    }

    /**
     * What a SOAP station is told: an interval that is not too long, and the time as the plainest
     * clocks read it (quirk 20).
     */
    private Answer forStation(Station station, Answer answer) {
        if (!station.dialect().isSoap() || !(answer instanceof Result result)) {
            return answer;
        }
        long interval =
                result.payload().number("interval").filter(i -> i > 0).orElse(SOAP_INTERVAL_MOST);
        return result.withPayload(
                result.payload()
                        .with("interval", Math.min(interval, SOAP_INTERVAL_MOST))
                        .with("currentTime", plain(station, result.payload())));
    }
}
