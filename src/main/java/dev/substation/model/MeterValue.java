package dev.substation.model;

import java.util.List;
import java.util.Optional;

/** View of what a meter showed at one time, in a MeterValues or a StopTransaction. */
public record MeterValue(Payload payload) {

    /** The field with the time. */
    public static final String TIMESTAMP = "timestamp";

    /** The field with the samples. */
    public static final String SAMPLED_VALUE = "sampledValue";

    public Optional<String> timestamp() {
        return payload.text(TIMESTAMP);
    }

    /** The samples; some stations write one as an object of its own, without the list. */
    public List<Payload> samples() {
        return payload.object(SAMPLED_VALUE)
                .map(List::of)
                .orElseGet(() -> payload.objects(SAMPLED_VALUE));
    }
}
