package dev.substation.flow.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Networks as a site names them: by words ({@code private}, {@code loopback}, {@code link-local},
 * {@code any}), by CIDR ({@code 100.64.0.0/10}) or by one address. No name is ever looked up.
 */
public final class Networks {

    /** RFC 1918, 4193, 1122, 4291, 3927. */
    private static final Map<String, List<String>> WORDS =
            Map.of(
                    "private",
                    List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
                    "loopback",
                    List.of("127.0.0.0/8", "::1"),
                    "link-local",
                    List.of("169.254.0.0/16", "fe80::/10"),
                    "any",
                    List.of("0.0.0.0/0", "::/0"));

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|\\d{1,2})";

    /** What is none is a name to the JDK, which would look it up. */
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** The addresses that share their first bits. */
    private record Range(InetAddress start, int bits) {

        boolean contains(InetAddress address) {
            byte[] ours = start.getAddress();
            byte[] theirs = address.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<String> written;

    /** No network at all. */
    public static final Networks NONE = new Networks(List.of(), List.of());

    private final List<Range> ranges;

    private Networks(List<String> written, List<Range> ranges) {
        this.written = List.copyOf(written);
        this.ranges = List.copyOf(ranges);
    }

    /** The networks of a list together; empty when one of them cannot be understood. */
    public static Optional<Networks> of(List<String> names) {
        List<Range> ranges = new ArrayList<>();
        for (String name : names) {
            for (String text : WORDS.getOrDefault(name, List.of(name))) {
                Optional<Range> range = range(text);
                if (range.isEmpty()) {
                    return Optional.empty();
                }
                ranges.add(range.get());
            }
        }
        return Optional.of(new Networks(names, ranges));
    }

    private static Optional<Range> range(String text) {
        int slash = text.indexOf('/');
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (slash >= 0 && !bits.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        return literal(slash < 0 ? text : text.substring(0, slash))
                .flatMap(start -> range(start, bits));
    }

    private static Optional<Range> range(InetAddress start, String bits) {
        int most = start.getAddress().length * 8;
        int count = bits.isEmpty() ? most : Integer.parseInt(bits);
        return count <= most ? Optional.of(new Range(start, count)) : Optional.empty();
    }

    /**
     * The address that a text writes out; empty for a name, which would have to be looked up.
     *
     * @param host as it stands in a URL or comes from a connection: {@code 10.0.0.7}, {@code
     *     [fd00::7]}, {@code fe80::7%eth0}
     */
    public static Optional<InetAddress> literal(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        String bare = brackets ? host.substring(1, host.length() - 1) : host;
        String address = bare.replaceFirst("%.*", "");
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** As the site names them. */
    public List<String> written() {
        return written;
    }

    /** Whether an address is in one of them. */
    public boolean contains(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether an address is in one that is smaller than the whole world. */
    public boolean names(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.bits() > 0 && range.contains(address));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Networks networks && networks.ranges.equals(ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }
}
