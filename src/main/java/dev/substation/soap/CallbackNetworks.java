package dev.substation.soap;

import dev.substation.flow.settings.Networks;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * Where stations may be that the gateway calls because they say so: what they say is hostile, and
 * the gateway reaches places that they do not. An address is judged as it is connected to, after
 * its name was looked up.
 */
final class CallbackNetworks {

    /** Where clouds tell a machine its secrets; private or link-local by number. */
    private static final Set<String> METADATA =
            Set.of("169.254.169.254", "100.100.100.200", "fd00:ec2:0:0:0:0:0:254");

    private final Networks allowed;

    /**
     * @param allowed link-local addresses must be named, {@code any} does not let them in
     */
    CallbackNetworks(Networks allowed) {
        this.allowed = allowed;
    }

    /**
     * Why an address is not called; empty when it may be.
     *
     * @param host as the station wrote it; a name of its choice must not lead back into this
     *     machine
     */
    Optional<String> objection(String host, InetAddress address) {
        String number = address.getHostAddress();
        boolean named = Networks.literal(host).isEmpty() && !host.equalsIgnoreCase("localhost");
        if (METADATA.contains(number)
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()) {
            return Optional.of(number + " is no address of a station");
        }
        if (named && address.isLoopbackAddress()) {
            return Optional.of("the name resolves to this machine, " + number);
        }
        boolean good =
                address.isLinkLocalAddress() ? allowed.names(address) : allowed.contains(address);
        return good
                ? Optional.empty()
                : Optional.of(
                        number
                                + " is in none of http.callback-networks; add its network there, or"
                                + " set the station's callback in site.yaml");
    }
}
