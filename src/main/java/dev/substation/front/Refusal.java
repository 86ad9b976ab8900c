package dev.substation.front;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The answer to a request that is not passed on.
 *
 * @param status of HTTP
 * @param why the failure for the peer and the log
 */
record Refusal(int status, Answer.Failure why) {

    private static final Map<Integer, String> PHRASES =
            Map.of(
                    400, "Bad Request",
                    403, "Forbidden",
                    408, "Request Timeout",
                    413, "Content Too Large",
                    414, "URI Too Long",
                    417, "Expectation Failed",
                    431, "Request Header Fields Too Large",
                    501, "Not Implemented",
                    503, "Service Unavailable",
                    505, "HTTP Version Not Supported");

    /** When a peer that is refused with 503 may come again, in seconds. */
    private static final int RETRY_AFTER = 60;

    private static final int MOST_CHARACTERS = 300;

    /** The request breaks the rules of HTTP, or a limit. */
    static Refusal unreadable(int status, String reason) {
        return new Refusal(status, Answer.failure(Cause.REQUEST_UNREADABLE, reason));
    }

    static Refusal of(int status, Cause cause, Object... values) {
        return new Refusal(status, Answer.failure(cause, values));
    }

    /** The number and the sentence, fit for a line of the log. */
    String line() {
        String text = why.description().replaceAll("[^\\x20-\\x7e]", "?");
        return why.cause().number()
                + " "
                + (text.length() <= MOST_CHARACTERS
                        ? text
                        : text.substring(0, MOST_CHARACTERS) + "...");
    }

    /** The whole response, after which the connection is closed. */
    byte[] response() {
        String body = line() + "\n";
        return ("HTTP/1.1 "
                        + status
                        + " "
                        + PHRASES.getOrDefault(status, "Refused")
                        + "\r\nContent-Type: text/plain;charset=UTF-8"
                        + "\r\nX-Content-Type-Options: nosniff"
                        + "\r\nContent-Length: "
                        + body.length()
                        + (status == 503 ? "\r\nRetry-After: " + RETRY_AFTER : "")
                        + "\r\nConnection: close\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
