package dev.substation.front;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a path and a query may be made of, so that the container can decode them. */
final class RequestPath {

    private static final Pattern NO_URL_CHARACTER = Pattern.compile("[^\\x21-\\x7e]|[\\\\#]");

    private RequestPath() {}

    /**
     * Looks at a path with its query.
     *
     * @throws Refused when it is none
     */
    static void check(String target) throws Refused {
        if (NO_URL_CHARACTER.matcher(target).find()) {
            throw Refused.with(400, "its address has characters that are not allowed in a URL");
        }
        int query = target.indexOf('?');
        String path = decoded(query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            decoded(target.substring(query));
        }
        for (String segment : path.split("/", -1)) {
            String name = segment.replaceFirst(";.*", "");
            if (name.equals(".") || name.equals("..")) {
                throw Refused.with(400, "its path has segments of dots");
            }
            if (name.indexOf('\\') >= 0) {
                throw Refused.with(400, "its path has a backslash");
            }
        }
    }

    private static String decoded(String written) throws Refused {
        if (written.indexOf('%') < 0) {
            return written;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
        int at = 0;
        while (at < written.length()) {
            char one = written.charAt(at);
            if (one != '%') {
                bytes.write(one);
                at++;
                continue;
            }
            int high = at + 2 < written.length() ? Character.digit(written.charAt(at + 1), 16) : -1;
            int low = at + 2 < written.length() ? Character.digit(written.charAt(at + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw Refused.with(400, "its address has a percent sign without two hex digits");
            }
            int value = high * 16 + low;
            if (value < 0x20 || value == 0x7f) {
                throw Refused.with(400, "its address has an escaped control character");
            }
            bytes.write(value);
            at += 3;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refused.with(400, "its address is not in UTF-8");
        }
    }
}
