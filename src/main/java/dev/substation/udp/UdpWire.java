package dev.substation.udp;

import java.net.InetSocketAddress;

/** Sends datagrams; what cannot be sent is lost, as on every network. */
@FunctionalInterface
interface UdpWire {

    void send(InetSocketAddress to, byte[] datagram);
}
