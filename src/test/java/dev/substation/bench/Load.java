package dev.substation.bench;

/** Peers that send messages one after the other. */
interface Load extends AutoCloseable {

    /** Sends for a while; the messages that are under way at its end are not counted. */
    Latencies.Figures run(long nanos) throws InterruptedException;

    @Override
    void close();
}
