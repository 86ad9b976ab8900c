package dev.substation.udp;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** The gateway's end of the network to boxes: it sends, receives, and runs tasks in turn. */
public interface UdpEnd extends Executor {

    /** Sends a datagram; what cannot be sent is lost, as on every network. */
    void send(InetSocketAddress to, byte[] datagram);

    /** Who takes datagrams from now on, in turn with the tasks. */
    void receiver(BiConsumer<InetSocketAddress, byte[]> taker);
}
