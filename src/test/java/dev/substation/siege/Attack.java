package dev.substation.siege;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * What a hostile peer does, again and again.
 *
 * @param name for the report, and for {@code --attack}
 * @param peers how many do it at the same time
 */
record Attack(String name, int peers, Doing doing) {

    /** One round; it may end at any time by an exception, and begins anew. */
    interface Doing {

        /**
         * @param peer which of the peers it is, from 0 on
         * @param goesOn whether the attack has not ended yet
         * @param refused counts what the gateway has refused with a status or a close
         */
        void round(Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
                throws IOException;
    }
}
