package dev.substation.flow.up;

import dev.substation.dialect.ErrorHelp;
import dev.substation.flow.desk.Station;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what the maker's error code in a StatusNotification means and what to do about it: in the
 * log when an error of a connector is new, in the message log with each message.
 */
final class StationErrors {

    private static final Logger LOG = LoggerFactory.getLogger(StationErrors.class);

    private static final String INFO = "info";

    /** Where makers write their codes. */
    private static final List<String> FIELDS = List.of("vendorErrorCode", "errorCode", INFO);

    private static final int CONNECTORS = 64; // of a station; of others each message is logged

    private final Map<StationId, Map<Long, String>> reported = new HashMap<>();

    /** A station that no setting names has gone for good. */
    void forget(StationId station) {
        reported.remove(station);
    }

    /** A call with a remark, if it speaks of an error for which there is help. */
    Call explained(Station station, Call call) {
        if (!call.action().equals(Action.StatusNotification)) {
            return call;
        }
        StatusNotification report = new StatusNotification(call.payload());
        long connector = report.connectorId().orElse(0L);
        boolean errs = report.errorCode().filter(code -> !code.equals("NoError")).isPresent();
        for (String field : FIELDS) {
            // Without an error, info is about anything.
            boolean counts = errs || !field.equals(INFO);
            String word = call.payload().text(field).filter(text -> counts).orElse("");
            Optional<ErrorHelp.Row> help =
                    word.isBlank()
                            ? Optional.empty()
                            : ErrorHelp.of(station.vendor(), call.action(), word);
            if (help.isPresent()) {
                tell(station.id(), connector, ErrorHelp.shown(word), help.get());
                return call.noting(ErrorHelp.note(field, word, help.get()));
            }
        }
        Map<Long, String> before = reported.get(station.id());
        if (before != null) {
            before.remove(connector);
        }
        return call;
    }

    /** Once for an error, however often the station repeats it. */
    private void tell(StationId station, long connector, String word, ErrorHelp.Row help) {
        Map<Long, String> of = reported.computeIfAbsent(station, id -> new HashMap<>());
        if (word.equals(of.get(connector))) {
            return;
        }
        if (of.size() < CONNECTORS || of.containsKey(connector)) {
            of.put(connector, word);
        }
        LOG.warn(
                "station={} connector={} {}",
                station,
                connector,
                Problem.STATION_ERROR.line(word, help.english(), help.german()));
    }
}
