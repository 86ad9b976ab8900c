package dev.substation.flow.settings;

import java.util.Arrays;
import java.util.Optional;

/** What becomes of a station's calls while its CSMS is away. */
public enum OfflinePolicy {
    /** The gateway answers, stores and delivers later. */
    STORE_AND_FORWARD("store-and-forward"),
    /**
     * The gateway takes nothing, so that the station sees that it is offline and keeps its own
     * queue.
     */
    REJECT("reject");

    private final String word;

    OfflinePolicy(String word) {
        this.word = word;
    }

    /** As it is written in {@code site.yaml}. */
    public String word() {
        return word;
    }

    /** The policy of a word in {@code site.yaml}. */
    public static Optional<OfflinePolicy> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}
