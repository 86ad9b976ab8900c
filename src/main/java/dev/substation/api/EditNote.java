package dev.substation.api;

import java.io.IOException;

/** Learns what an edit changes, just before it is written. */
@FunctionalInterface
public interface EditNote {

    /**
     * @param summary in words, without what stands in the files
     * @throws IOException when it cannot be noted, or when nobody waits for the edit any more, so
     *     that nothing should be written
     */
    void of(String summary) throws IOException;
}
