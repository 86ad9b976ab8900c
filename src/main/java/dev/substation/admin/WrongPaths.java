package dev.substation.admin;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.time.RefusalLog;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is posted to a path of nobody, one line a minute for each sender and path. Most likely
 * it is a SOAP station with a wrong URL, which shows its user nothing of the answer.
 */
public final class WrongPaths {

    private static final Logger LOG = LoggerFactory.getLogger(WrongPaths.class);

    private static final int SHOWN = 100;

    private final RefusalLog lines;
    private final BooleanSupplier secrets;
    private final DoorRefusals refusals;

    /**
     * @param secrets whether a path may now have the secret of a station in it, and is not shown
     */
    public WrongPaths(Timers timers, BooleanSupplier secrets, DoorRefusals refusals) {
        this.refusals = refusals;
        lines = new RefusalLog(timers::moment);
        this.secrets = secrets;
    }

    /** Something was posted to a path, below that of the application. */
    void posted(HttpServletRequest request, String path) {
        String context = request.getContextPath();
        String shown = shown(request, path);
        Answer.Failure why =
                Answer.failure(
                        Cause.WRONG_PATH,
                        shown,
                        "SOAP stations post to %1$s/soap, %1$s/soap/1.5 or %1$s/soap/1.6"
                                .formatted(context));
        refusals.add(Door.HTTP, why, new Knock(request.getRemoteAddr(), shown, why.description()));
        lines.line(request.getRemoteAddr() + " " + path, Cause.WRONG_PATH)
                .ifPresent(more -> LOG.warn("address={} {}{}", sender(request), why.line(), more));
    }

    /** A path, below that of the application, in a form that is safe to show. */
    String shown(HttpServletRequest request, String path) {
        return secrets.getAsBoolean() ? "/…" : shown(request.getContextPath() + path);
    }

    private static String sender(HttpServletRequest request) {
        return request.getRemoteAddr() + ":" + request.getRemotePort();
    }

    /** Text of a peer in a form that is safe for the log. */
    private static String shown(String path) {
        String line = path.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
