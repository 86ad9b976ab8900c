package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.SoapCodec.Decoded;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.Allocated;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoapCodecTest {

    private static final String V15 = "xmlns=\"urn://Ocpp/Cs/2012/06/\"";
    private static final String V16 = "xmlns=\"urn://Ocpp/Cs/2015/10/\"";

    private static Decoded up(String xml) throws XMLStreamException, BadMessage {
        return Soap.read(xml, Direction.UP);
    }

    private static Answer.Failure refusal(String xml, Direction direction) {
        return assertThrows(BadMessage.class, () -> Soap.read(xml, direction)).failure();
    }

    private static Soap.Written up15(Action action, Part part, Payload payload)
            throws XMLStreamException {
        return Soap.write(Dialect.SOAP_15, Direction.UP, action, part, payload);
    }

    @ParameterizedTest
    @CsvSource({
        "urn://Ocpp/Cs/2012/06/, SOAP_15",
        "urn://Ocpp/Cs/2012/06,  SOAP_15",
        "urn://Ocpp/Cp/2012/06/, SOAP_15",
        "urn://Ocpp/Cs/2015/10/, SOAP_16",
        "urn://Ocpp/Cs/2015/10,  SOAP_16",
        "urn://Ocpp/Cp/2015/10,  SOAP_16"
    })
    void takesTheVersionFromTheNamespaceHoweverItIsSpelled(String namespace, Dialect dialect)
            throws Exception {
        Decoded decoded = up("<x:heartbeatRequest xmlns:x=\"" + namespace + "\"/>");

        assertEquals(dialect, decoded.dialect());
        assertEquals(Action.Heartbeat, decoded.action());
        assertEquals(Payload.EMPTY, decoded.payload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn://Ocpp/Cs/2010/08/", "urn://Ocpp/Cs/2012/06//", "urn:other", ""})
    void refusesAForeignNamespace(String namespace) {
        Answer.Failure failure =
                refusal("<heartbeatRequest xmlns=\"" + namespace + "\"/>", Direction.UP);

        assertEquals(Cause.WRONG_VERSION, failure.cause());
    }

    @Test
    void refusesAnOperationThatTheServiceDoesNotHave() {
        Answer.Failure failure = refusal("<resetRequest " + V15 + "/>", Direction.UP);

        assertEquals(Cause.UNKNOWN_ACTION, failure.cause());
        assertEquals("The operation Reset is not known here", failure.description());
    }

    @Test
    void tellsDataTransferUpFromDataTransferDown() throws Exception {
        String xml =
                "<dataTransferRequest " + V16 + "><vendorId>ABL</vendorId></dataTransferRequest>";

        assertEquals(Direction.UP, Soap.read(xml, Direction.UP).direction());
        assertEquals(Direction.DOWN, Soap.read(xml, Direction.DOWN).direction());
    }

    @Test
    void readsElementsInAnyOrder() throws Exception {
        Decoded decoded =
                up(
                        "<startTransactionRequest "
                                + V15
                                + "><idTag>A</idTag><meterStart>5</meterStart>"
                                + "<timestamp>2024-03-01T12:00:00Z</timestamp>"
                                + "<connectorId>1</connectorId></startTransactionRequest>");

        assertEquals(
                Payload.of(
                        "connectorId",
                        1,
                        "idTag",
                        "A",
                        "timestamp",
                        "2024-03-01T12:00:00Z",
                        "meterStart",
                        5),
                decoded.payload());
        assertEquals(List.of(), decoded.notes());
    }

    @Test
    void collapsesBlanksAroundEverythingButText() throws Exception {
        Decoded decoded =
                up(
                        "<startTransactionRequest "
                                + V16
                                + "><connectorId>\n 1 </connectorId><idTag> A </idTag>"
                                + "<timestamp>\t2024-03-01T12:00:00Z\n</timestamp>"
                                + "<meterStart>+5</meterStart><reservationId> </reservationId>"
                                + "</startTransactionRequest>");

        assertEquals(
                Payload.of(
                        "connectorId",
                        1,
                        "idTag",
                        " A ",
                        "timestamp",
                        "2024-03-01T12:00:00Z",
                        "meterStart",
                        5),
                decoded.payload());
    }

    @Test
    void readsWordsWithBlanksAroundThem() throws Exception {
        Decoded decoded =
                up(
                        "<diagnosticsStatusNotificationRequest "
                                + V16
                                + "><status> Uploaded\n</status></diagnosticsStatusNotificationRequest>");

        assertEquals(Payload.of("status", "Uploaded"), decoded.payload());
    }

    @ParameterizedTest
    @CsvSource({
        "startTransactionRequest, meterStart,    12.7",
        "stopTransactionRequest,  meterStop,     12.7",
        "stopTransactionRequest,  transactionId, 9223372036854775808",
        "meterValuesRequest,      transactionId, 1.5"
    })
    void readsOddNumbersOfTransactions(String message, String field, String number)
            throws Exception {
        String element = "<" + field + ">" + number + "</" + field + ">";

        assertEquals(
                Payload.of(field, new BigDecimal(number)),
                up("<" + message + " " + V16 + ">" + element + "</" + message + ">").payload());
    }

    @Test
    void refusesAFractionOfAConnector() {
        assertEquals(
                Cause.WRONG_TYPE,
                refusal(
                                "<meterValuesRequest "
                                        + V16
                                        + "><connectorId>1.5</connectorId></meterValuesRequest>",
                                Direction.UP)
                        .cause());
    }

    @ParameterizedTest
    @CsvSource({
        "abc,                 transactionId must be an integer",
        "'',                  transactionId must be an integer"
    })
    void refusesWhatIsNoInteger(String id, String why) {
        Answer.Failure failure =
                refusal(
                        "<stopTransactionRequest "
                                + V16
                                + "><transactionId>"
                                + id
                                + "</transactionId></stopTransactionRequest>",
                        Direction.UP);

        assertEquals(Cause.WRONG_TYPE, failure.cause());
        assertEquals("StopTransaction: " + why, failure.description());
    }

    @Test
    void readsIntegersOf64Bits() throws Exception {
        Decoded decoded =
                up(
                        "<stopTransactionRequest "
                                + V15
                                + "><transactionId>9223372036854775807</transactionId>"
                                + "</stopTransactionRequest>");

        assertEquals(Long.MAX_VALUE, decoded.payload().get("transactionId"));
    }

    @Test
    void namesThePathOfAWrongValueDeepInside() {
        Answer.Failure failure =
                refusal(
                        "<setChargingProfileRequest xmlns=\"urn://Ocpp/Cp/2015/10/\">"
                                + "<csChargingProfiles><chargingSchedule>"
                                + "<chargingSchedulePeriod><limit>1</limit></chargingSchedulePeriod>"
                                + "<chargingSchedulePeriod><limit>x</limit></chargingSchedulePeriod>"
                                + "</chargingSchedule></csChargingProfiles></setChargingProfileRequest>",
                        Direction.DOWN);

        assertEquals(
                "SetChargingProfile: csChargingProfiles.chargingSchedule"
                        + ".chargingSchedulePeriod[1].limit must be a number",
                failure.description());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "1, true", "false, false", "' 0 ', false"})
    void readsBothSpellingsOfTruth(String text, boolean expected) throws Exception {
        Decoded decoded =
                Soap.read(
                        "<getConfigurationResponse xmlns=\"urn://Ocpp/Cp/2012/06/\">"
                                + "<configurationKey><key>k</key><readonly>"
                                + text
                                + "</readonly></configurationKey></getConfigurationResponse>",
                        Direction.DOWN);

        assertEquals(
                expected, decoded.payload().objects("configurationKey").get(0).get("readonly"));
    }

    @Test
    void takesEmptyAndNilElementsForAbsent() throws Exception {
        Decoded decoded =
                up(
                        "<stopTransactionRequest "
                                + V15
                                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                                + "<transactionId>1</transactionId><idTag xsi:nil=\"true\"/>"
                                + "<transactionData/><transactionData> </transactionData>"
                                + "</stopTransactionRequest>");

        assertEquals(Payload.of("transactionId", 1), decoded.payload());
    }

    @Test
    void flattensTransactionDataAndSaysThatTheGroupingIsLost() throws Exception {
        String group =
                "<transactionData><values><timestamp>2024-03-01T12:00:0%d</timestamp>"
                        + "<value unit=\"Volt\" measurand=\"Voltage\"> 230 </value></values></transactionData>";

        Decoded decoded =
                up(
                        "<stopTransactionRequest "
                                + V15
                                + ">"
                                + group.formatted(1)
                                + group.formatted(2)
                                + "</stopTransactionRequest>");

        List<Payload> data = decoded.payload().objects("transactionData");
        assertEquals(2, data.size());
        assertEquals("2024-03-01T12:00:02", data.get(1).get("timestamp"));
        assertEquals(
                List.of(Payload.of("value", " 230 ", "unit", "V", "measurand", "Voltage")),
                data.get(1).get("sampledValue"));
        assertEquals(
                List.of(Loss.RENAMED, Loss.APPROXIMATED),
                decoded.notes().stream().map(Note::loss).toList());
    }

    @Test
    void leavesDefaultsOfAttributesOut() throws Exception {
        Decoded decoded =
                up(
                        "<meterValuesRequest "
                                + V15
                                + "><connectorId>1</connectorId><values>"
                                + "<timestamp>2024-03-01T12:00:00Z</timestamp><value>7</value>"
                                + "</values></meterValuesRequest>");

        assertEquals(
                List.of(Payload.of("value", "7")),
                decoded.payload().objects("meterValue").get(0).get("sampledValue"));
    }

    @Test
    void keepsASignedRecordByteForByte() throws Exception {
        String record = "OCMF|{\"FV\":\"1.0\",  \"GI\":\"<&>\"}|\n{\"SD\":\"30 44\"} ";
        Payload sent =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2024-03-01T12:00:00Z",
                                        "sampledValue",
                                        List.of(
                                                Payload.of(
                                                        "value",
                                                        record,
                                                        "format",
                                                        "SignedData")))));

        for (Dialect dialect : List.of(Dialect.SOAP_15, Dialect.SOAP_16)) {
            Soap.Written written =
                    Soap.write(dialect, Direction.UP, Action.MeterValues, Part.REQUEST, sent);
            assertEquals(sent, up(written.xml()).payload());
        }
    }

    @Test
    void keepsEmptyTextAndTellsItFromAbsentText() throws Exception {
        Payload answer = Payload.of("status", "Accepted", "data", "");

        Soap.Written written = up15(Action.DataTransfer, Part.RESPONSE, answer);

        assertEquals(answer, up(written.xml()).payload());
    }

    @Test
    void writesNoEmptyElementWhereANumberOrTimeIsAbsent() throws Exception {
        Payload start = Payload.of("idTag", "A", "connectorId", "");

        Soap.Written written = down(Dialect.SOAP_15, Action.RemoteStartTransaction, start);

        assertFalse(written.xml().contains("connectorId"), written.xml());
    }

    @Test
    void keepsWhatAStationSaysInTheWordsOfALaterVersion() throws Exception {
        Decoded decoded =
                up(
                        "<stopTransactionRequest "
                                + V15
                                + "><reason>EVDisconnected</reason><transactionId>1</transactionId>"
                                + "</stopTransactionRequest>");

        assertEquals(Payload.of("reason", "EVDisconnected", "transactionId", 1), decoded.payload());
        assertEquals(List.of(Loss.RENAMED), decoded.notes().stream().map(Note::loss).toList());
    }

    @Test
    void joinsTextAndCdata() throws Exception {
        Decoded decoded =
                up(
                        "<dataTransferRequest "
                                + V16
                                + "><vendorId>A</vendorId><data>a&amp;<![CDATA[<b>]]>&#x20AC;<!-- c -->d"
                                + "</data></dataTransferRequest>");

        assertEquals("a&<b>€d", decoded.payload().get("data"));
    }

    @Test
    void passesOverUnknownElementsWithANote() throws Exception {
        Decoded decoded =
                up(
                        "<authorizeRequest "
                                + V16
                                + "><extra><deep>1</deep></extra><idTag>A</idTag></authorizeRequest>");

        assertEquals(Payload.of("idTag", "A"), decoded.payload());
        assertEquals(
                List.of(
                        new Note(
                                Loss.IMPOSSIBLE, "extra", "", "", "the element is not known here")),
                decoded.notes());
    }

    @Test
    void boundsTheNotesOnOneMessage() throws Exception {
        Decoded decoded =
                up("<heartbeatRequest " + V16 + ">" + "<x/>".repeat(500) + "</heartbeatRequest>");

        assertEquals(32 + 1, decoded.notes().size());
        assertEquals("468 more", decoded.notes().get(32).original());
    }

    @Test
    void countsTheFirstOfARepeatedElement() throws Exception {
        Decoded decoded =
                up(
                        "<authorizeRequest "
                                + V16
                                + "><idTag>A</idTag><idTag>B</idTag></authorizeRequest>");

        assertEquals(Payload.of("idTag", "A"), decoded.payload());
        assertEquals(Loss.IMPOSSIBLE, decoded.notes().get(0).loss());
    }

    @Test
    void readsOneKeyAsAListOfOne() throws Exception {
        Decoded decoded =
                Soap.read(
                        "<getConfigurationRequest xmlns=\"urn://Ocpp/Cp/2012/06/\">"
                                + "<key>HeartBeatInterval</key></getConfigurationRequest>",
                        Direction.DOWN);

        assertEquals(Payload.of("key", List.of("HeartbeatInterval")), decoded.payload());
    }

    @Test
    void leavesTheReaderOnTheEndOfTheBody() throws Exception {
        var factory = SoapCodec.secureInputFactory();
        String xml = "<b><heartbeatRequest " + V16 + "><x><y/></x></heartbeatRequest></b>";
        var in =
                SoapCodec.secureReader(
                        factory, new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        in.nextTag();
        in.nextTag();

        new SoapCodec(Soap.DICTIONARY).read(in, Direction.UP);

        assertTrue(in.isEndElement());
        assertEquals("heartbeatRequest", in.getLocalName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b \"c\">]><authorizeRequest xmlns=\"urn://Ocpp/Cs/2015/10/\">"
                        + "<idTag>&b;</idTag></authorizeRequest>",
                "<!DOCTYPE a SYSTEM \"file:///etc/hostname\">"
                        + "<heartbeatRequest xmlns=\"urn://Ocpp/Cs/2015/10/\"/>",
                "<!DOCTYPE heartbeatRequest><heartbeatRequest xmlns=\"urn://Ocpp/Cs/2015/10/\"/>"
            })
    void refusesADoctype(String xml) {
        assertThrows(XMLStreamException.class, () -> up(xml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<idTag>&b;</idTag></authorizeRequest>",
                "<idTag>ab",
                "<idTag>a&#0;b</idTag></authorizeRequest>",
                "<idTag>a</idTag>",
                "<idTag>a</IdTag></authorizeRequest>"
            })
    void refusesWhatIsNotWellFormed(String rest) {
        String xml = "<authorizeRequest " + V16 + ">" + rest;

        assertThrows(XMLStreamException.class, () -> up(xml));
    }

    @Test
    void refusesWhatIsTooDeepTooManyOrTooLong() {
        String deep = "<heartbeatRequest " + V16 + ">" + "<x>".repeat(16) + "</x>".repeat(16);
        String many = "<heartbeatRequest " + V16 + ">" + "<x/>".repeat(100_000);
        String big =
                "<authorizeRequest " + V16 + "><idTag>" + "x".repeat((1 << 20) + 1) + "</idTag>";

        assertEquals(Cause.MALFORMED, refusal(deep + "</heartbeatRequest>", Direction.UP).cause());
        assertEquals(Cause.MALFORMED, refusal(many + "</heartbeatRequest>", Direction.UP).cause());
        assertEquals(Cause.TOO_LARGE, refusal(big + "</authorizeRequest>", Direction.UP).cause());
    }

    @Test
    void writesTheOrderOfTheContract() throws Exception {
        Payload start = Payload.of("idTag", "A", "connectorId", 1);

        String v15 = down(Dialect.SOAP_15, Action.RemoteStartTransaction, start).xml();
        String v16 = down(Dialect.SOAP_16, Action.RemoteStartTransaction, start).xml();

        assertEquals(
                "<remoteStartTransactionRequest xmlns=\"urn://Ocpp/Cp/2012/06/\"><idTag>A</idTag>"
                        + "<connectorId>1</connectorId></remoteStartTransactionRequest>",
                v15);
        assertEquals(
                "<remoteStartTransactionRequest xmlns=\"urn://Ocpp/Cp/2015/10/\">"
                        + "<connectorId>1</connectorId><idTag>A</idTag>"
                        + "</remoteStartTransactionRequest>",
                v16);
    }

    private static Soap.Written down(Dialect dialect, Action action, Payload payload)
            throws XMLStreamException {
        return Soap.write(dialect, Direction.DOWN, action, Part.REQUEST, payload);
    }

    @Test
    void leavesOutWhatTheDialectLacksAndSaysSo() throws Exception {
        Payload start =
                Payload.of(
                        "idTag",
                        "A",
                        "chargingProfile",
                        Payload.of("chargingProfileId", 1),
                        "vendorThing",
                        "x",
                        "connectorId",
                        null);

        Soap.Written written = down(Dialect.SOAP_15, Action.RemoteStartTransaction, start);

        assertEquals(
                List.of("chargingProfile", "vendorThing"),
                written.notes().stream().map(Note::path).toList());
        assertTrue(written.notes().stream().allMatch(note -> note.loss() == Loss.IMPOSSIBLE));
        assertFalse(written.xml().contains("connectorId"), written.xml());
    }

    @ParameterizedTest
    @CsvSource({
        "BootNotification,    RESPONSE, UP,   status,    Pending,           Rejected",
        "ChangeConfiguration, RESPONSE, DOWN, status,    RebootRequired,    Accepted",
        "UnlockConnector,     RESPONSE, DOWN, status,    NotSupported,      Rejected",
        "UnlockConnector,     RESPONSE, DOWN, status,    Unlocked,          Accepted",
        "StatusNotification,  REQUEST,  UP,   status,    SuspendedEVSE,     Occupied",
        "StatusNotification,  REQUEST,  UP,   errorCode, InternalError,     OtherError",
        "StatusNotification,  REQUEST,  UP,   errorCode, EVCommunicationError, Mode3Error"
    })
    void writesTheNearestWordOf15AndNotesIt(
            String action, Part part, Direction direction, String field, String word, String wire)
            throws Exception {
        Soap.Written written =
                Soap.write(
                        Dialect.SOAP_15,
                        direction,
                        new Action(action),
                        part,
                        Payload.of(field, word));

        assertTrue(
                written.xml().contains("<" + field + ">" + wire + "</" + field + ">"),
                written.xml());
        Note note =
                written.notes().stream().filter(it -> it.path().equals(field)).findFirst().get();
        assertEquals(word, note.original());
        assertEquals(wire, note.result());
    }

    @ParameterizedTest
    @CsvSource({
        "unlockConnector, Accepted,  Unlocked",
        "unlockConnector, Rejected,  UnlockFailed",
        "sendLocalList,   HashError, Failed"
    })
    void readsTheWordsOf15AsThoseOf16(String operation, String wire, String word) throws Exception {
        String element = operation + "Response";
        Decoded decoded =
                Soap.read(
                        "<%s xmlns=\"urn://Ocpp/Cp/2012/06/\"><status>%s</status><hash>h</hash></%s>"
                                .formatted(element, wire, element),
                        Direction.DOWN);

        assertEquals(Payload.of("status", word), decoded.payload());
        assertTrue(decoded.notes().stream().anyMatch(note -> note.original().equals(wire)));
    }

    @Test
    void leavesOccupiedForTheFlow() throws Exception {
        Decoded decoded =
                up(
                        "<statusNotificationRequest "
                                + V15
                                + "><connectorId>1</connectorId><status>Occupied</status>"
                                + "<errorCode>Mode3Error</errorCode></statusNotificationRequest>");

        assertEquals(
                Payload.of(
                        "connectorId",
                        1,
                        "status",
                        "Occupied",
                        "errorCode",
                        "EVCommunicationError"),
                decoded.payload());
    }

    @Test
    void writesNoSampleThatWouldSaySomethingElse() throws Exception {
        Payload values =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                samples(
                                        Payload.of("value", "1", "phase", "L1", "unit", "A"),
                                        Payload.of("value", "2", "measurand", "SoC"),
                                        Payload.of("value", "3", "unit", "A"),
                                        Payload.of("value", "4", "context", "Trigger")),
                                samples(Payload.of("value", "5", "unit", "kVA"))));

        Soap.Written written = up15(Action.MeterValues, Part.REQUEST, values);

        assertEquals(
                "<meterValuesRequest xmlns=\"urn://Ocpp/Cs/2012/06/\"><connectorId>1</connectorId>"
                        + "<values><timestamp>2024-03-01T12:00:00Z</timestamp>"
                        + "<value unit=\"Amp\">3</value></values></meterValuesRequest>",
                written.xml());
        assertEquals(
                List.of("phase=L1", "measurand=SoC", "context=Trigger", "unit=kVA"),
                written.notes().stream()
                        .filter(note -> note.loss() == Loss.IMPOSSIBLE)
                        .map(Note::original)
                        .toList());
    }

    private static Payload samples(Payload... samples) {
        return Payload.of(
                "timestamp", "2024-03-01T12:00:00Z", "sampledValue", List.of((Object[]) samples));
    }

    @Test
    void replacesWhatXmlCannotCarry() throws Exception {
        Payload data = Payload.of("vendorId", "A\u0000B\uD800C🔌\uFFFF");

        Soap.Written written = up15(Action.DataTransfer, Part.REQUEST, data);

        assertEquals("A\uFFFDB\uFFFDC🔌\uFFFD", up(written.xml()).payload().get("vendorId"));
        assertEquals(List.of(Loss.APPROXIMATED), written.notes().stream().map(Note::loss).toList());
    }

    @Test
    void roundsALimitDownToTheDigitsOfTheContract() throws Exception {
        Payload period = Payload.of("startPeriod", 0, "limit", new BigDecimal("16.19"));
        Payload exact = Payload.of("startPeriod", 9, "limit", new BigDecimal("16.10"));
        Payload profile =
                Payload.of(
                        "chargingSchedule",
                        Payload.of("chargingSchedulePeriod", List.of(period, exact)));

        Soap.Written written =
                down(
                        Dialect.SOAP_16,
                        Action.SetChargingProfile,
                        Payload.of("csChargingProfiles", profile));

        assertTrue(written.xml().contains("<limit>16.1</limit>"), written.xml());
        assertEquals(
                1,
                written.notes().stream().filter(note -> note.loss() == Loss.APPROXIMATED).count());
    }

    @Test
    void writesWhatItHasWhenARequiredFieldIsMissing() throws Exception {
        Soap.Written written = down(Dialect.SOAP_16, Action.Reset, Payload.EMPTY);

        assertEquals("<resetRequest xmlns=\"urn://Ocpp/Cp/2015/10/\"/>", written.xml());
        assertEquals("type", written.notes().get(0).path());
    }

    @Test
    void writesAnUnknownActionAsAnEmptyElementWithANote() throws Exception {
        Soap.Written written =
                down(Dialect.SOAP_15, Action.TriggerMessage, Payload.of("requestedMessage", "x"));

        assertEquals("<triggerMessageRequest xmlns=\"urn://Ocpp/Cp/2012/06/\"/>", written.xml());
        assertEquals(Loss.IMPOSSIBLE, written.notes().get(0).loss());
    }

    @Test
    void writesValuesOfTheWrongKindAsWellAsItCan() throws Exception {
        Payload odd =
                Payload.of(
                        "connectorId",
                        new BigDecimal("1.0"),
                        "idTag",
                        List.of("A", "B"),
                        "timestamp",
                        Payload.of("a", 1),
                        "meterStart",
                        4_000_000_000L);

        Soap.Written written = up15(Action.StartTransaction, Part.REQUEST, odd);

        assertEquals(
                "<startTransactionRequest xmlns=\"urn://Ocpp/Cs/2012/06/\">"
                        + "<connectorId>1</connectorId><idTag>A</idTag>"
                        + "<meterStart>4000000000</meterStart></startTransactionRequest>",
                written.xml());
        assertEquals(
                List.of("idTag[1]", "timestamp", "timestamp", "meterStart"),
                written.notes().stream().map(Note::path).toList());
    }

    @Test
    void readsTheBodyOfAnEnvelopeFromTheField() throws Exception {
        String envelope = FrameTest.reports("S16").get(0).text("frame").orElseThrow();
        XMLStreamReader in =
                SoapCodec.secureReader(
                        SoapCodec.secureInputFactory(),
                        new ByteArrayInputStream(envelope.getBytes(StandardCharsets.UTF_8)));
        while (!in.isStartElement() || !in.getLocalName().equals("Body")) {
            in.next();
        }
        in.nextTag();

        Decoded decoded = new SoapCodec(Soap.DICTIONARY).read(in, Direction.UP);

        assertEquals(Action.Authorize, decoded.action());
        assertEquals(Payload.of("idTag", "tag200"), decoded.payload());
    }

    @Test
    void hasStandInsForWhat15Lacks() {
        assertEquals(
                Payload.of("status", "NotSupported"),
                Differences.standIn(Dialect.SOAP_15, Action.SetChargingProfile).orElseThrow());
        assertTrue(Differences.standIn(Dialect.SOAP_16, Action.SetChargingProfile).isEmpty());
        assertTrue(Differences.standIn(Dialect.SOAP_15, new Action("GetVariables")).isEmpty());
        for (Action action : Action.DOWN) {
            assertEquals(
                    Soap.DICTIONARY.knows(Dialect.SOAP_15, Direction.DOWN, action),
                    Differences.standIn(Dialect.SOAP_15, action).isEmpty(),
                    action.name());
        }
    }

    @Test
    void readsAnElementThatComesManyTimesInOneGo() throws Exception {
        String xml =
                "<meterValuesRequest "
                        + V16
                        + "><connectorId>1</connectorId><meterValue>"
                        + "<a/>".repeat(90_000)
                        + "</meterValue></meterValuesRequest>";

        long megabytes = Allocated.megabytes(() -> up(xml));

        assertTrue(megabytes < 400, megabytes + " MB");
    }

    @Test
    void readsALongNameAroundManyElementsInOneGo() throws Exception {
        String name = "n".repeat(100_000);
        String xml =
                "<meterValuesRequest "
                        + V16
                        + "><connectorId>1</connectorId><meterValue><"
                        + name
                        + ">"
                        + "<a/>".repeat(50_000)
                        + "</"
                        + name
                        + "></meterValue></meterValuesRequest>";

        long megabytes = Allocated.megabytes(() -> up(xml));

        assertTrue(megabytes < 400, megabytes + " MB");
    }
}
