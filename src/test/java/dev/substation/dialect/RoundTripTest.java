package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Word;
import dev.substation.dialect.SoapCodec.Decoded;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every message of every dialect, with payloads made from the dictionary. */
class RoundTripTest {

    private static final int ROUNDS = 40;
    private static final List<Dialect> SOAP = List.of(Dialect.SOAP_15, Dialect.SOAP_16);

    @Test
    void everyDialectHasTheOperationsOfItsStandard() {
        assertEquals(10, Soap.DICTIONARY.actions(Dialect.SOAP_15, Direction.UP).size());
        assertEquals(15, Soap.DICTIONARY.actions(Dialect.SOAP_15, Direction.DOWN).size());
        assertEquals(Action.UP, Soap.DICTIONARY.actions(Dialect.SOAP_16, Direction.UP));
        assertEquals(Action.DOWN, Soap.DICTIONARY.actions(Dialect.SOAP_16, Direction.DOWN));
        for (Direction direction : Direction.values()) {
            assertEquals(Action.of(direction), Soap.DICTIONARY.actions(Dialect.JSON_16, direction));
        }
    }

    @Test
    void everyOperationHasARequestAndAResponse() {
        int messages = 0;
        for (Dialect dialect : Dialect.values()) {
            for (Direction direction : Direction.values()) {
                for (Action action : Soap.DICTIONARY.actions(dialect, direction)) {
                    for (Part part : Part.values()) {
                        messages +=
                                message(dialect, direction, action, part).shape() == null ? 0 : 1;
                    }
                }
            }
        }

        assertEquals(2 * (25 + 29 + 29 + 11), messages);
    }

    @TestFactory
    Stream<DynamicTest> comesBackFromXmlAsItWentInAndIsValid() {
        return each(SOAP, this::survivesXml);
    }

    @TestFactory
    Stream<DynamicTest> isValidByThePublishedSchemas() {
        assumeTrue(
                Official.published().isPresent(),
                "needs the official files: -Docpp.reference=DIR with wsdl/ and json-schemas/");
        Official official = Official.published().get();
        return each(
                List.of(Dialect.values()),
                (dialect, direction, action, part, payload) -> {
                    String text =
                            dialect.isSoap()
                                    ? Soap.write(dialect, direction, action, part, payload).xml()
                                    : Json.write(payload);
                    assertEquals(
                            Optional.empty(),
                            official.complaint(dialect, direction, action, part, text));
                });
    }

    @TestFactory
    Stream<DynamicTest> comesBackFromJsonAsItWentInAndNeedsNoRepair() {
        return each(List.of(Dialect.JSON_16), this::survivesJson);
    }

    private void survivesXml(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload)
            throws Exception {
        Soap.Written written = Soap.write(dialect, direction, action, part, payload);
        Decoded back = Soap.read(written.xml(), direction);

        assertEquals(payload, back.payload(), written.xml());
        assertEquals(action, back.action());
        assertEquals(part, back.part());
        assertEquals(dialect, back.dialect());
        assertEquals(List.of(), losses(written.notes()), written.xml());
        assertEquals(Optional.empty(), Official.ourComplaint(dialect, direction, written.xml()));
        assertEquals(
                Optional.empty(),
                new Checks(Soap.DICTIONARY).shape(dialect, direction, action, part, payload));
    }

    private void survivesJson(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload)
            throws Exception {
        Checks checks = new Checks(Soap.DICTIONARY);

        assertEquals(payload, Json.read(Json.write(payload)));
        assertEquals(Optional.empty(), checks.shape(dialect, direction, action, part, payload));
        assertEquals(
                new Checks.Normalised(payload, List.of()),
                checks.forCsms(Dialect.JSON_16, direction, action, part, payload, Instant.EPOCH));
    }

    private static List<Loss> losses(List<Note> notes) {
        return notes.stream().map(Note::loss).filter(it -> it != Loss.RENAMED).toList();
    }

    private interface Property {
        void check(Dialect dialect, Direction direction, Action action, Part part, Payload payload)
                throws Exception;
    }

    private Stream<DynamicTest> each(List<Dialect> dialects, Property property) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Dialect dialect : dialects) {
            for (Direction direction : Direction.values()) {
                for (Action action : Soap.DICTIONARY.actions(dialect, direction)) {
                    for (Part part : Part.values()) {
                        String name =
                                String.join(
                                        " ",
                                        dialect.word(),
                                        direction.word(),
                                        action.name(),
                                        part.name());
                        tests.add(
                                DynamicTest.dynamicTest(
                                        name,
                                        () -> {
                                            Random random = new Random(name.hashCode());
                                            Shape shape =
                                                    message(dialect, direction, action, part)
                                                            .shape();
                                            for (int i = 0; i < ROUNDS; i++) {
                                                property.check(
                                                        dialect,
                                                        direction,
                                                        action,
                                                        part,
                                                        new Payload(
                                                                object(shape, dialect, random)));
                                            }
                                        }));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static Message message(Dialect dialect, Direction direction, Action action, Part part) {
        return Soap.DICTIONARY.message(dialect, direction, action, part).orElseThrow();
    }

    private static Map<String, Object> object(Shape shape, Dialect dialect, Random random) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Field field : shape.fields()) {
            if (!field.required() && random.nextBoolean()) {
                continue;
            }
            if (!field.many()) {
                fields.put(field.name(), value(field, dialect, random));
                continue;
            }
            List<Object> items = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                items.add(value(field, dialect, random));
            }
            fields.put(field.name(), items);
        }
        return fields;
    }

    private static Object value(Field field, Dialect dialect, Random random) {
        return switch (field.kind()) {
            case TEXT ->
                    field.words().isEmpty() ? text(field, random) : word(field, dialect, random);
            case URI -> "ftp://user:secret@example.org/fw?a=1&b=" + random.nextInt();
            case TIME -> Times.millis(Instant.ofEpochMilli(random.nextInt() * 1000L));
            case INTEGER -> (long) random.nextInt();
            case DECIMAL ->
                    BigDecimal.valueOf(random.nextInt(1000), Math.min(1, field.fractionDigits()));
            case BOOLEAN -> random.nextBoolean();
            case OBJECT -> new Payload(object(field.shape(), dialect, random));
        };
    }

    private static String word(Field field, Dialect dialect, Random random) {
        List<String> words = List.copyOf(new TreeSet<>(field.words()));
        String wire = words.get(random.nextInt(words.size()));
        Word canonical = dialect.isSoap() ? field.in().get(wire) : null;
        return canonical == null ? wire : canonical.text();
    }

    private static String text(Field field, Random random) {
        // The JDK's schema validator counts a character beyond the basic plane as two.
        String plug = field.maxLength() == Integer.MAX_VALUE ? "🔌" : "";
        int[] alphabet = ("aZ09_-:<>&\"'] \t\né€" + plug).codePoints().toArray();
        int length = 1 + random.nextInt(Math.min(field.maxLength(), 30));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
