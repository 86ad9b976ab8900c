package dev.substation.e2e;

import java.util.Map;

/**
 * Peers of a gateway that others use at the same time: stations and CSMS that no other scenario
 * names, and what they do.
 */
interface Scenario extends AutoCloseable {

    /** What one station or CSMS after the other does, in a thread of its own. */
    @FunctionalInterface
    interface Play {

        void run() throws Exception;
    }

    /** Long, so that on a busy machine no station is answered from memory in place of the CSMS. */
    String ANSWER_WAIT = "50s";

    /** Its lines below {@code csms:} in {@code site.yaml}. */
    String csms();

    /** Its lines below {@code stations:}. */
    String stations();

    /** The same once the gateway has been killed. */
    default String stationsAfterTheKill() {
        return stations();
    }

    /** Its lines below {@code upstream:}. */
    default String upstream() {
        return "";
    }

    /** Gets to know the gateway, before the first play begins. */
    void at(KilledGateway gateway);

    /** By what each of them shows. */
    Map<String, Play> plays();

    @Override
    void close();
}
