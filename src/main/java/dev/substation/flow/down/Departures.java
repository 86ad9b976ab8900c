package dev.substation.flow.down;

import dev.substation.dialect.AddressKeys;
import dev.substation.flow.desk.Station;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Problem;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the CSMS that would take a station away from the gateway: they set its CSMS, or the name
 * that it has there. The station would be gone without a word, and a new address that is wrong can
 * be mended at the station alone.
 */
final class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private Departures() {}

    /** The answer to such a call, unless the site lets it pass; empty for all others. */
    static Optional<Answer> answer(Station station, Call call) {
        if (station.settings().quirks().csmsMayMove()) {
            return Optional.empty();
        }
        return AddressKeys.in(call.action(), call.payload())
                .map(
                        key -> {
                            LOG.warn(
                                    "station={} action={} id={} {}",
                                    station.id(),
                                    call.action(),
                                    call.messageId(),
                                    Problem.STATION_WOULD_LEAVE.line(printable(key)));
                            return NotSent.answer(
                                    Answer.ofStatus("Rejected"),
                                    "the key "
                                            + printable(key)
                                            + " would take the station away from the gateway"
                                            + " (csms-may-move)");
                        });
    }

    private static String printable(String key) {
        String line = key.replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }
}
