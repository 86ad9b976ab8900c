package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.xml.sax.SAXException;

/**
 * Judges messages by schemas: by those of our own {@code wsdl/}, or by what the Open Charge
 * Alliance publishes, which may not lie in this project and is read from {@code
 * -Docpp.reference=DIR}.
 */
public final class Official {

    /** The words of JSON schemas that constrain nothing, or are looked at with others. */
    private static final Set<String> SILENT =
            Set.of(
                    "$schema",
                    "$id",
                    "id",
                    "title",
                    "comment",
                    "description",
                    "definitions",
                    "javaType",
                    "properties",
                    "additionalItems");

    private static final Map<ContractFile, Schema> OURS = new HashMap<>();

    private final Path reference;
    private final Map<ContractFile, Schema> xml = new HashMap<>();
    private final Map<Path, Payload> json = new HashMap<>();

    private Official(Path reference) {
        this.reference = reference;
    }

    /** The published schemas; empty when the build does not say where they are. */
    public static Optional<Official> published() {
        String folder = System.getProperty("ocpp.reference", "");
        return folder.isBlank() ? Optional.empty() : Optional.of(new Official(Path.of(folder)));
    }

    /** The schema inside our own contract. */
    static synchronized Schema ours(Dialect dialect, Direction direction)
            throws IOException, SAXException {
        ContractFile contract = contract(dialect, direction);
        Schema known = OURS.get(contract);
        if (known == null) {
            known = schema(contract.ours());
            OURS.put(contract, known);
        }
        return known;
    }

    /** What our own contract says against a body's child; empty when it is valid. */
    static Optional<String> ourComplaint(Dialect dialect, Direction direction, String body)
            throws IOException, SAXException {
        return complaint(ours(dialect, direction), body);
    }

    /**
     * What our own contracts say against a message; empty when it is valid. A payload of JSON is
     * valid when nothing must be changed for a strict csms.
     *
     * @param text the body's child, or the payload of a frame
     */
    public static Optional<String> ourComplaint(
            Dialect dialect, Direction direction, Action action, Part part, String text)
            throws Exception {
        if (dialect.isSoap()) {
            return ourComplaint(dialect, direction, text);
        }
        Payload payload = Json.read(text);
        Checks checks = new Checks(Soap.DICTIONARY);
        Checks.Normalised strict =
                checks.forCsms(Dialect.JSON_16, direction, action, part, payload, Instant.EPOCH);
        return strict.equals(new Checks.Normalised(payload, List.of()))
                ? Optional.empty()
                : Optional.of(strict.toString());
    }

    /**
     * What the published schema says against a message; empty when it is valid.
     *
     * @param text the body's child, or the payload of a frame
     */
    public Optional<String> complaint(
            Dialect dialect, Direction direction, Action action, Part part, String text)
            throws Exception {
        if (!dialect.isSoap()) {
            return jsonComplaint(action, part, Json.read(text));
        }
        ContractFile contract = contract(dialect, direction);
        Schema schema = xml.get(contract);
        if (schema == null) {
            schema = schema(contract.official(reference));
            xml.put(contract, schema);
        }
        return complaint(schema, text);
    }

    private static ContractFile contract(Dialect dialect, Direction direction) {
        boolean up = direction == Direction.UP;
        return switch (dialect) {
            case SOAP_15 -> up ? ContractFile.CENTRAL_15 : ContractFile.CHARGE_15;
            case SOAP_16 -> up ? ContractFile.CENTRAL_16 : ContractFile.CHARGE_16;
            case JSON_16 -> throw new IllegalArgumentException("OCPP-J has no XML schema");
        };
    }

