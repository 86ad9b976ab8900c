package dev.substation.udp;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a box said in one datagram. It looks like JSON and is not: names have blanks at their ends,
 * occur twice, commas stand in front of braces, braces are missing, and the guide's own examples
 * have comments (Programmers Guide V2.00). So this reader takes pairs of names and values wherever
 * it finds them, and passes over all else.
 *
 * @param fields values by name, both without blanks around them; of a name that occurs twice, the
 *     last one
 * @param confirms whether the box confirms that it got a command, which says nothing of its effect
 * @param refuses whether the box says that it does not take a command
 */
record BoxText(Map<String, String> fields, boolean confirms, boolean refuses) {

    /** No answer is longer than 512 bytes; what is longer than this is not read. */
    static final int MAX_BYTES = 1_024;

    private static final int MOST_FIELDS = 64;
    private static final int LONGEST_NUMBER = 18;
    private static final String CONFIRMATION = "TCH-OK";
    private static final String REFUSAL = "TCH-ERR";

    /** Reads a datagram; never fails. */
    static BoxText of(byte[] datagram) {
        if (datagram.length > MAX_BYTES) {
            return new BoxText(Map.of(), false, false);
        }
        return of(new String(datagram, StandardCharsets.ISO_8859_1));
    }

    static BoxText of(String text) {
        return new BoxText(
                Collections.unmodifiableMap(new Reader(text).fields()),
                text.contains(CONFIRMATION),
                text.contains(REFUSAL));
    }

    /** Whether it says nothing that is known. */
    boolean isEmpty() {
        return fields.isEmpty() && !confirms && !refuses;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A value that is not empty. */
    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    /** A value that is a whole number. */
    Optional<Long> number(String name) {
        return text(name)
                .filter(value -> value.length() <= LONGEST_NUMBER && value.matches("-?[0-9]+"))
                .map(Long::valueOf);
    }

    /** Goes through a text once, from its begin to its end. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Map<String, String> fields() {
            Map<String, String> fields = new LinkedHashMap<>();
            while (at < text.length() && fields.size() < MOST_FIELDS) {
                if (isComment()) {
                    passLine();
                } else if (text.charAt(at) == '"') {
                    field(fields);
                } else {
                    at++;
                }
            }
            return fields;
        }

        /** A name, and its value if a colon follows; a text without one says nothing here. */
        private void field(Map<String, String> fields) {
            String name = quoted();
            passBlanks();
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
                passBlanks();
                fields.put(name, value());
            }
        }

        private String value() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int from = at;
            while (at < text.length() && ",}\n\"".indexOf(text.charAt(at)) < 0 && !isComment()) {
                at++;
            }
            return text.substring(from, at).strip();
        }

        /** The text up to the next quotation mark, or up to the end of the line. */
        private String quoted() {
            int from = ++at;
            while (at < text.length() && "\"\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String inside = text.substring(from, at).strip();
            at++;
            return inside;
        }

        private boolean isComment() {
            return text.startsWith("//", at);
        }

        private void passLine() {
            while (at < text.length() && text.charAt(at) != '\n') {
                at++;
            }
        }

        private void passBlanks() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }
    }
}
