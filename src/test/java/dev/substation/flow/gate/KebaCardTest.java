package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Frame;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.Site;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cards of a KEBA network with the shipped rules and a strict csms: however long they are, they
 * arrive and come back, and nothing but the CSMS's own word locks one.
 */
class KebaCardTest {

    private static final Dictionary DICTIONARY = Dictionary.load();
    private static final SoapCodec SOAP = new SoapCodec(DICTIONARY);
    private static final StationId KEBA = new StationId("KEBA-HOF-7");

    /** A UID of 7 bytes and a serial: 23 characters. */
    private static final String CARD = "04A1B2C3D4E5F6";

    private static final String USED = CARD + "_17101357";

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private SiteRoutes rules;
    private ScriptedStation station;
    private Gateway gateway;

    @BeforeEach
    void startGateway() throws Exception {
        rules = new SiteRoutes(Path.of("camel-routes"), List.of(), RuleClocks.real());
        csms.answering(csms::start);
        connect(Dialect.SOAP_15);
    }

    private void connect(Dialect dialect) {
        station = new ScriptedStation(KEBA.value(), dialect);
        Site site = id -> Optional.of(PlainSettings.station().vendor("keba").build(id));
        MemoryLedger ledger = new MemoryLedger();
        gateway =
                SteppedGateway.started(
                        time, site, rules, ledger, csms, (id, spoken, address) -> station);
        if (!dialect.isSoap()) {
            gateway.opened(station);
        }
        send(
                Action.BootNotification,
                Payload.of("chargePointModel", "P30", "chargePointVendor", "KEBA"));
        csms.link(KEBA.value()).connect();
        time.settle();
    }

    @AfterEach
    void stop() {
        rules.close();
    }

    private CompletableFuture<Answer> send(Action action, Payload payload) {
        Call call =
                new Call("1", KEBA, Direction.UP, station.dialect(), action, payload, List.of());
        CompletableFuture<Answer> answer = gateway.call(station, call);
        time.settle();
        return answer;
    }

    private static Payload start(String idTag) {
        return Payload.of(
                "connectorId",
                1L,
                "idTag",
                idTag,
                "timestamp",
                "2026-01-01T08:00:00Z",
                "meterStart",
                5L);
    }

    /** The idTagInfo's status in the answer to a call that the station made. */
    private String status(Action action, String idTag) {
        Payload payload =
                action.equals(Action.Authorize) ? Payload.of("idTag", idTag) : start(idTag);
        CompletableFuture<Answer> answer = send(action, payload);
        time.pass(Duration.ofMinutes(1));
        return result(answer).object("idTagInfo").orElseThrow().text("status").orElseThrow();
    }

    private static Payload result(CompletableFuture<Answer> answer) {
        return answer.getNow(Answer.failure(Cause.STATION_TIMED_OUT, KEBA, Action.Authorize, 0))
                .fold(
                        Answer.Result::payload,
                        failure -> {
                            throw new AssertionError(failure);
                        });
    }

    private CompletableFuture<Answer> fromCsms(Action action, Payload payload) {
        CompletableFuture<Answer> answer = csms.link(KEBA.value()).callStation(action, payload);
        time.settle();
        return answer;
    }

    private static String xml(Dialect dialect, Action action, Payload payload) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
        SOAP.write(out, dialect, Direction.DOWN, action, Part.REQUEST, payload);
        out.close();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {CARD, "04A1B2C3D4E5F6070809", "04A1B2C3"})
    void anOverlongCardReachesTheCsmsAsTheCardThatItKnows(String card) throws Exception {
        String xml =
                "<authorizeRequest xmlns=\"urn://Ocpp/Cs/2012/06/\"><idTag>"
                        + card
                        + "_17101357890</idTag></authorizeRequest>";
        XMLStreamReader in =
                SoapCodec.secureReader(
                        SoapCodec.secureInputFactory(),
                        new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        in.nextTag();
        Payload read = SOAP.read(in, Direction.UP).payload();

        assertEquals(
                Optional.empty(),
                new Checks(DICTIONARY)
                        .shape(
                                Dialect.SOAP_15,
                                Direction.UP,
                                Action.Authorize,
                                Part.REQUEST,
                                read));
        assertEquals("Accepted", status(Action.Authorize, read.text("idTag").orElseThrow()));
        assertEquals(Payload.of("idTag", card), csms.received(Action.Authorize).get(0).payload());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anOverlongCardGoesBackToTheStationInFull(Dialect dialect) throws Exception {
        connect(dialect);
        send(Action.Authorize, Payload.of("idTag", USED));

        result(
                fromCsms(
                        Action.RemoteStartTransaction,
                        Payload.of("idTag", CARD, "connectorId", 1L)));
        Payload entry = Payload.of("idTag", CARD, "idTagInfo", Payload.of("status", "Accepted"));
        result(
                fromCsms(
                        Action.SendLocalList,
                        Payload.of(
                                "listVersion",
                                1L,
                                "updateType",
                                "Full",
                                "localAuthorizationList",
                                List.of(entry))));

        for (Action action : List.of(Action.RemoteStartTransaction, Action.SendLocalList)) {
            Payload told = station.last(action).payload();
            String wire =
                    dialect.isSoap()
                            ? xml(dialect, action, told)
                            : Frame.call(Frame.Id.of("1"), action, told);
            assertTrue(wire.contains(USED), wire);
        }
    }

    @Test
    void passesInvalidWhenTheCsmsSaidIt() {
        csms.answering(
                call -> Answer.result(Payload.of("idTagInfo", Payload.of("status", "Invalid"))));

        assertEquals("Invalid", status(Action.Authorize, USED));
    }

    @Test
    void aSuffixNeverLocksACardOutOfACsmsThatKnowsIt() {
        csms.answering(
                call -> {
                    boolean known = call.payload().text("idTag").filter(CARD::equals).isPresent();
                    Payload info = Payload.of("status", known ? "Accepted" : "Invalid");
                    return Answer.result(Payload.of("idTagInfo", info, "transactionId", 7L));
                });

        assertEquals("Accepted", status(Action.Authorize, USED));
        assertEquals("Accepted", status(Action.StartTransaction, CARD + "_17101358"));
    }

    @Test
    void noTroubleWithTheCsmsLocksACard() {
        csms.answering(call -> Answer.failure(Cause.CSMS_AWAY, "main"));
        assertEquals("Accepted", status(Action.Authorize, USED));

        csms.fallSilent();
        assertEquals("Accepted", status(Action.Authorize, USED));

        csms.link(KEBA.value()).cut();
        time.settle();
        assertEquals("Accepted", status(Action.Authorize, USED));
        assertEquals("Accepted", status(Action.StartTransaction, USED));
    }

    @Test
    void afterAnOutageTheCsmsGetsTheCardWithoutItsSuffix() {
        csms.link(KEBA.value()).cut();
        time.settle();
        assertEquals("Accepted", status(Action.StartTransaction, USED));

        csms.link(KEBA.value()).connect();
        time.pass(Duration.ofMinutes(1));

        assertEquals(
                Optional.of(CARD),
                csms.received(Action.StartTransaction).get(0).payload().text("idTag"));
    }

    @Test
    void refusesACallWithoutACardThatNoRuleSuppliesAndTheCsmsNeverSeesIt() {
        Answer answer = send(Action.Authorize, Payload.EMPTY).join();

        assertEquals(Cause.MISSING_FIELD, ((Answer.Failure) answer).cause());
        assertEquals(List.of(), csms.received(Action.Authorize));
    }
}
