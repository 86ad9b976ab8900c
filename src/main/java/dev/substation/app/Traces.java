package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.app.tls.UsualTrust;
import dev.substation.flow.ports.Tracing;
import dev.substation.model.Version;
import dev.substation.tracing.Spans;

/** Starts traces, if the site wants them; otherwise nothing of them is loaded. */
final class Traces {

    private Traces() {}

    static Tracing of(Settings settings, Threads threads) {
        return settings.tracing()
                .filter(traced -> traced.ratio().signum() > 0)
                .<Tracing>map(
                        traced ->
                                new Spans(
                                        traced,
                                        Version.own().toString(),
                                        threads.traces(),
                                        UsualTrust.context(),
                                        threads.time()))
                .orElse(Tracing.OFF);
    }
}
