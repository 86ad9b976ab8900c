package dev.substation.sandbox;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reading what was on the wire for people: the part that matters, and what differs in two forms.
 */
final class Wire {

    private static final Pattern BODY =
            Pattern.compile("<(?:[\\w.-]+:)?Body[^>]*>(.*)</(?:[\\w.-]+:)?Body>", Pattern.DOTALL);

    private Wire() {}

    /** The XML body of an envelope without its white space; a JSON frame as it is. */
    static String shown(String text) {
        Matcher body = BODY.matcher(text);
        return body.find() ? body.group(1).strip().replaceAll(">\\s+<", "><") : text;
    }

    /**
     * What a reader should notice between two forms of one message: {@code idTag A -> B}, {@code
     * heartbeatInterval -> interval}, {@code + reason Remote}.
     */
    static List<String> differences(String before, String after) {
        Map<String, List<String>> left = leaves(before);
        Map<String, List<String>> right = leaves(after);
        List<String> remarks = new ArrayList<>();
        Set<String> renamed = new LinkedHashSet<>();
        left.forEach(
                (name, values) -> {
                    if (!right.containsKey(name)) {
                        right.entrySet().stream()
                                .filter(other -> !left.containsKey(other.getKey()))
                                .filter(other -> other.getValue().equals(values))
                                .map(Map.Entry::getKey)
                                .filter(renamed::add)
                                .findFirst()
                                .ifPresentOrElse(
                                        other -> remarks.add(name + " -> " + other),
                                        () -> remarks.add("- " + name + " " + join(values)));
                    } else if (!right.get(name).equals(values)) {
                        remarks.add(name + " " + join(values) + " -> " + join(right.get(name)));
                    }
                });
        right.forEach(
                (name, values) -> {
                    if (!left.containsKey(name) && !renamed.contains(name)) {
                        remarks.add("+ " + name + " " + join(values));
                    }
                });
        return remarks;
    }

    private static String join(List<String> values) {
        return String.join(", ", values);
    }

    /** Every value by the name it has, in the order in which names first appear. */
    private static Map<String, List<String>> leaves(String text) {
        Map<String, List<String>> leaves = new LinkedHashMap<>();
        if (text.startsWith("[")) {
            payload(text).forEach((name, value) -> collect(name, value, leaves));
        } else {
            try {
                collect(shown(text), leaves);
            } catch (XMLStreamException e) {
                return Map.of();
            }
        }
        return leaves;
    }

    /** The payload of a JSON frame; empty when it has none. */
    static Payload payload(String text) {
        Frame frame = FrameReading.read(text);
        if (frame instanceof Frame.CallFrame call) {
            return call.payload();
        }
        return frame instanceof Frame.ResultFrame result ? result.payload() : Payload.EMPTY;
    }

    private static void collect(String name, Object value, Map<String, List<String>> leaves) {
        if (value instanceof Payload object) {
            object.forEach((inner, child) -> collect(inner, child, leaves));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(name, item, leaves));
        } else {
            leaves.computeIfAbsent(name, n -> new ArrayList<>()).add(String.valueOf(value));
        }
    }

    private static void collect(String body, Map<String, List<String>> leaves)
            throws XMLStreamException {
        XMLStreamReader xml =
                SoapCodec.secureReader(
                        SoapCodec.secureInputFactory(),
                        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        String name = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                name = xml.getLocalName();
                for (int i = 0; i < xml.getAttributeCount(); i++) {
                    leaves.computeIfAbsent(xml.getAttributeLocalName(i), n -> new ArrayList<>())
                            .add(xml.getAttributeValue(i));
                }
            } else if (event == XMLStreamConstants.CHARACTERS && !xml.isWhiteSpace()) {
                leaves.computeIfAbsent(name, n -> new ArrayList<>()).add(xml.getText().strip());
            }
        }
    }

    /** One line of a frames file, as a call. */
    static Frame.CallFrame call(String line) throws BadMessage {
        if (FrameReading.read(line) instanceof Frame.CallFrame call) {
            return call;
        }
        throw new BadMessage(Answer.failure(Cause.MALFORMED, line));
    }
}
