package dev.substation.soap;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the caller is answered when a station could not be called, or answered with nothing usable.
 *
 * @param action of the call
 * @param deadline of the call
 */
record CallFailures(CallbackTarget target, Action action, Duration deadline) {

    private static final Logger LOG = LoggerFactory.getLogger(CallFailures.class);

    /** The longest answer that is read, in bytes. */
    static final int MAX_ANSWER = 1 << 20;

    private static final int MAX_REASON = 160;

    /** The station answered with an HTTP status, and with no answer. */
    Answer.Failure refused(int status) {
        ErrorCode code =
                switch (status) {
                    case 404, 405, 501 -> ErrorCode.NotSupported;
                    case 401, 403 -> ErrorCode.SecurityError;
                    default -> ErrorCode.GenericError;
                };
        Answer.Failure plain =
                Answer.failure(
                        Cause.STATION_REFUSED,
                        code,
                        "The station %s answered %s with HTTP %d at %s"
                                .formatted(target.station(), action, status, target.address()));
        return new Answer.Failure(
                plain.cause(),
                plain.code(),
                plain.description(),
                plain.details().with("httpStatus", (long) status));
    }

    /** The exchange broke. */
    Answer.Failure of(Throwable thrown) {
        if (thrown instanceof HttpConnectTimeoutException) {
            return unreachable("no connection to " + target.address() + " in time");
        }
        if (thrown instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (thrown instanceof BoundedBody.TooLarge) {
            return garbled("its answer is larger than " + MAX_ANSWER + " bytes");
        }
        if (thrown instanceof ConnectException) {
            return caused(thrown, UnresolvedAddressException.class)
                    ? unknownName()
                    : unreachable("nobody accepts the connection at " + target.address());
        }
        if (thrown instanceof SSLException) {
            return unreachable(
                    "TLS fails at "
                            + target.address()
                            + ": "
                            + Xml.printable(String.valueOf(thrown.getMessage()), MAX_REASON));
        }
        if (brokeBeforeAnswer(thrown)) {
            return unreachable("it closed the connection before it answered");
        }
        LOG.debug("call to {} failed", target.address(), thrown);
        return garbled(
                "its HTTP answer is broken: "
                        + Xml.printable(String.valueOf(thrown.getMessage()), MAX_REASON / 2));
    }

    Answer.Failure unusable() {
        return unreachable("the address " + target.address() + " is not usable");
    }

    Answer.Failure unknownName() {
        return unreachable("the name in " + target.address() + " is not known");
    }

    Answer.Failure unreachable(String reason) {
        return Answer.failure(Cause.STATION_UNREACHABLE, target.station(), reason);
    }

    Answer.Failure garbled(String reason) {
        return Answer.failure(
                Cause.STATION_GARBLED, target.station(), action, Xml.printable(reason, MAX_REASON));
    }

    Answer.Failure timedOut() {
        return Answer.failure(
                Cause.STATION_TIMED_OUT, target.station(), action, deadline.toMillis() / 1000.0);
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> kind) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    /**
     * A reset or an end of stream before the first byte: what a kept-alive connection does that the
     * station has closed meanwhile. The JDK's client says it in words alone.
     */
    static boolean brokeBeforeAnswer(Throwable thrown) {
        String words = String.valueOf(thrown.getMessage());
        return thrown instanceof IOException
                && !(thrown instanceof ConnectException)
                && !(thrown instanceof HttpTimeoutException)
                && (words.contains("header parser received no bytes")
                        || thrown instanceof SocketException
                        || words.contains("Connection reset")
                        || words.contains("Broken pipe"));
    }
}
