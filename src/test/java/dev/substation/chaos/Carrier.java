package dev.substation.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Something that runs a gateway as a process, and kills it. */
interface Carrier extends AutoCloseable {

    /**
     * How often a message may go unanswered: more often than the {@link Backend} and an outage at
     * the wrong moment leave it so.
     */
    int ATTEMPTS = 6;

    /** What the gateway's {@code csms.main} is set to, short so that a run is. */
    record Waits(Duration answer, Duration delivery, Duration retry) {
        static final Waits SHORT =
                new Waits(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(200));
    }

    /** Starts a gateway on the data of the one before and waits until it takes calls. */
    void start();

    /** Starts a gateway and kills it this much later, ready or not. */
    void startAndKill(Duration after);

    /** Waits until the next gateway can follow the present one at once, where that can be. */
    void prepare();

    /** SIGKILL. */
    void kill();

    /** SIGTERM, and waits for the end. */
    void stop();

    /** Where SOAP stations post now. */
    URI soap();

    /** Where a JSON station connects now. */
    URI json(String station);

    /** The folder with the H2 file. */
    Path data();

    /** The end of the gateway's log, for the report of a failure. */
    String log();

    @Override
    void close();
}
