package dev.substation.flow.desk;

import dev.substation.dialect.Remarks;
import dev.substation.dialect.Times;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.BootAnswer;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How answers to a BootNotification are worded, by the CSMS and by the gateway. */
public final class BootAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(BootAnswers.class);

    /**
     * A SOAP station shows itself at least this often, for it has no connection that could tell
     * (design section 5).
     */
    public static final long SOAP_INTERVAL_MOST = 300;

    /** Why a station gets another interval than the CSMS said. */
    public static final String FOR_STATIONS =
            "stations get whole seconds, and SOAP stations must send a message every "
                    + SOAP_INTERVAL_MOST
                    + " s";

    static final long INTERVAL_WITHOUT_CSMS = 300;

    private final Desk desk;

    BootAnswers(Desk desk) {
        this.desk = desk;
    }

    /** A CSMS's answer with the time and the interval that it left out. */
    Result completed(Result answer) {
        Payload conf = answer.payload();
        BootAnswer boot = new BootAnswer(conf);
        Payload timed =
                boot.currentTime().isPresent() ? conf : conf.with("currentTime", desk.clockText());
        Payload whole =
                boot.interval().isPresent()
                        ? timed
                        : timed.with(
                                "interval", boot.heartbeatInterval().orElse(INTERVAL_WITHOUT_CSMS));
        return answer.withPayload(whole)
                .noting(Remarks.on(conf, whole, Loss.DEDUCED, "omitted by the CSMS"));
    }

    /** Remarks that an answer is not the CSMS's. */
    static List<Note> answered(String why) {
        return List.of(Note.whole(Loss.DEDUCED, "answered by the gateway: " + why));
    }

    Payload of(String status, long interval) {
        return Payload.of("status", status, "currentTime", desk.clockText(), "interval", interval);
    }

    /**
     * What a station gets: the time in a form that every clock reads (quirk 20), and over SOAP an
     * interval that is not too long.
     */
    Answer forStation(Station station, Answer answer) {
        if (!(answer instanceof Result result)) {
            return answer;
        }
        Payload told = result.payload().with("currentTime", plain(station, result.payload()));
        if (station.dialect().isSoap()) {
            long interval =
                    new BootAnswer(told).interval().filter(i -> i > 0).orElse(SOAP_INTERVAL_MOST);
            told = told.with("interval", Math.min(interval, SOAP_INTERVAL_MOST));
        }
        return result.withPayload(told)
                .noting(Remarks.on(result.payload(), told, Loss.APPROXIMATED, FOR_STATIONS));
    }

    private String plain(Station station, Payload conf) {
        String told = new BootAnswer(conf).currentTime().orElse("");
        String plain = Times.parse(told).map(Times::seconds).orElseGet(desk::clockText);
        if (!plain.equals(told)) {
            LOG.debug(
                    "station={} currentTime {} of the CSMS passed on as {}",
                    station.id(),
                    told,
                    plain);
        }
        return plain;
    }
}
