package dev.substation.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON text to payload and back, within limits of depth, length and number size; decimals keep
 * their scale.
 */
public final class Json {

    static final int MAX_DEPTH = 32;
    static final int MAX_STRING = 1 << 20;

    /**
     * Of one text: the largest lists of cards and of samples that fit into 1 MiB have a tenth, and
     * a tree of this many empty lists takes 30 MB.
     */
    private static final long MAX_TOKENS = 500_000;

    private static final int MAX_NAME = 1_000;
    private static final int MAX_REASON = 160;

    /** Where a limit is set, how to allow what is refused, and where something began. */
    private static final Pattern ADVICE =
            Pattern.compile(
                    ", from `[^`]*`|: enable `[^`]*` to allow| \\(not recognized as one since .*"
                            + "| \\((?:start marker|.*?) at \\[Source: .*");

    static final JsonFactory FACTORY = builder().build();

    /** Reads in addition what no standard has and what can only mean one thing. */
    static final JsonFactory LENIENT =
            builder()
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                    .build();

    private static JsonFactoryBuilder builder() {
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        builder.streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxTokenCount(MAX_TOKENS)
                                .maxStringLength(MAX_STRING)
                                .maxNumberLength(Numbers.MAX_LENGTH)
                                .maxNameLength(MAX_NAME)
                                .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        return builder;
    }

    /** Learns of a name that comes again in one object; the last value counts. */
    @FunctionalInterface
    interface Again {
        void found(String name, Object before, Object after);
    }

    private static final Again UNHEARD = (name, before, after) -> {};

    private Json() {}

    /**
     * Reads one JSON object; anything behind it is an error. {@code null} reads as an empty object:
     * OCPP-J peers send either where there is nothing to say.
     */
    public static Payload read(String text) throws BadMessage {
        try (JsonParser in = FACTORY.createParser(text)) {
            Payload payload = payload(in, in.nextToken(), UNHEARD);
            if (in.nextToken() != null) {
                throw malformed("there is more behind the object");
            }
            return payload;
        } catch (JsonProcessingException e) {
            throw malformed(reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** The text of a payload, without blanks. */
    public static String write(Payload payload) {
        return payload.written(Json::text);
    }

    /** The text of a payload in lines, for people. */
    static String indented(Payload payload) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            value(out, payload);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return sendable(text.toString());
    }

    /** The text of any value of a payload, without blanks. */
    static String text(Object value) {
        SegmentedStringWriter text = new SegmentedStringWriter(FACTORY._getBufferRecycler());
        try {
            write(text, value);
            return sendable(text.getAndClear());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static void write(Writer text, Object value) throws IOException {
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            value(out, value);
        }
    }

    /** The object that starts with this token. */
    private static Payload payload(JsonParser in, JsonToken token, Again again)
            throws IOException, BadMessage {
        if (token == JsonToken.VALUE_NULL) {
            return Payload.EMPTY;
        }
        if (token != JsonToken.START_OBJECT) {
            throw malformed("an object is expected");
        }
        return object(in, again);
    }

    /**
     * The payload of a frame, also where PHP made a list of it: an object without fields is {@code
     * []} there, and some wrap an object in a list.
     */
    static Payload framed(JsonParser in, JsonToken token, Again again)
            throws IOException, BadMessage {
        return token == JsonToken.START_ARRAY || token == JsonToken.VALUE_STRING
                ? ofPhp(value(in, token, again))
                : payload(in, token, again);
    }

    private static Payload ofPhp(Object value) throws BadMessage {
        if (value instanceof List<?> items && items.size() == 1) {
            return ofPhp(items.get(0));
        }
        if (value instanceof Payload object) {
            return object;
        }
        if ("".equals(value) || value instanceof List<?> items && items.isEmpty()) {
            return Payload.EMPTY;
        }
        throw malformed("an object is expected");
    }

    private static Payload object(JsonParser in, Again again) throws IOException, BadMessage {
        Payload.Builder fields = new Payload.Builder();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            Object value = value(in, in.nextToken(), again);
            Object before = fields.put(name, value);
            if (before != null && !before.equals(value)) {
                again.found(name, before, value);
            }
        }
        return fields.build();
    }

    /** The value that starts with this token. */
    static Object value(JsonParser in, JsonToken token, Again again)
            throws IOException, BadMessage {
        return switch (token) {
            case START_OBJECT -> object(in, again);
            case START_ARRAY -> list(in, again);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in, token);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw malformed("a value is expected");
        };
    }

    private static List<Object> list(JsonParser in, Again again) throws IOException, BadMessage {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = in.nextToken();
                token != JsonToken.END_ARRAY;
                token = in.nextToken()) {
            items.add(value(in, token, again));
        }
        return items;
    }

    private static Object number(JsonParser in, JsonToken token) throws IOException, BadMessage {
        String text = in.getText();
        if (token == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return in.getLongValue();
        }
        return Numbers.decimal(text).orElseThrow(() -> malformed("a number is too large: " + text));
    }

    /** Writes a value of a payload. */
    static void value(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            out.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                out.writeFieldName((String) field.getKey());
                value(out, field.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                value(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(Numbers.text(number));
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else {
            out.writeNull();
        }
    }

    /**
     * The same JSON with halves of surrogate pairs as escapes, which no encoding of the network has
     * a place for: peers that write {@code "\\ud800"} get it back.
     */
    static String sendable(String json) {
        StringBuilder text = null;
        int written = 0;
        for (int i = 0; i < json.length(); i++) {
            if (!Character.isSurrogate(json.charAt(i))) {
                continue;
            }
            if (Character.isSupplementaryCodePoint(json.codePointAt(i))) {
                i++;
                continue;
            }
            text = text == null ? new StringBuilder(json.length() + 5) : text;
            text.append(json, written, i).append("\\u%04x".formatted((int) json.charAt(i)));
            written = i + 1;
        }
        return text == null ? json : text.append(json, written, json.length()).toString();
    }

    /** What is wrong with a text, in the parser's words without its advice to programmers. */
    static String reason(JsonProcessingException e) {
        String words = ADVICE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
        return Masking.reason(words.substring(0, Math.min(words.length(), MAX_REASON)));
    }

    static BadMessage malformed(String why) {
        return new BadMessage(Answer.failure(Cause.MALFORMED, why));
    }
}
