package dev.substation.flow.up;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.ObviousValues;
import dev.substation.dialect.Profile;
import dev.substation.dialect.StationTimes;
import dev.substation.flow.desk.Station;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What is corrected in a station's call before the rules see it, as a list of rewrites in their
 * order.
 */
final class Corrections {

    private static final String RESERVATION = "reservationId";

    /** One rewrite; what it changes it notes on the call. */
    @FunctionalInterface
    private interface Rewrite {
        Call rewrite(Station station, Call call, Optional<TransactionRow> transaction);
    }

    private final List<Rewrite> rewrites;

    Corrections(Dictionary dictionary, Charging charging, Desk desk) {
        StationTimes times = new StationTimes(dictionary);
        rewrites =
                List.of(
                        (station, call, transaction) -> ObviousValues.timed(call, desk::clockText),
                        (station, call, transaction) ->
                                times.read(call, station.settings().quirks().timeZone()),
                        (station, call, transaction) ->
                                Profile.of(station.profile()).fromStation(call),
                        Corrections::withoutEmptyReservation,
                        (station, call, transaction) -> reasoned(charging, call, transaction));
    }

    /** A call as its station means it. */
    Call apply(Station station, Call received, Optional<TransactionRow> transaction) {
        Call call = received;
        for (Rewrite rewrite : rewrites) {
            call = rewrite.rewrite(station, call, transaction);
        }
        return received.action().equals(Action.StopTransaction)
                ? call.noting(ContentKey.doubts(received.payload(), transaction))
                : call;
    }

    private static Call reasoned(
            Charging charging, Call call, Optional<TransactionRow> transaction) {
        return call.action().equals(Action.StopTransaction)
                ? charging.reasoned(call, transaction)
                : call;
    }

    /** Stations say 0, -1 or null where there is no reservation (evcc#10399, MicroOcpp#154). */
    private static Call withoutEmptyReservation(
            Station station, Call start, Optional<TransactionRow> transaction) {
        if (!start.action().equals(Action.StartTransaction)) {
            return start;
        }
        Payload payload = start.payload();
        Object id = payload.get(RESERVATION);
        boolean none =
                payload.containsKey(RESERVATION)
                        && (id == null
                                || id instanceof Long number
                                        && number < 1
                                        && !station.reservesBelowOne());
        if (!none) {
            return start;
        }
        Note note =
                Note.deduced(
                        RESERVATION,
                        String.valueOf(id),
                        "",
                        "there is no reservation by such a number");
        return start.withPayload(payload.without(RESERVATION)).noting(note);
    }
}
