package dev.substation.cli;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, with one difference: it does not close the log when the process receives
 * the signal to end. The JDK closes it at once, and the log would not show an orderly stop.
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
