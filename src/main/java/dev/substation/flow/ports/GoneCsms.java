package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.util.List;

/**
 * The sentence that is kept with a message that is parked because its transaction belongs to a CSMS
 * that is not the one of its station (docs/adr/0028-transactions-of-another-csms.md).
 */
public final class GoneCsms {

    /** All these sentences, as SQL compares texts. */
    public static final String LIKE = "%" + why("%");

    private GoneCsms() {}

    /** The sentence for messages that wait when the gateway starts. */
    public static String why(String csms) {
        return failure(csms).description();
    }

    /** That one, and the one for messages that come while the gateway runs. */
    public static List<String> whys(String csms) {
        return List.of(why(csms), failure(csms).code() + ": " + why(csms));
    }

    private static Answer.Failure failure(String csms) {
        return Answer.failure(Cause.CSMS_GONE, csms);
    }
}
