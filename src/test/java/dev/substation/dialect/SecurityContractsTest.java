package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The security extension in wsdl/ says about the wire what the official schemas of the white
 * paper's third edition say. Those may not lie in this project, so a table of facts, made from
 * them, stands in for them; where they are at hand ({@code -Docpp.reference=DIR}) they are compared
 * too.
 */
class SecurityContractsTest {

    private static final Path TABLE = Path.of("src/test/resources/facts/ocpp-security.tsv");

    private static final String HEAD =
            """
            # What the official JSON schemas of the OCPP 1.6 security white paper, edition 3, say about the wire.
            # Made by: mvn test -Dtest=SecurityContractsTest -Docpp.reference=DIR -Dfacts.update=true
            # DIR holds json-schemas/ocpp16-security-ed3 as the Open Charge Alliance publishes them.
            """;

    /** XML Schema, as far as the gateway reads it, cannot say it of a list that may be absent. */
    private static final String NOT_SAID =
            "getInstalledCertificateIdsResponse/certificateHashData minItems 1";

    @BeforeAll
    static void remakeTheTableOnRequest() throws IOException {
        if (Boolean.getBoolean("facts.update")) {
            assertTrue(isAtHand(), "facts.update needs -Docpp.reference=DIR too");
            Files.writeString(TABLE, HEAD + String.join("\n", official()) + "\n");
        }
    }

    @Test
    void saysWhatTheTableSays() throws IOException {
        SortedSet<String> table = table();
        assertTrue(table.remove(NOT_SAID));

        assertEquals(lines(table), lines(ours()));
    }

    @Test
    void theTableSaysWhatTheOfficialSchemasSay() throws IOException {
        assumeTrue(isAtHand(), "needs the official files: -Docpp.reference=DIR");

        assertEquals(lines(official()), lines(table()));
    }

    @Test
    void isOfElevenMessages() {
        assertEquals(4, Action.SECURITY_UP.size());
        assertEquals(7, Action.SECURITY_DOWN.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"central-system", "charge-point"})
    void isValidXmlSchema(String service) throws Exception {
        Path file = Path.of("wsdl", "ocpp-1.6-security-" + service + ".xsd");

        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.newSchema(new StreamSource(file.toFile()));
    }

    private static boolean isAtHand() {
        return !System.getProperty("ocpp.reference", "").isBlank();
    }

    private static SortedSet<String> official() throws IOException {
        return JsonSchemaFacts.of(
                Path.of(
                        System.getProperty("ocpp.reference"),
                        "json-schemas",
                        "ocpp16-security-ed3"));
    }

    private static SortedSet<String> table() throws IOException {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String lines(SortedSet<String> facts) {
        return String.join("\n", facts);
    }

    // ---- what the dictionary has read, in the same words

    private static SortedSet<String> ours() {
        SortedSet<String> facts = new TreeSet<>();
        for (Direction direction : Direction.values()) {
            Action.of(direction).stream()
                    .filter(Action::isOfSecurity)
                    .forEach(action -> facts(direction, action, facts));
        }
        return facts;
    }

    private static void facts(Direction direction, Action action, SortedSet<String> facts) {
        for (Part part : Part.values()) {
            Shape shape =
                    Soap.DICTIONARY
                            .message(Dialect.JSON_16, direction, action, part)
                            .orElseThrow()
                            .shape();
            String lower = action.name().substring(0, 1).toLowerCase(Locale.ROOT);
            String end = part == Part.REQUEST ? "Request" : "Response";
            object(lower + action.name().substring(1) + end, shape, facts);
        }
    }

    private static void object(String path, Shape shape, SortedSet<String> facts) {
        facts.add(path + " type object");
        shape.fields().forEach(field -> field(path + "/" + field.name(), field, facts));
    }

    private static void field(String path, Field field, SortedSet<String> facts) {
        if (field.required()) {
            facts.add(path + " required yes");
        }
        if (field.many()) {
            facts.add(path + " list yes");
        }
        if (field.maxLength() != Integer.MAX_VALUE) {
            facts.add(path + " maxLength " + field.maxLength());
        }
        field.words().forEach(word -> facts.add(path + " enumeration " + word));
        switch (field.kind()) {
            case TEXT -> facts.add(path + " type string");
            case TIME -> {
                facts.add(path + " type string");
                facts.add(path + " format date-time");
            }
            case INTEGER -> facts.add(path + " type integer");
            case OBJECT -> object(path, field.shape(), facts);
            default -> throw new IllegalStateException(path + " " + field.kind());
        }
    }
}
