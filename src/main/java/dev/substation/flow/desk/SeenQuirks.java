package dev.substation.flow.desk;

import dev.substation.dialect.Differences;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quirks of a station that the gateway tolerates. The log has each once since the start, the
 * message log has each occurrence. A difference between two versions of OCPP is not a quirk.
 */
public final class SeenQuirks {

    private static final Logger LOG = LoggerFactory.getLogger(SeenQuirks.class);

    /** A station that invents a new quirk each time must not fill memory and log. */
    public static final int MOST = 64;

    private static final int LONGEST = 160; // characters of a path or a reason

    private final StationId station;

    /** One number for each quirk, because there are many stations and the texts are long. */
    private final Set<Integer> seen = new HashSet<>(0);

    SeenQuirks(StationId station) {
        this.station = station;
    }

    public int size() {
        return seen.size();
    }

    /**
     * Logs quirks in the envelope of a station's answer. Other notes of the answer may come from
     * the call that it answers.
     */
    void aroundAnswer(Action action, List<Note> notes) {
        seen(action, notes.stream().filter(SeenQuirks::isAround).toList());
    }

    private static boolean isAround(Note note) {
        return note.path().startsWith(StationLink.ENVELOPE);
    }

    /**
     * Logs each note that is new. It leaves out values, because they may contain cards, except
     * those of the envelope.
     */
    public void seen(Action action, List<Note> notes) {
        for (Note note : notes) {
            if (seen.size() <= MOST && !Differences.explain(note)) {
                seen(action, printable(note.path().replaceAll("\\[\\d+]", "")), note);
            }
        }
    }

    private void seen(Action action, String path, Note note) {
        String reason = printable(note.reason());
        if (!seen.add((path + ' ' + reason).hashCode())) {
            return;
        }
        if (seen.size() > MOST) {
            LOG.info("station={} has further quirks; the message log has all of them", station);
            return;
        }
        LOG.info(
                "station={} action={} quirk{}{}: {}; logged once, the message log has each "
                        + "occurrence",
                station,
                action,
                path.isEmpty() ? "" : " at " + path,
                isAround(note) ? values(note) : "",
                reason);
    }

    private static String values(Note note) {
        return " \"%s\" (%s)".formatted(printable(note.original()), printable(note.result()));
    }

    /** A station chooses the names of unknown fields, and some words in reasons. */
    private static String printable(String text) {
        String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }
}
