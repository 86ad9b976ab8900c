package dev.substation.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * A {@link KebaBox} on the network. It broadcasts to whoever has sent it a command last, because a
 * real broadcast would reach more than this test needs.
 */
public final class KebaBoxSocket implements AutoCloseable {

    /**
     * How bad the network is, in percent of the datagrams of each direction.
     *
     * @param loss how many are lost
     * @param doubled how many come twice
     */
    public record Network(int loss, int doubled, long seed) {

        public static final Network GOOD = new Network(0, 0, 0);
    }

    private static final int BROADCAST_EVERY_MS = 50;
    private static final int MAX_BYTES = 1_024;
    private static final int PERCENT = 100;

    private final KebaBox box;
    private final Network network;
    private final Random random;
    private final DatagramSocket socket;
    private final BiConsumer<Message.Way, String> witness;
    private Optional<InetSocketAddress> gateway = Optional.empty();

    /**
     * Listens at once.
     *
     * @param witness is shown each datagram that was not lost
     */
    public KebaBoxSocket(
            KebaBox box,
            InetSocketAddress at,
            Network network,
            BiConsumer<Message.Way, String> witness) {
        this.box = box;
        this.network = network;
        this.witness = witness;
        random = new Random(network.seed());
        try {
            socket = new DatagramSocket(at);
            socket.setSoTimeout(BROADCAST_EVERY_MS);
        } catch (SocketException e) {
            throw new UncheckedIOException("nothing can listen at " + at, e);
        }
        Thread thread = new Thread(this::run, "keba-box");
        thread.setDaemon(true);
        thread.start();
    }

    public KebaBox box() {
        return box;
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    private void run() {
        byte[] buffer = new byte[MAX_BYTES];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                received(packet);
            } catch (SocketTimeoutException nothing) {
                // Time for broadcasts.
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
            }
            gateway.ifPresent(to -> box.broadcasts().forEach(text -> send(to, text)));
        }
    }

    private void received(DatagramPacket packet) {
        String command =
                new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
        InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
        gateway = Optional.of(from);
        for (int i = copies(); i > 0; i--) {
            witness.accept(Message.Way.RECEIVED, command);
            box.answer(command).ifPresent(answer -> send(from, answer));
        }
    }

    private void send(InetSocketAddress to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = copies(); i > 0; i--) {
            witness.accept(Message.Way.SENT, text);
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, to));
            } catch (IOException e) {
                return; // nobody listens any more
            }
        }
    }

    private int copies() {
        if (random.nextInt(PERCENT) < network.loss()) {
            return 0;
        }
        return random.nextInt(PERCENT) < network.doubled() ? 2 : 1;
    }

    @Override
    public void close() {
        socket.close();
    }
}
