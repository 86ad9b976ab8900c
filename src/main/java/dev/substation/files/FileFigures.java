package dev.substation.files;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What was moved, for the metrics.
 *
 * @param up files that the CSMS's side has got
 * @param down files that stations have got
 * @param failedUp files that could not be brought
 * @param failedDown files that could not be fetched
 * @param cut connections of stations that ended before the file
 * @param bytes of the files that were moved
 */
public record FileFigures(
        long up, long down, long failedUp, long failedDown, long cut, long bytes) {

    /** Counts; may be used by many threads at once. */
    static final class Counters {

        private final AtomicLong up = new AtomicLong();
        private final AtomicLong down = new AtomicLong();
        private final AtomicLong failedUp = new AtomicLong();
        private final AtomicLong failedDown = new AtomicLong();
        private final AtomicLong cut = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        void moved(boolean upload, long length) {
            (upload ? up : down).incrementAndGet();
            bytes.addAndGet(length);
        }

        void failed(boolean upload) {
            (upload ? failedUp : failedDown).incrementAndGet();
        }

        void cut() {
            cut.incrementAndGet();
        }

        FileFigures figures() {
            return new FileFigures(
                    up.get(), down.get(), failedUp.get(), failedDown.get(), cut.get(), bytes.get());
        }
    }
}
