package dev.substation.bench;

/** Stations that send messages. */
interface Load extends AutoCloseable {

    /** Sends for a while; the messages that are under way at its end are not counted. */
    Latencies.Figures run(long nanos) throws InterruptedException;

    @Override
    void close();
}
