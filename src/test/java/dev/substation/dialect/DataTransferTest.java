package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.dialect.Frame.CallFrame;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.OddTexts;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What makers send each other in a DataTransfer arrives letter by letter. */
class DataTransferTest {

    private static final int RANDOM_TEXTS = 400;
    private static final Checks CHECKS = new Checks(Soap.DICTIONARY);

    static List<String> texts() {
        List<String> texts = new ArrayList<>(OddTexts.LIST);
        Random random = new Random(5);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            texts.add(OddTexts.random(random));
        }
        return texts;
    }

    static Stream<Dialect> soap() {
        return Stream.of(Dialect.SOAP_15, Dialect.SOAP_16);
    }

    private static String xml(Dialect dialect, Direction direction, Part part, String data) {
        boolean request = part == Part.REQUEST;
        return "<dataTransfer%s xmlns=\"%s\">%s<data>%s</data></dataTransfer%s>"
                .formatted(
                        request ? "Request" : "Response",
                        SoapCodec.namespace(dialect, direction),
                        request ? "<vendorId>ABL</vendorId>" : "<status>Accepted</status>",
                        data,
                        request ? "Request" : "Response");
    }

    private static Element parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static Payload payload(Part part, Object data) {
        return part == Part.REQUEST
                ? Payload.of("vendorId", "ABL", "data", data)
                : Payload.of("status", "Accepted", "data", data);
    }

    @ParameterizedTest
    @MethodSource("soap")
    void isReadFromXmlAsItStands(Dialect dialect) throws Exception {
        for (Direction direction : Direction.values()) {
            for (Part part : Part.values()) {
                for (String text : texts()) {
                    String xml = xml(dialect, direction, part, OddTexts.xml(text));

                    SoapCodec.Decoded read = Soap.read(xml, direction);

                    assertEquals(text, read.payload().get("data"));
                    assertEquals(List.of(), read.notes());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("soap")
    void isReadFromMarkedSectionsTooAndFromElementsThatAreCutIntoPieces(Dialect dialect)
            throws Exception {
        String data = "a<![CDATA[<b> & ]]>c<!-- no -->d<?p i?>&#x1F600;<![CDATA[ ]]>";

        SoapCodec.Decoded read =
                Soap.read(xml(dialect, Direction.UP, Part.REQUEST, data), Direction.UP);

        assertEquals("a<b> & cd\ud83d\ude00 ", read.payload().get("data"));
    }

    @ParameterizedTest
    @MethodSource("soap")
    void isWrittenIntoXmlAsItStands(Dialect dialect) throws Exception {
        for (Direction direction : Direction.values()) {
            for (Part part : Part.values()) {
                for (String text : texts()) {
                    Soap.Written written =
                            Soap.write(
                                    dialect,
                                    direction,
                                    Action.DataTransfer,
                                    part,
                                    payload(part, text));

                    Element data =
                            (Element)
                                    parsed(written.xml())
                                            .getElementsByTagNameNS("*", "data")
                                            .item(0);
                    assertEquals(text, data.getTextContent());
                    assertEquals(List.of(), written.notes());
                }
            }
        }
    }

    @Test
    void isReadFromAndWrittenIntoJsonAsItStands() {
        for (String text : texts()) {
            JsonObject there = new JsonObject();
            there.addProperty("vendorId", "ABL");
            there.addProperty("data", text);

            Frame read = FrameReading.read("[2,\"1\",\"DataTransfer\"," + there + "]");
            String written =
                    Frame.call(Frame.Id.of("1"), Action.DataTransfer, payload(Part.REQUEST, text));

            assertEquals(text, ((CallFrame) read).payload().get("data"));
            assertEquals(
                    text,
                    JsonParser.parseString(written)
                            .getAsJsonArray()
                            .get(3)
                            .getAsJsonObject()
                            .get("data")
                            .getAsString());
        }
    }

    @Test
    void keepsHalfACharacterInJsonAsAnEscape() throws Exception {
        String half = "a\ud800b\udc00\ud83d\ude00";

        String json = Json.write(payload(Part.REQUEST, half));

        assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(json), json);
        assertEquals(half, Json.read(json).get("data"));
    }

    @ParameterizedTest
    @MethodSource("soap")
    void hasAReplacementForWhatXmlCannotSayAndANote(Dialect dialect) throws Exception {
        String text = "a\u0000b\u0007\u001b\ufffe\ud800c";

        Soap.Written written =
                Soap.write(
                        dialect,
                        Direction.DOWN,
                        Action.DataTransfer,
                        Part.REQUEST,
                        payload(Part.REQUEST, text));

        assertEquals(
                "a\ufffdb\ufffd\ufffd\ufffd\ufffdc",
                parsed(written.xml()).getElementsByTagNameNS("*", "data").item(0).getTextContent());
        Note note = written.notes().get(0);
        assertEquals(Loss.APPROXIMATED, note.loss());
        assertEquals("data", note.path());
    }

    @ParameterizedTest
    @MethodSource("soap")
    void tellsEmptyTextFromNone(Dialect dialect) throws Exception {
        Payload none = Payload.of("vendorId", "ABL");
        Payload empty = none.with("data", "");

        for (Payload payload : List.of(none, empty)) {
            Soap.Written written =
                    Soap.write(dialect, Direction.DOWN, Action.DataTransfer, Part.REQUEST, payload);

            assertEquals(payload, Soap.read(written.xml(), Direction.DOWN).payload());
            assertEquals(
                    payload,
                    CHECKS.forCsms(
                                    Dialect.JSON_16,
                                    Direction.UP,
                                    Action.DataTransfer,
                                    Part.REQUEST,
                                    payload,
                                    Instant.EPOCH)
                            .payload());
        }
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void takesAnObjectForWhatItIs(Part part) throws Exception {
        Payload object = Payload.of("limit", 25L, "of", List.of("1/A", "<&>"));
        Payload payload = payload(part, object);

        assertFalse(
                CHECKS.shape(Dialect.JSON_16, Direction.UP, Action.DataTransfer, part, payload)
                        .isPresent());
        Checks.Normalised strict =
                CHECKS.forCsms(
                        Dialect.JSON_16,
                        Direction.UP,
                        Action.DataTransfer,
                        part,
                        payload,
                        Instant.EPOCH);
        Soap.Written soap =
                Soap.write(Dialect.SOAP_15, Direction.UP, Action.DataTransfer, part, payload);

        String json = "{\"limit\":25,\"of\":[\"1/A\",\"<&>\"]}";
        assertEquals(json, strict.payload().get("data"));
        assertEquals(Loss.RENAMED, strict.notes().get(0).loss());
        assertEquals(json, Soap.read(soap.xml(), Direction.UP).payload().get("data"));
        assertEquals(Loss.RENAMED, soap.notes().get(0).loss());
    }

    @Test
    void takesANumberForText() {
        Payload payload = payload(Part.REQUEST, 25L);

        Checks.Normalised strict =
                CHECKS.forCsms(
                        Dialect.JSON_16,
                        Direction.UP,
                        Action.DataTransfer,
                        Part.REQUEST,
                        payload,
                        Instant.EPOCH);

        assertEquals("25", strict.payload().get("data"));
        assertEquals(Loss.RENAMED, strict.notes().get(0).loss());
    }
}