    private static Optional<String> complaint(Schema schema, String body) throws IOException {
        try {
            schema.newValidator().validate(new StreamSource(new StringReader(body)));
            return Optional.empty();
        } catch (SAXException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The schema inside a contract, with the prefixes that it takes from the elements around. */
    private static Schema schema(Path wsdl) throws IOException, SAXException {
        Document document = ContractFacts.parse(wsdl);
        Element schema = ContractFacts.schema(document);
        NamedNodeMap around = document.getDocumentElement().getAttributes();
        for (int i = 0; i < around.getLength(); i++) {
            String name = around.item(i).getNodeName();
            if (name.startsWith("xmlns:")) {
                schema.setAttributeNS(
                        XMLConstants.XMLNS_ATTRIBUTE_NS_URI, name, around.item(i).getNodeValue());
            }
        }
        return SchemaFactory.newDefaultInstance().newSchema(new DOMSource(schema));
    }

    // ---- JSON schemas, as far as OCPP uses them

    private Optional<String> jsonComplaint(Action action, Part part, Payload payload)
            throws Exception {
        String file = action.name() + (part == Part.RESPONSE ? "Response" : "") + ".json";
        Path folder = reference.resolve("json-schemas");
        Path core = folder.resolve("ocpp16").resolve(file);
        Path path = Files.exists(core) ? core : folder.resolve("ocpp16-security-ed3").resolve(file);
        Payload schema = json.get(path);
        if (schema == null) {
            schema = Json.read(Files.readString(path));
            json.put(path, schema);
        }
        return judged(schema, schema, payload, action.name());
    }

    private static Optional<String> judged(
            Payload root, Payload schema, Object value, String path) {
        for (Map.Entry<String, Object> word : schema.entrySet()) {
            Optional<String> complaint =
                    word.getKey().equals("$ref")
                            ? judged(root, definition(root, word.getValue()), value, path)
                            : judged(root, schema, word.getKey(), word.getValue(), value, path);
            if (complaint.isPresent()) {
                return complaint;
            }
        }
        return Optional.empty();
    }

    private static Payload definition(Payload root, Object reference) {
        String name = reference.toString().replace("#/definitions/", "");
        return root.object("definitions").flatMap(all -> all.object(name)).orElseThrow();
    }

    private static Optional<String> judged(
            Payload root, Payload schema, String word, Object said, Object value, String path) {
        boolean fits =
                switch (word) {
                    case "type" -> isOfType(said.toString(), value);
                    case "enum" -> ((List<?>) said).contains(value);
                    case "maxLength" -> length(value) <= (Long) said;
                    case "minItems" -> ((List<?>) value).size() >= (Long) said;
                    case "maxItems" -> ((List<?>) value).size() <= (Long) said;
                    case "minimum" -> number(value).compareTo(number(said)) >= 0;
                    case "maximum" -> number(value).compareTo(number(said)) <= 0;
                    case "multipleOf" -> number(value).remainder(number(said)).signum() == 0;
                    case "format" -> isOfFormat(said.toString(), value.toString());
                    case "required" -> ((Payload) value).keySet().containsAll((List<?>) said);
                    case "additionalProperties" ->
                            !(value instanceof Payload object)
                                    || schema.object("properties")
                                            .orElse(Payload.EMPTY)
                                            .keySet()
                                            .containsAll(object.keySet());
                    case "items" -> true;
                    default -> {
                        if (!SILENT.contains(word)) {
                            throw new IllegalStateException(path + ": the schema says " + word);
                        }
                        yield true;
                    }
                };
        if (!fits) {
            return Optional.of(path + ": " + value + " is against " + word + " " + said);
        }
        if (word.equals("properties")) {
            return properties(root, (Payload) said, (Payload) value, path);
        }
        if (word.equals("items")) {
            for (Object item : (List<?>) value) {
                Optional<String> complaint = judged(root, (Payload) said, item, path + "[]");
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> properties(
            Payload root, Payload schemas, Payload value, String path) {
        for (Map.Entry<String, Object> property : schemas.entrySet()) {
            String name = property.getKey();
            if (value.containsKey(name)) {
                Optional<String> complaint =
                        judged(
                                root,
                                (Payload) property.getValue(),
                                value.get(name),
                                path + "." + name);
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOfType(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Payload;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Long || value instanceof BigDecimal;
            case "boolean" -> value instanceof Boolean;
            default -> throw new IllegalStateException("type " + type);
        };
    }

    private static int length(Object value) {
        String text = value.toString();
        return text.codePointCount(0, text.length());
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static boolean isOfFormat(String format, String text) {
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text) != null;
                case "uri" -> new URI(text).isAbsolute();
                default -> throw new IllegalStateException("format " + format);
            };
        } catch (DateTimeParseException | URISyntaxException e) {
            return false;
        }
    }
}
