package dev.substation.json;

import dev.substation.model.Dialect;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The WebSocket sub-protocols that a station offers (OCPP-J 1.6 section 3.3). */
final class Subprotocols {

    static final String OCPP_16 = Dialect.JSON_16.subprotocol();

    private Subprotocols() {}

    /** What the values of the header offer, in order; a header may come more than once. */
    static List<String> offered(Collection<String> headers) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Whether a station that offers these can be spoken to; one that offers none can. */
    static boolean fits(List<String> offered) {
        return offered.isEmpty() || chosen(offered).isPresent();
    }

    /** The first that we speak, spelled as the station did: it compares with what it sent. */
    static Optional<String> chosen(List<String> offered) {
        return offered.stream().filter(OCPP_16::equalsIgnoreCase).findFirst();
    }
}
