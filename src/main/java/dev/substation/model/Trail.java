package dev.substation.model;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Under which message ids a call went on. It is filled in on the way and shared by all forms of the
 * call, and is no part of what the call says: calls are equal whatever became of them.
 *
 * @param sent the ids so far, with spaces between them
 */
public record Trail(AtomicReference<String> sent) {

    /** Of a call that has not gone on yet. */
    public Trail() {
        this(new AtomicReference<>(""));
    }

    /** The call goes on under this id. */
    public void sentAs(String id) {
        sent.updateAndGet(before -> before.isEmpty() ? id : before + " " + id);
    }

    /** The ids so far, with spaces between them; empty when it did not go on. */
    public String ids() {
        return sent.get();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trail;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
