package dev.substation.routes.rules;

import dev.substation.dialect.Json;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import java.util.List;

/**
 * A rule that answers a message in the CSMS's place, holds its content, and sends it later, alone
 * or merged with others. Held content is in the {@link RuleMemory}, so it survives a restart and
 * the replacement of the routes.
 */
public interface HoldingRule extends SiteRule {

    /**
     * The address of the route that its messages pass on their way to the CSMS if the folder has
     * it, such as {@code direct:meter-window-closed}.
     */
    String entry();

    /**
     * A message to send.
     *
     * @param call under the station that the CSMS shall see, with a note that says what it is
     * @param remembered what the rule remembers from now on; that what was held is forgotten need
     *     not be said
     */
    record Released(Call call, List<Memory> remembered) {}

    /**
     * The message for what was held.
     *
     * @param now later than the time until which it was to be held, or earlier when it has to go
     *     ahead of a call
     * @throws RuntimeException when what was held cannot be read; it is then passed over for good
     */
    Released release(Memory held, OperatingTime now);

    /**
     * Whether something held must reach the CSMS before a call of the same station.
     *
     * @param call as the station sent it
     */
    boolean precedes(Memory held, Call call);

    /**
     * Whether an object can be kept as text between calls: without objects in it, which could nest
     * too deep, and of a bearable length.
     */
    public static boolean isPlain(Payload object, int longest) {
        return object.values().stream()
                        .noneMatch(value -> value instanceof Payload || value instanceof List<?>)
                && Json.write(object).length() <= longest;
    }
}
