package dev.substation.chaos;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A station's way to the gateway, in one dialect. */
interface Line extends AutoCloseable {

    /**
     * What a station says. Each action takes the fields that it has.
     *
     * @param transaction the id that the station knows
     * @param number the reading of the meter
     * @param interval the energy since the last values; 0 when it is not measured
     */
    record Words(
            String action,
            int connector,
            long transaction,
            long number,
            long interval,
            String time,
            String card,
            String status) {}

    /**
     * What the gateway said.
     *
     * @param transaction the id in a StartTransaction.conf, else 0
     * @param status that of the card, or of the boot; empty when there is none
     */
    record Told(long transaction, String status) {

        boolean isAccepted() {
            return status.isEmpty() || status.equals("Accepted");
        }
    }

    /** The gateway is there and answers with an error. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String answer) {
            super(answer);
        }
    }

    /**
     * Sends a message.
     *
     * @param id the message id, where the dialect lets the station choose
     * @param answer called with every answer to it, also with one that comes late
     * @return ends with the first answer, or with {@link Refused}, or another exception when the
     *     gateway could not be reached
     */
    CompletableFuture<Told> send(String id, Words words, Consumer<Told> answer);

    /** Whether the gateway has asked by RemoteStopTransaction for the end of this transaction. */
    boolean isToStop(long transaction);

    @Override
    void close();
}
