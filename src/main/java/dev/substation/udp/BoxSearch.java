package dev.substation.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Asks an address whether a box is there; for a command, which may wait. */
public final class BoxSearch {

    private static final int ATTEMPTS = 3;

    /** Boxes answer to the port that they are asked from, older ones perhaps to this only. */
    private static final int PORT = 7090;

    private final Duration wait;

    /**
     * @param wait for an answer to one attempt
     */
    public BoxSearch(Duration wait) {
        this.wait = wait;
    }

    /**
     * What is there.
     *
     * @param product empty for a box that answers with its firmware alone
     */
    public record Found(String product, String serial, String firmware) {}

    /** Asks; empty when nothing answers. */
    public Optional<Found> at(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = socket()) {
            socket.setSoTimeout((int) wait.toMillis());
            Optional<BoxText> product = ask(socket, address, KebaCommand.PRODUCT);
            return product.isPresent()
                    ? product.flatMap(ProductReport::of)
                            .map(one -> new Found(one.product(), one.serial(), one.firmware()))
                    : ask(socket, address, KebaCommand.INFO)
                            .flatMap(said -> said.text("Firmware"))
                            .map(firmware -> new Found("", "", firmware));
        }
    }

    /** The port of the interface, unless a gateway has it. */
    private static DatagramSocket socket() throws SocketException {
        try {
            return new DatagramSocket(PORT);
        } catch (SocketException taken) {
            return new DatagramSocket();
        }
    }

    private Optional<BoxText> ask(
            DatagramSocket socket, InetSocketAddress address, KebaCommand command)
            throws IOException {
        byte[] bytes = command.text().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < ATTEMPTS; i++) {
            socket.send(new DatagramPacket(bytes, bytes.length, address));
            Optional<BoxText> answer = answer(socket, address, command);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private static Optional<BoxText> answer(
            DatagramSocket socket, InetSocketAddress address, KebaCommand command)
            throws IOException {
        byte[] buffer = new byte[BoxText.MAX_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                BoxText said = BoxText.of(Arrays.copyOf(buffer, packet.getLength()));
                if (packet.getAddress().equals(address.getAddress())
                        && command.answeredBy().test(said)) {
                    return Optional.of(said);
                }
            }
        } catch (SocketTimeoutException nothing) {
            return Optional.empty();
        }
    }
}
