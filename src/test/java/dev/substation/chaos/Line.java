package dev.substation.chaos;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A station's way to the gateway, in one dialect. */
interface Line extends AutoCloseable {

    /** What a station says. Empty fields are left out. */
    record Words(String action, int connector, long transaction, long number, String time) {}

    /** What the gateway said: the transaction id of a StartTransaction.conf, else 0. */
    record Told(long transaction) {}

    /**
     * Sends a message.
     *
     * @param id the message id, where the dialect lets the station choose
     * @param answer called with every answer to it, also with one that comes late
     * @return ends with the first answer, or with an exception when the gateway refused it or could
     *     not be reached
     */
    CompletableFuture<Told> send(String id, Words words, Consumer<Told> answer);

    @Override
    void close();
}
