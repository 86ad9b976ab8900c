package dev.substation.ocppj;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much text of peers the gateway holds that it has not dealt with yet: a budget in bytes over
 * all connections, with a share for each (design section 11, issue 11). A connection that has used
 * up its share, or comes when the whole is used up, is not read until there is room: TCP then slows
 * the peer down, and nothing is dropped. May be used by many threads at once.
 */
public final class TrafficBudget {

    /** A message of few characters costs this much beside them. */
    private static final int OVERHEAD = 256;

    private static final int BYTES_PER_CHARACTER = 2;

    private final long most;
    private final long share;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong pauses = new AtomicLong();
    private final Set<Account> paused = ConcurrentHashMap.newKeySet();

    /**
     * @param most bytes over all
     * @param share bytes of one connection; one message more may come before it is paused
     */
    public TrafficBudget(long most, long share) {
        this.most = most;
        this.share = share;
    }

    /** An eighth of the heap in all, and a 64th of that for each, 256 KiB at least. */
    public static TrafficBudget ofHeap(long heap) {
        long most = heap / 8;
        return new TrafficBudget(most, Math.max(256 * 1024, most / 64));
    }

    /** The account of a new connection. */
    public Account account() {
        return new Account();
    }

    /** What is held now, in bytes. */
    public long held() {
        return held.get();
    }

    /** What may be held, in bytes. */
    public long most() {
        return most;
    }

    /** Connections that are not read now. */
    public int paused() {
        return paused.size();
    }

    /** How often a connection was paused. */
    public long pauses() {
        return pauses.get();
    }

    private static long cost(String text) {
        return OVERHEAD + (long) BYTES_PER_CHARACTER * text.length();
    }

    private boolean isUsedUp() {
        return held.get() >= most;
    }

    /** What one connection holds. */
    public final class Account {

        private final AtomicLong mine = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile Runnable resume = () -> {};

        private Account() {}

        /**
         * Sets what reads the connection again after {@link #mayRead} has said no; it must be short
         * and may run on any thread.
         */
        public void onRoom(Runnable resume) {
            this.resume = resume;
        }

        /** A message has come; to be given back once, when it is dealt with. */
        public void take(String text) {
            add(cost(text));
        }

        private void add(long bytes) {
            mine.addAndGet(bytes);
            held.addAndGet(bytes);
        }

        /** A message is dealt with. */
        public void giveBack(String text) {
            add(-cost(text));
            resume(this);
            if (!paused.isEmpty() && !isUsedUp()) {
                paused.forEach(TrafficBudget.this::resume);
            }
        }

        /** Whether to read on; if not, the connection is resumed once there is room. */
        public boolean mayRead() {
            if (hasRoom()) {
                return true;
            }
            if (closed.get()) {
                return false;
            }
            if (paused.add(this)) {
                pauses.incrementAndGet();
            }
            // Room may have come since it was asked for, and nobody may come by again.
            return hasRoom() && paused.remove(this);
        }

        private boolean hasRoom() {
            return mine.get() < share && !isUsedUp();
        }

        /** The connection is gone; its messages are given back one by one as before. */
        public void close() {
            closed.set(true);
            paused.remove(this);
        }
    }

    private void resume(Account account) {
        if (account.hasRoom() && paused.remove(account)) {
            account.resume.run();
        }
    }
}
