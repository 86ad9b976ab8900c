package dev.substation.home;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The name of this machine. Payara looks it up at its start, and ends if it finds no address. */
public final class OwnName {

    /** Finds the address of this machine by its name. */
    @FunctionalInterface
    public interface Lookup {

        /**
         * @throws UnknownHostException with the name, if it has no address
         */
        InetAddress address() throws UnknownHostException;
    }

    private OwnName() {}

    /** The name of this machine, if it has no address. */
    public static Optional<String> unknown() {
        return unknown(InetAddress::getLocalHost);
    }

    /** The same with another lookup. */
    public static Optional<String> unknown(Lookup lookup) {
        try {
            lookup.address();
            return Optional.empty();
        } catch (UnknownHostException e) {
            // As the JDK says it: "box: box: Name or service not known".
            return Optional.of(String.valueOf(e.getMessage()).split(":")[0].strip());
        }
    }

    /** What is wrong then, as a sentence without its full stop. */
    public static String fault(String name) {
        return "the name of this machine, %s, has no address, and Payara needs one to start"
                .formatted(name);
    }

    /** What to do about it. */
    public static String advice(String name) {
        return "add the line \"127.0.1.1 %s\" to /etc/hosts".formatted(name);
    }
}
