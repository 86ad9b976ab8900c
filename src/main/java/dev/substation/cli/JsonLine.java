package dev.substation.cli;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An event of the log as a JSON object on one line. */
final class JsonLine {

    /** The last of the fields: a peer chose its text, which may look like further ones. */
    private static final String ID = "id";

    private static final String ID_FIELD = " id=";
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

    /**
     * Of a call that is followed, directly before its id; {@code trace} alone is that of an
     * exception.
     */
    private static final String TRACE = "trace";

    /** What our events begin with: {@code station=BOX action=Reset id=7 }. */
    private static final Pattern FIELD = Pattern.compile("\\G([a-z]+)=(\\S+) ?");

    private static final Set<String> FIELDS = Set.of("station", "csms", "action", TRACE, ID);

    private static final Pattern NUMBER = Pattern.compile("\\bSUB-[0-9]{4}\\b");

    private final StringBuilder text = new StringBuilder("{");

    private JsonLine() {}

    /**
     * The line, with its end.
     *
     * @param message may have several lines
     * @param trace of an exception; empty when there is none
     */
    static String of(Instant time, String level, String logger, String message, String trace) {
        JsonLine line = new JsonLine();
        line.field("time", time.toString());
        line.field("level", level);
        line.field("logger", logger);
        line.field("message", message);
        Matcher fields = FIELD.matcher(message);
        boolean more = fields.find();
        String followed = "";
        while (more && FIELDS.contains(fields.group(1))) {
            String name = fields.group(1);
            if (name.equals(ID) && isTrace(followed) && hasOneId(message)) {
                line.field("traceId", followed);
            }
            followed = name.equals(TRACE) ? fields.group(2) : "";
            if (followed.isEmpty()) {
                line.field(name, fields.group(2));
            }
            more = !name.equals(ID) && fields.find();
        }
        Matcher number = NUMBER.matcher(message);
        if (number.find()) {
            line.field("number", number.group());
        }
        if (!trace.isEmpty()) {
            line.field("trace", trace);
        }
        return line.text.append('}').append(System.lineSeparator()).toString();
    }

    private static boolean isTrace(String text) {
        return TRACE_ID.matcher(text).matches();
    }

    /** With two, a peer may have written the first of them, and a trace before it, as an action. */
    private static boolean hasOneId(String message) {
        return message.indexOf(ID_FIELD) == message.lastIndexOf(ID_FIELD);
    }

    private void field(String name, String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        quoted(name);
        text.append(':');
        quoted(value);
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char sign = value.charAt(i);
            switch (sign) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (sign < ' ' || Character.isSurrogate(sign) && !isPaired(value, i)) {
                        text.append("\\u%04x".formatted((int) sign));
                    } else {
                        text.append(sign);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean isPaired(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }
}
