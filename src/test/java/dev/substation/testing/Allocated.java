package dev.substation.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/**
 * Counts the memory that work takes, as a measure of how it grows that no busy machine changes: a
 * copy of what came for each part that comes is gigabytes.
 */
public final class Allocated {

    private static final long MEGABYTE = 1L << 20;

    private Allocated() {}

    /** How many megabytes this thread takes from the heap for some work. */
    public static long megabytes(Callable<?> work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.call();
        return (threads.getCurrentThreadAllocatedBytes() - before) / MEGABYTE;
    }
}
