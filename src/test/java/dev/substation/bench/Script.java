package dev.substation.bench;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What one station sends: each message when the last one is answered. */
@FunctionalInterface
interface Script {

    /**
     * The next message, which is like none before.
     *
     * @param answer to the last one; empty before the first
     */
    CharSequence next(Supplier<String> answer);

    /** The scripts of several stations that share a connection, in turns. */
    static Script inTurns(int stations, IntFunction<Script> scripts) {
        Script[] all = new Script[stations];
        String[] answers = new String[stations];
        for (int i = 0; i < stations; i++) {
            all[i] = scripts.apply(i);
            answers[i] = "";
        }
        int[] at = {0};
        return answer -> {
            answers[at[0]] = answer.get();
            at[0] = (at[0] + 1) % stations;
            String last = answers[at[0]];
            return all[at[0]].next(() -> last);
        };
    }
}
