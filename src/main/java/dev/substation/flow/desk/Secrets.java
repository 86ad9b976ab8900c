package dev.substation.flow.desk;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Payload;

/** Hides the password of a link where a message is kept or remarked on. */
public final class Secrets {

    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String KNOWN = "configurationKey";
    private static final String SECRET = "AuthorizationKey";
    private static final String HIDDEN = "***";

    private Secrets() {}

    /** A payload as it may be kept: without the password of a link. */
    public static Payload without(Payload payload) {
        return payload.changingEach(KNOWN, Secrets::masked).changing(KNOWN, Secrets::masked);
    }

    /** A call as it may be kept: without the password of a link. */
    public static Call without(Call call) {
        boolean secret =
                call.action().equals(Action.ChangeConfiguration) && isSecret(call.payload());
        return secret ? call.withPayload(call.payload().with(VALUE, HIDDEN)) : call;
    }

    private static Payload masked(Payload entry) {
        return isSecret(entry) ? entry.with(VALUE, HIDDEN) : entry;
    }

    private static boolean isSecret(Payload entry) {
        return entry.text(KEY).map(String::strip).filter(SECRET::equalsIgnoreCase).isPresent();
    }
}
