package dev.substation.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the identity in a SOAP request without reading it as XML. What it finds is good enough to
 * share the gateway fairly, and for nothing else: {@link EnvelopeIn} decides who the station is.
 */
public final class SoapIdentity {

    private static final byte[] NAME = Envelope.IDENTITY.getBytes(ISO_8859_1);
    private static final int SEARCHED = 8_192;
    private static final int LONGEST = 255;

    private SoapIdentity() {}

    /**
     * The text of the first {@code chargeBoxIdentity} element in the first 8 KiB.
     *
     * @param request head and body, in an encoding that has ASCII in it
     */
    public static Optional<String> of(byte[] request) {
        int last = Math.min(request.length, SEARCHED) - NAME.length;
        for (int at = 0; at < last; at++) {
            if (request[at] == NAME[0]
                    && Arrays.equals(request, at, at + NAME.length, NAME, 0, NAME.length)) {
                return text(request, at + NAME.length);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(byte[] request, int from) {
        int begin = indexOf(request, '>', from) + 1;
        int end = begin > 0 ? indexOf(request, '<', begin) : -1;
        return end > begin && end - begin <= LONGEST
                ? Optional.of(new String(request, begin, end - begin, UTF_8).strip())
                        .filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static int indexOf(byte[] request, char wanted, int from) {
        for (int at = from; at < Math.min(request.length, SEARCHED); at++) {
            if (request[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
