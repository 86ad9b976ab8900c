package dev.substation.udp;

import dev.substation.model.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of all boxes, and the thread that all of this package runs on: {@link #run} takes
 * datagrams and runs tasks in turn, and waits for nothing else. Without Netty: one socket needs no
 * more than a selector of the JDK.
 */
public final class UdpSocket implements UdpEnd, Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

    /** Datagrams that are read before the tasks have their turn again. */
    private static final int AT_ONCE = 64;

    private final Selector selector;
    private final DatagramChannel channel;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile BiConsumer<InetSocketAddress, byte[]> receiver = (from, datagram) -> {};

    /**
     * Opens the socket.
     *
     * @param at the address and port of this machine
     */
    public UdpSocket(InetSocketAddress at) throws IOException {
        selector = Selector.open();
        channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.bind(at);
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            selector.close();
            throw e;
        }
    }

    @Override
    public void receiver(BiConsumer<InetSocketAddress, byte[]> taker) {
        receiver = taker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    @Override
    public void send(InetSocketAddress to, byte[] datagram) {
        try {
            channel.send(ByteBuffer.wrap(datagram), to);
        } catch (IOException e) {
            LOG.debug("nothing was sent to {}: {}", to, e.toString());
        }
    }

    /** Runs until the socket is closed. */
    @Override
    public void run() {
        ByteBuffer buffer = ByteBuffer.allocate(BoxText.MAX_BYTES + 1);
        while (open.get()) {
            try {
                selector.select();
                selector.selectedKeys().clear();
                read(buffer);
            } catch (IOException e) {
                // An earlier datagram reached nobody (ICMP); the socket goes on.
                LOG.debug("nothing was received: {}", e.toString());
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                guarded(task);
            }
        }
        closed();
    }

    private void read(ByteBuffer buffer) throws IOException {
        for (int i = 0; i < AT_ONCE && open.get(); i++) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
            guarded(() -> receiver.accept(from, datagram));
        }
        selector.wakeup(); // there may be more
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error(Problem.UDP_TASK_FAILED.line(fault), fault);
        }
    }

    private void closed() {
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            LOG.debug("the socket did not close: {}", e.toString());
        }
    }

    @Override
    public void close() {
        open.set(false);
        selector.wakeup();
    }
}
