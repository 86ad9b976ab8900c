package dev.substation.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import dev.substation.testing.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What every answer must be, whatever it answers; read with other parsers than the gateway's. */
final class Judge {

    /** The longest message that tells of a mistake, and the longest sentence in it. */
    private static final int LONGEST_REFUSAL = 4_096;

    private static final int LONGEST_SENTENCE = 1_024;

    private static final List<String> OURS =
            List.of(
                    "Exception",
                    "Throwable",
                    "StackTrace",
                    "\tat ",
                    "at dev.",
                    "dev.substation",
                    "org.apache",
                    "com.ctc",
                    "oodstox",
                    "wstx",
                    "Wstx",
                    "fasterxml",
                    "ackson",
                    "StreamReadConstraints",
                    "java.",
                    "javax.",
                    "jakarta.",
                    "sun.",
                    "org.codehaus",
                    "io.netty",
                    "BigDecimal",
                    "LinkedHashMap");

    /** A value that is not there, but not the character and the word of JSON of that name. */
    private static final Pattern NULL = Pattern.compile("(?<!')\\bnull\\b(?! character| byte|')");

    /** An object that tells where it lies. */
    private static final Pattern ADDRESS = Pattern.compile("@[0-9a-f]{6,8}\\b");

    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty("jdk.xml.maxXMLNameLimit", "100000");
    }

    private Judge() {}

    /** What of our inside can be seen in a text; what the sender wrote himself is his. */
    static Optional<String> leak(String text, Supplier<String> sent) {
        return Stream.concat(
                        OURS.stream().filter(text::contains),
                        Stream.concat(found(text, "null", NULL), found(text, "@", ADDRESS)))
                .filter(word -> !sent.get().contains(word))
                .findFirst();
    }

    private static Stream<String> found(String text, String part, Pattern pattern) {
        return text.contains(part)
                ? pattern.matcher(text).results().map(MatchResult::group)
                : Stream.empty();
    }

    /** A frame of the gateway, to whomever; its type and id. */
    static Said frame(String text, Supplier<String> sent) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Defect("a frame that is no Unicode: " + text);
        }
        try {
            JsonArray frame = Json.frame(text);
            int type = frame.get(0).getAsInt();
            String id = frame.get(1).getAsString();
            boolean sound =
                    switch (type) {
                        case 2 ->
                                frame.size() == 4
                                        && text(frame.get(2))
                                        && frame.get(3).isJsonObject();
                        case 3 -> frame.size() == 3 && frame.get(2).isJsonObject();
                        case 4 ->
                                frame.size() == 5
                                        && text(frame.get(2))
                                        && text(frame.get(3))
                                        && frame.get(4).isJsonObject();
                        default -> false;
                    };
            if (!sound) {
                throw new Defect("no OCPP-J: " + text);
            }
            if (type == 4) {
                refusal(text, frame.get(3).getAsString(), sent);
            }
            return new Said(type, id, type == 2 ? frame.get(2).getAsString() : "");
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new Defect("no JSON: " + text);
        }
    }

    /** A frame's type and id, and its action when it is a call. */
    record Said(int type, String id, String action) {}

    private static boolean text(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }

    private static void refusal(String whole, String sentence, Supplier<String> sent) {
        leak(whole, sent)
                .ifPresent(
                        word -> {
                            throw new Defect("the sender is told of " + word + ": " + whole);
                        });
        if (whole.length() > LONGEST_REFUSAL || sentence.length() > LONGEST_SENTENCE) {
            throw new Defect("a refusal of " + whole.length() + " characters: " + whole);
        }
    }

    /** What a SOAP message is. */
    record Envelope(boolean soap12, String element, Map<String, String> texts) {

        boolean isFault() {
            return element.equals("Fault");
        }
    }

    /** Reads a SOAP message that must be well-formed and have one element in its body. */
    static Envelope envelope(byte[] body) {
        try {
            XMLStreamReader in = XML.createXMLStreamReader(new ByteArrayInputStream(body));
            in.nextTag();
            String namespace = in.getNamespaceURI();
            boolean soap12 = namespace.equals("http://www.w3.org/2003/05/soap-envelope");
            if (!in.getLocalName().equals("Envelope")
                    || !soap12 && !namespace.equals("http://schemas.xmlsoap.org/soap/envelope/")) {
                throw new Defect("no envelope: " + text(body));
            }
            String element = null;
            Map<String, String> texts = new HashMap<>();
            StringBuilder text = new StringBuilder();
            int depth = 1;
            boolean inBody = false;
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    text.setLength(0);
                    inBody |= depth == 2 && in.getLocalName().equals("Body");
                    if (inBody && depth == 3) {
                        if (element != null) {
                            throw new Defect("two elements in the body: " + text(body));
                        }
                        element = in.getLocalName();
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                    texts.putIfAbsent(in.getLocalName(), text.toString());
                    text.setLength(0);
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    text.append(in.getText());
                }
            }
            if (element == null) {
                throw new Defect("nothing in the body: " + text(body));
            }
            return new Envelope(soap12, element, texts);
        } catch (XMLStreamException e) {
            throw new Defect("no XML (" + e.getMessage() + "): " + text(body));
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * An answer of the SOAP face: a result or a fault, of one version, under a status that fits.
     */
    static Envelope soapAnswer(int status, String type, byte[] body, Supplier<String> sent) {
        Envelope answer = envelope(body);
        if (!type.equals(
                answer.soap12()
                        ? "application/soap+xml; charset=utf-8"
                        : "text/xml; charset=utf-8")) {
            throw new Defect("Content-Type " + type + " of " + text(body));
        }
        if (!answer.isFault()) {
            if (status != 200 || !answer.element().endsWith("Response")) {
                throw new Defect("HTTP " + status + " with " + text(body));
            }
            return answer;
        }
        List<Integer> fitting =
                answer.soap12() ? List.of(400, 401, 403, 500, 503) : List.of(401, 403, 500, 503);
        if (!fitting.contains(status)) {
            throw new Defect("HTTP " + status + " with " + text(body));
        }
        String reason = answer.texts().getOrDefault(answer.soap12() ? "Text" : "faultstring", "");
        if (reason.isBlank()) {
            throw new Defect("a fault without a reason: " + text(body));
        }
        refusal(text(body), reason, sent);
        return answer;
    }
}
