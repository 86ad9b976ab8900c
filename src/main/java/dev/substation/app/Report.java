package dev.substation.app;

import dev.substation.app.doctor.Finding;

/** Where an examination writes what it sees: on the screen, or into an answer of the API. */
interface Report {

    /** Begins a part. */
    void title(String text);

    /** Something that was looked at. */
    void say(Finding finding);

    /** A sentence that is neither good nor bad. */
    void line(String text);
}
