package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two people may edit the same thing: who saves names the version that was read, and is refused if
 * there is another by now.
 */
final class ETags {

    private static final int BAD = 400;
    private static final int REQUIRED = 428;
    private static final Pattern ONE = Pattern.compile("\\s*\"([\\x21\\x23-\\x7e]{1,100})\"\\s*");

    private ETags() {}

    /** An answer with its version. */
    static Response tagged(Object entity, String etag) {
        return Response.ok(entity).tag(new EntityTag(etag)).build();
    }

    /**
     * The version that is to be replaced.
     *
     * @param match the header {@code If-Match}
     */
    static String required(String match) throws BadRequest {
        if (match == null || match.isBlank()) {
            throw new BadRequest(
                    REQUIRED, "Send the header If-Match with the ETag of what you have read");
        }
        Matcher one = ONE.matcher(match);
        if (!one.matches()) {
            throw new BadRequest(BAD, "If-Match has one ETag in double quotes");
        }
        return one.group(1);
    }
}
