package dev.substation.files;

import java.net.ConnectException;
import java.net.UnknownHostException;

/** Says in words what failed. */
final class Failures {

    private Failures() {}

    static String reason(Throwable fault) {
        String text = fault.getMessage();
        if (fault instanceof UnknownHostException) {
            return "the host %s is unknown".formatted(text);
        }
        if (fault instanceof ConnectException) {
            return "no connection";
        }
        return text == null || text.isBlank() ? fault.getClass().getSimpleName() : text;
    }
}
