package dev.substation.app.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a KEBA box as people write it; never a name, for names lead elsewhere one day. */
public final class BoxAddress {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern PARTS =
            Pattern.compile("(" + OCTET + "(?:\\." + OCTET + "){3})(?::(\\d{1,5}))?");
    private static final String USUAL_PORT = "7090";
    private static final int HIGHEST_PORT = 65_535;

    private BoxAddress() {}

    /** Such as {@code 192.168.40.21} or {@code 127.0.0.1:7091}. */
    public static Optional<InetSocketAddress> of(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(Optional.ofNullable(parts.group(2)).orElse(USUAL_PORT));
        try {
            return port < 1 || port > HIGHEST_PORT
                    ? Optional.empty()
                    : Optional.of(
                            new InetSocketAddress(InetAddress.getByName(parts.group(1)), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four numbers are an address", e);
        }
    }
}
