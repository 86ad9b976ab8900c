package dev.substation.flow.down;

import dev.substation.dialect.Profile;
import dev.substation.flow.desk.BootAnswers;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration key HeartbeatInterval (OCPP 1.6 section 9.1). A CSMS sets by it how often it
 * gets Heartbeats, which the gateway sends; a SOAP station is given no more than it may be silent
 * for (docs/adr/0023-who-is-there.md).
 */
public final class HeartbeatKey {

    private static final String NAME = "HeartbeatInterval";
    private static final String NAME_IN_15 = "HeartBeatInterval";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final Pattern SECONDS = Pattern.compile("\\+?[0-9]{1,10}");

    private final Registration registration;
    private final Store store;

    public HeartbeatKey(Registration registration, Store store) {
        this.registration = registration;
        this.store = store;
    }

    /**
     * A call as a station should get it.
     *
     * @return with an answer if a SOAP station must not get the call
     */
    Profile.ToStation towardsStation(Call call) {
        if (!sets(call) || !call.dialect().isSoap()) {
            return new Profile.ToStation(call, Optional.empty());
        }
        Optional<Long> asked = seconds(call.payload()).filter(seconds -> seconds > 0);
        if (asked.isEmpty()) {
            return new Profile.ToStation(
                    call.noting(
                            Note.impossible(
                                    VALUE,
                                    text(call.payload()),
                                    "",
                                    "not a whole number of seconds above 0; not sent to the station")),
                    Optional.of(Answer.ofStatus("Rejected")));
        }
        return new Profile.ToStation(bounded(spelt(call), asked.get()), Optional.empty());
    }

    /** In OCPP a key may come in whatever letters; stations compare them one by one. */
    private static Call spelt(Call call) {
        String key = call.payload().text(KEY).orElse("");
        return key.equals(NAME) || key.equals(NAME_IN_15)
                ? call
                : call.withPayload(call.payload().with(KEY, NAME))
                        .noting(Note.renamed(KEY, key, NAME, "the key's spelling"));
    }

    private static Call bounded(Call call, long asked) {
        String told = Long.toString(Math.min(asked, BootAnswers.SOAP_INTERVAL_MOST));
        String before = text(call.payload());
        return told.equals(before)
                ? call
                : call.withPayload(call.payload().with(VALUE, told))
                        .noting(Note.approximated(VALUE, before, told, BootAnswers.FOR_STATIONS));
    }

    /**
     * A station has answered, or has not.
     *
     * @param sent as it was sent
     */
    void answered(Station station, Call sent, Answer answer) {
        Optional<Long> told = seconds(sent.payload());
        if (!sets(sent) || !sent.dialect().isSoap() || told.isEmpty()) {
            return;
        }
        if (answer.isAccepted()) {
            store.commit(
                    registration.stationIntervals().showsItselfEvery(station.id(), told.get()));
        } else if (answer.hasStatus("RebootRequired") || isInDoubt(answer)) {
            long longer =
                    Math.max(
                            told.get(),
                            registration.stationIntervals().stationInterval(station.id()));
            store.commit(registration.stationIntervals().showsItselfEvery(station.id(), longer));
        }
    }

    /** The station may have done it. */
    private static boolean isInDoubt(Answer answer) {
        return answer instanceof Failure failure
                && (failure.cause() == Cause.STATION_TIMED_OUT
                        || failure.cause() == Cause.STATION_GARBLED);
    }

    /**
     * If the CSMS gets Accepted, its Heartbeats follow the new interval.
     *
     * @param received as it sent the call
     */
    void told(StationId upstream, Call received, Answer answer) {
        if (sets(received) && answer.isAccepted()) {
            seconds(received.payload())
                    .ifPresent(wish -> store.commit(registration.wished(upstream, wish)));
        }
    }

    /**
     * A station's answer to GetConfiguration, with the interval that its CSMS has set in place of
     * the shorter one that the gateway has given to the station.
     */
    Answer shown(Station station, StationId upstream, Call asked, Answer answer) {
        long wish = registration.interval(upstream);
        boolean shows =
                asked.action().equals(Action.GetConfiguration)
                        && station.dialect().isSoap()
                        && wish > 0;
        if (!shows || !(answer instanceof Result result)) {
            return answer;
        }
        String given = Long.toString(registration.stationIntervals().stationInterval(station.id()));
        String shown = Long.toString(wish);
        Payload payload =
                result.payload()
                        .changingEach(
                                "configurationKey",
                                entry ->
                                        isName(entry) && text(entry).strip().equals(given)
                                                ? entry.with(VALUE, shown)
                                                : entry);
        return payload.equals(result.payload())
                ? answer
                : result.withPayload(payload)
                        .noting(
                                Note.deduced(
                                        NAME,
                                        given,
                                        shown,
                                        "what the CSMS has set; " + BootAnswers.FOR_STATIONS));
    }

    private static boolean sets(Call call) {
        return call.action().equals(Action.ChangeConfiguration) && isName(call.payload());
    }

    private static boolean isName(Payload entry) {
        return entry.text(KEY).map(String::strip).filter(NAME::equalsIgnoreCase).isPresent();
    }

    private static String text(Payload entry) {
        Object value = entry.get(VALUE);
        return value == null ? "" : value.toString();
    }

    /**
     * The whole seconds in a value; empty when it is something else, or more than stations take.
     */
    private static Optional<Long> seconds(Payload entry) {
        return Optional.of(text(entry).strip())
                .filter(text -> SECONDS.matcher(text).matches())
                .map(Long::valueOf)
                .filter(seconds -> seconds <= Integer.MAX_VALUE);
    }
}
