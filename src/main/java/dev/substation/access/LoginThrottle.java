package dev.substation.access;

import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Moment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often somebody may try to log in: some times at once, then once in a while, for each address
 * and for each name. The name has more, so that nobody can lock its user out from one address.
 */
final class LoginThrottle {

    private static final int NETWORK_BYTES = 8;

    private final Tries ofAddress = new Tries(5, Duration.ofSeconds(30));
    private final Tries ofName = new Tries(30, Duration.ofSeconds(30));

    /** Lets somebody try, or says for how long not. */
    synchronized Optional<Duration> take(String address, String name, Moment now) {
        Duration wait = longer(ofAddress.wait(address, now), ofName.wait(name, now));
        if (!wait.isZero()) {
            return Optional.of(wait);
        }
        ofAddress.take(address, now);
        ofName.take(name, now);
        return Optional.empty();
    }

    /** Who is one for it: one who has an IPv6 network has all of its addresses. */
    static String network(String address) {
        return Networks.literal(address)
                .map(InetAddress::getAddress)
                .filter(bytes -> bytes.length > NETWORK_BYTES)
                .map(bytes -> HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES))
                .orElse(address);
    }

    /** The password was right, or nothing was tried: that try does not count. */
    synchronized void succeeded(String address, String name) {
        ofAddress.giveBack(address);
        ofName.giveBack(name);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * The tries of many, as the moment until which their tries are used up.
     *
     * @param atOnce how many there are after a pause
     * @param each when another one comes
     */
    private record Tries(int atOnce, Duration each, Map<String, Moment> used) {

        private static final int MOST = 10_000;
        private static final float LOAD = 0.75f;

        Tries(int atOnce, Duration each) {
            this(atOnce, each, new Newest());
        }

        Duration wait(String who, Moment now) {
            Moment until = used.get(who);
            if (until == null) {
                return Duration.ZERO;
            }
            Duration over = now.until(until).minus(each.multipliedBy(atOnce - 1L));
            return over.isNegative() ? Duration.ZERO : over;
        }

        void take(String who, Moment now) {
            Moment until = used.get(who);
            used.put(who, (until == null || until.isBefore(now) ? now : until).plus(each));
        }

        void giveBack(String who) {
            used.computeIfPresent(who, (any, until) -> until.minus(each));
        }

        /** Forgets whoever has tried least lately. */
        private static final class Newest extends LinkedHashMap<String, Moment> {

            private static final long serialVersionUID = 1L;

            Newest() {
                super(16, LOAD, true);
            }

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Moment> eldest) {
                return size() > MOST;
            }
        }
    }
}
