package dev.substation.e2e;

import java.util.Map;

/**
 * Peers of a gateway that others use at the same time: stations and CSMS that no other scenario
 * names, and what they do.
 */
abstract class Scenario implements AutoCloseable {

    /** What one station or CSMS after the other does, in a thread of its own. */
    @FunctionalInterface
    interface Play {

        void run() throws Exception;
    }

    /** Long, so that on a busy machine no station is answered from memory in place of the CSMS. */
    static final String ANSWER_WAIT = "50s";

    private KilledGateway gateway;

    /** Its lines below {@code csms:} in {@code site.yaml}. */
    abstract String csms();

    /** Its lines below {@code stations:}. */
    abstract String stations();

    /** The same once the gateway has been killed. */
    String stationsAfterTheKill() {
        return stations();
    }

    /** Its lines below {@code upstream:}. */
    String upstream() {
        return "";
    }

    /** Its lines of {@code files:}. */
    String files() {
        return "";
    }

    /** Its lines of {@code udp:}. */
    String udp() {
        return "";
    }

    /** Its lines of {@code tracing:}. */
    String tracing() {
        return "";
    }

    /** Gets to know the gateway, before the first play begins. */
    void at(KilledGateway started) {
        gateway = started;
    }

    /** The gateway that it uses. */
    final KilledGateway gateway() {
        return gateway;
    }

    /** By what each of them shows. */
    abstract Map<String, Play> plays();

    @Override
    public abstract void close();
}
