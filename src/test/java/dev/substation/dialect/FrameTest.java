package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.Frame.ErrorFrame;
import dev.substation.dialect.Frame.Id;
import dev.substation.dialect.Frame.Ignored;
import dev.substation.dialect.Frame.ResultFrame;
import dev.substation.dialect.Frame.Unreadable;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    static List<String> recorded() throws IOException {
        return lines("/frames/keba-p30-frames.jsonl");
    }

    /** The frames of a kind from the field reports. */
    static List<Payload> reports(String kind) throws Exception {
        List<Payload> reports = new ArrayList<>();
        for (String line : lines("/frames/field-frames.jsonl")) {
            Payload report = Json.read(line);
            if (kind.equals(report.get("kind"))) {
                reports.add(report);
            }
        }
        return reports;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = FrameTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void writesAKebaFrameAsItWasRecorded(String text) {
        CallFrame call = assertInstanceOf(CallFrame.class, FrameReading.read(text));

        assertEquals(text, Frame.call(call.id(), call.action(), call.payload()));
    }

    @Test
    void readsEveryWellFormedFrameOfTheFieldReports() throws Exception {
        List<Payload> reports = reports("J16");

        for (Payload report : reports) {
            Frame frame = FrameReading.read(report.text("frame").orElseThrow());
            assertTrue(
                    frame instanceof CallFrame || frame instanceof ErrorFrame,
                    () -> report + " became " + frame);
        }
        assertTrue(reports.size() >= 10, "reports: " + reports.size());
    }

    @Test
    void tellsTheIdOfACallThatIsBroken() {
        Frame frame =
                FrameReading.read(
                        "[2,\"m-1\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":,\"a\":1}]");

        Unreadable unreadable = assertInstanceOf(Unreadable.class, frame);
        assertEquals(Optional.of(Id.of("m-1")), unreadable.id());
        assertEquals(ErrorCode.FormationViolation, unreadable.failure().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[,2,\"17\",\"Heartbeat\",{}]",
                "\u0000[2,\"17\",\"Heartbeat\",{}]",
                "[2,\"17\",\"Heartbeat\",{}\u0000]",
                "[\"2\",\"17\"]",
                "[2,\"17\",\"Heartbeat\",{}",
                "[2,\"17\",\"Heartbeat\",[7]]",
                "[2,\"17\",\"Heartbeat\",{}] x",
                "[2,\"17\",7,{}]",
                "[2,\"17\"",
                "[2,\"17\"]"
            })
    void tellsTheIdOfWhateverStartsLikeACall(String text) {
        Unreadable unreadable = assertInstanceOf(Unreadable.class, FrameReading.read(text));

        assertEquals(Optional.of(Id.of("17")), unreadable.id());
        assertEquals(Cause.MALFORMED, unreadable.failure().cause());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "{}", "[]", "[\"x\",\"1\"]", "[2", "[2,null,\"Heartbeat\",{}]"})
    void saysNoIdWhereThereIsNone(String text) {
        Unreadable unreadable = assertInstanceOf(Unreadable.class, FrameReading.read(text));

        assertEquals(Optional.empty(), unreadable.id());
    }

    @Test
    void takesATruncatedAnswerForAFailureOfItsCall() {
        // Grizzl-E, lbbrhzn/ocpp#176
        Frame frame =
                FrameReading.read(
                        "[3,\"64b4a0fc-7282-4e26-ab30-cc3c2955c70d\",{\"configurationKey\":[]");

        Frame.Garbled garbled = assertInstanceOf(Frame.Garbled.class, frame);
        assertEquals(Id.of("64b4a0fc-7282-4e26-ab30-cc3c2955c70d"), garbled.id());
    }

    @Test
    void wrapsErrorDetailsThatAreText() {
        // old SteVe, steve#45
        Frame frame = FrameReading.read("[4,\"U1\",\"InternalError\",\"failed\",\"SQL [insert\"]");

        assertEquals(
                new ErrorFrame(
                        Id.of("U1"),
                        "InternalError",
                        "failed",
                        Payload.of("details", "SQL [insert")),
                frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[4,\"1\",\"X\",\"\"]", "[4,\"1\",\"X\"]", "[4,\"1\",\"X\",null,null]"})
    void takesAnErrorWithoutDetails(String text) {
        assertEquals(new ErrorFrame(Id.of("1"), "X", "", Payload.EMPTY), FrameReading.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[3,\"1\",null]",
                "[3,\"1\",{}]",
                "[3,\"1\"]",
                " [ 3 , \"1\" , { } ] ",
                "[3,\"1\",{},[],{\"more\":[]}]"
            })
    void readsAnAnswerThatSaysNothing(String text) {
        assertEquals(new ResultFrame(Id.of("1"), Payload.EMPTY), FrameReading.read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,\"1\",{}]", "[5,\"1\",\"SEND\",{}]", "[1", "[-1]", "[22]"})
    void ignoresOtherMessageTypes(String text) {
        assertInstanceOf(Ignored.class, FrameReading.read(text));
    }

    @Test
    void echoesANumericIdAsANumber() {
        CallFrame call =
                assertInstanceOf(CallFrame.class, FrameReading.read("[2,17,\"Heartbeat\",{}]"));

        String answer = Frame.answer(call.id(), Answer.result(Payload.EMPTY));

        assertEquals("[3,17,{}]", answer);
    }

    @Test
    void takesIdsOfUpTo255Characters() {
        String id = "x".repeat(255);

        assertInstanceOf(CallFrame.class, FrameReading.read("[2,\"" + id + "\",\"Heartbeat\",{}]"));
        Unreadable longer =
                assertInstanceOf(
                        Unreadable.class,
                        FrameReading.read("[2,\"" + id + "x\",\"Heartbeat\",{}]"));
        assertEquals(Optional.empty(), longer.id());
    }

    @Test
    void writesAnErrorWithShortDescriptionAndDetailsAsObject() throws Exception {
        Answer.Failure failure = Answer.failure(Cause.STATION_REFUSED, "x".repeat(400));

        ErrorFrame error =
                assertInstanceOf(
                        ErrorFrame.class, FrameReading.read(Frame.answer(Id.of("1"), failure)));

        assertEquals("InternalError", error.code());
        assertEquals(255, error.description().length());
        assertEquals(Payload.of("number", "SUB-1022"), error.details());
    }

    @Test
    void writesACallWithItsFieldsInOrder() {
        String text =
                Frame.call(
                        Id.of("a \"b\""),
                        Action.StartTransaction,
                        Payload.of("connectorId", 1, "idTag", "A€", "meterStart", -1));

        assertEquals(
                "[2,\"a \\\"b\\\"\",\"StartTransaction\","
                        + "{\"connectorId\":1,\"idTag\":\"A€\",\"meterStart\":-1}]",
                text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2,\"1\",\"Reset\",{\"type\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}]",
                "[2,\"1\",\"Reset\",{\"type\":nul}]",
                "[2,\"1\",\"Reset\",{\"type\":/* no */1}]",
                "[2,\"1\",\"Reset\",{\"type\":1",
                "[2,\"1\",\"Reset\",{\"type\":\"a",
                "[2,\"1\",\"Reset\",{\"type\":"
                        + "111111111122222222223333333333444444444455555555556666666666"
                        + "111111111122222222223333333333444444444455555555556666666666}]"
            })
    void tellsNobodyWhichParserReadsHisFrame(String text) {
        Unreadable unreadable = assertInstanceOf(Unreadable.class, FrameReading.read(text));

        String description = unreadable.failure().description();
        assertEquals(Optional.of(Id.of("1")), unreadable.id());
        assertFalse(description.contains("`"), description);
        assertFalse(description.contains("Source"), description);
        assertFalse(description.contains("Feature"), description);
        assertTrue(description.length() < 255, description);
    }

    @Test
    void writesHalvesOfSurrogatePairsAsEscapes() {
        CallFrame call =
                assertInstanceOf(
                        CallFrame.class,
                        FrameReading.read(
                                "[2,\"\\ud800\",\"DataTransfer\",{\"data\":\"a\\udc00\\ud83d\\udd0c\\ud83d\"}]"));

        assertEquals(
                "[2,\"\\ud800\",\"DataTransfer\",{\"data\":\"a\\udc00\ud83d\udd0c\\ud83d\"}]",
                Frame.call(call.id(), call.action(), call.payload()));
    }
}
