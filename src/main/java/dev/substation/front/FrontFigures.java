package dev.substation.front;

import dev.substation.model.Cause;
import java.util.Map;

/**
 * The connections at one moment.
 *
 * @param open all of them
 * @param idle those on which nothing is under way
 * @param handshakes those that agree on TLS
 * @param reading those whose request is not whole yet
 * @param held bytes of such requests
 * @param delayed how often a request or frames had to wait for the pace of their sender
 * @param refused how often something was refused, by cause
 */
public record FrontFigures(
        int open,
        int idle,
        int handshakes,
        int reading,
        long held,
        long delayed,
        Map<Cause, Long> refused) {}
