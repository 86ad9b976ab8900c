package dev.substation.app.settings;

/** When a changed value of a key counts (docs/adr/0064-settings-go-live.md). */
enum Effect {
    /** Within seconds, while the gateway runs. */
    LIVE("live"),

    /** At the next start. */
    RESTART("restart");

    private final String word;

    Effect(String word) {
        this.word = word;
    }

    /** As docs/configuration.md says it. */
    String word() {
        return word;
    }
}
