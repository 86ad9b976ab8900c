package dev.substation.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Something that runs a gateway as a process, and kills it. */
interface Carrier extends AutoCloseable {

    /** Starts a gateway on the data of the one before and waits until it takes calls. */
    void start();

    /** Starts a gateway and kills it this much later, ready or not. */
    void startAndKill(Duration after);

    /** Waits until the next gateway can follow the present one at once, where that can be. */
    void prepare();

    /**
     * Steps the wall clock of the machine, for the gateway that runs and those that follow.
     *
     * @param offset how far it goes ahead of the true time from now on
     * @return whether it can be stepped here
     */
    boolean setClock(Duration offset);

    /** SIGKILL. */
    void kill();

    /** SIGTERM, and waits for the end. */
    void stop();

    /** Where SOAP stations post now. */
    URI soap();

    /** Where a JSON station connects now. */
    URI json(String station);

    /** The folder with the H2 file, unless the ledger is on a server. */
    Path data();

    /** The end of the gateway's log, for the report of a failure. */
    String log();

    @Override
    void close();
}
