package dev.substation.csms;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** What the HTTP status of a handshake says that did not open a WebSocket. */
final class Refusals {

    private static final Duration PAUSE_MOST = Duration.ofHours(1);

    /** Request Timeout, Too Early and Too Many Requests: the same request may do later. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private Refusals() {}

    /**
     * Whether the CSMS is there and says no: it answers the same request alike until somebody has
     * mended something. Else it is away: 5xx, what is to be tried later, and pages that something
     * in between shows with 200.
     */
    static boolean isRefusal(int status) {
        return status >= 300 && status < 500 && !LATER.contains(status);
    }

    /**
     * What to do about it.
     *
     * @param setting where the CSMS stands in site.yaml: {@code csms.main}
     */
    static String remedy(int status, HttpHeaders headers, String setting) {
        return switch (status) {
            case 400 ->
                    "it does not understand the request; check " + setting + ".url in site.yaml";
            case 401 -> "check " + setting + ".user and .password in site.yaml";
            case 403 -> "the CSMS rejects this station; ask its operator";
            case 404 ->
                    "register the station at the CSMS, or check " + setting + ".url in site.yaml";
            case 301, 302, 303, 307, 308 ->
                    "it redirects to "
                            + headers.get(HttpHeaderNames.LOCATION)
                            + ", which the gateway does not follow; set "
                            + setting
                            + ".url in site.yaml";
            case 410 -> "the CSMS no longer has this station; ask its operator";
            case 426 ->
                    "it wants another version or sub-protocol; check "
                            + setting
                            + ".protocol in site.yaml";
            case 429 -> "there were too many attempts";
            default ->
                    isRefusal(status)
                            ? "check " + setting + ".url in site.yaml, or ask its operator"
                            : "it offers no WebSocket at the moment";
        };
    }

    /**
     * The pause that a CSMS asks for in Retry-After, an hour at most. A date counts from the Date
     * of the same answer, for whose clock is right is not known.
     */
    static Optional<Duration> pause(HttpHeaders headers) {
        String after = headers.get(HttpHeaderNames.RETRY_AFTER, "").strip();
        Optional<Duration> asked =
                after.matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(after)))
                        : date(after)
                                .flatMap(
                                        then ->
                                                date(headers.get(HttpHeaderNames.DATE, ""))
                                                        .map(now -> Duration.between(now, then)));
        return asked.filter(pause -> pause.compareTo(Duration.ofSeconds(1)) >= 0)
                .map(pause -> pause.compareTo(PAUSE_MOST) < 0 ? pause : PAUSE_MOST);
    }

    private static Optional<ZonedDateTime> date(String text) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
