package dev.substation.cli;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, but for one thing: it does not close the log when the process is told to
 * end. The JDK does so at once, so that nothing of an orderly stop would be seen.
 */
public final class LogKeeper extends LogManager {

    @Override
    public void reset() {
        if (!Thread.currentThread()
                .getClass()
                .getName()
                .equals("java.util.logging.LogManager$Cleaner")) {
            super.reset();
        }
    }
}
