package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The guide's own answers, which are no JSON, and what others might send. */
class BoxTextTest {

    private static final Path SAMPLES = Path.of("src/test/resources/keba-udp");

    static BoxText sample(String name) {
        try {
            return BoxText.of(Files.readAllBytes(SAMPLES.resolve(name + ".txt")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsWhichBoxItIs() {
        ProductReport bmw = ProductReport.of(sample("report-1-bmw")).orElseThrow();
        ProductReport p20 = ProductReport.of(sample("report-1-p20")).orElseThrow();

        assertEquals(
                new ProductReport(
                        "BMW-10-EC2405B2-E1R",
                        "17101357",
                        "P30 v 3.05.1a5 (161020-130231)",
                        Optional.of(494L)),
                bmw);
        assertEquals(KebaModel.BMW, bmw.model());
        assertEquals("KC-P20-ES240010-000", p20.product());
        assertEquals(KebaModel.P20, p20.model());
        assertEquals(Optional.empty(), p20.sec());
        assertEquals(
                KebaModel.P30,
                KebaModel.of("KC-P30-ES240010-000", "P30 v 3.10.16 (190327-113837)"));
    }

    @Test
    void readsAnAnswerWithoutBraces() {
        assertEquals(
                Optional.of("KEBA P20 v 2.5a3 (160613-061001):29309:143.0"),
                sample("i-p20").text("Firmware"));
        assertTrue(KebaCommand.INFO.answeredBy().test(sample("i-p20")));
        assertFalse(KebaCommand.INFO.answeredBy().test(sample("report-1-p20")));
    }

    @Test
    void readsAStateWithACommentACommaTooManyAndALongUptime() {
        StateReport state = StateReport.of(sample("report-2-p30")).orElseThrow();

        assertEquals(2, state.state());
        assertTrue(state.hasCar());
        assertTrue(state.isLocked());
        assertTrue(state.enabled());
        assertEquals(Optional.of(63_000L), state.userCurrent());
        assertEquals(Optional.of(4_294_967_296L), state.sec());
        assertEquals(Optional.of("1000"), sample("report-2-p30").text("Max curr %"));
    }

    @Test
    void readsAMeter() {
        MeterReport meter = MeterReport.of(sample("report-3")).orElseThrow();

        assertEquals(
                List.of(Optional.of(230L), Optional.of(231L), Optional.of(229L)), meter.volts());
        assertEquals(269_511, meter.registerIn(268_180));
        assertEquals(268_180, meter.registerIn(266_849));
    }

    @Test
    void readsSessionsWhoseNamesEndWithBlanks() {
        SessionReport charging = SessionReport.of(sample("report-100-charging")).orElseThrow();
        SessionReport ended = SessionReport.of(sample("report-100-ended")).orElseThrow();

        assertEquals(34, charging.id());
        assertEquals(1_065, charging.started());
        assertFalse(charging.isOver());
        assertEquals(Optional.of("e3f76b8d0000000"), charging.tag());
        assertTrue(ended.isOver());
        assertEquals(SessionReport.UNPLUGGED, ended.reason());
        assertTrue(SessionReport.of(sample("report-100-none")).orElseThrow().isNone());
        assertEquals(
                Optional.empty(), SessionReport.of(sample("report-100-none")).orElseThrow().tag());
    }

    @Test
    void findsTheRegisterAtTheEndOfASession() {
        SessionReport register = SessionReport.of(sample("report-100-ended")).orElseThrow();
        SessionReport energy = SessionReport.of(sample("report-122")).orElseThrow();

        assertEquals(29_532, register.register(Optional.empty()));
        assertEquals(29_532, register.register(Optional.of(29_532L)));
        assertEquals(19_570, energy.register(Optional.empty()));
        assertEquals(19_570, energy.register(Optional.of(19_570L)));
    }

    /** On a new box the energy of a session may be more than the register was before. */
    @Test
    void takesEnergyForEnergyIfTheNextSessionSaysSo() {
        SessionReport first =
                SessionReport.of(
                                BoxText.of(
                                        "{\"Session ID\": 2, \"E Start\": 100, \"E Pres\": 5000,"
                                                + " \"ended[s]\": 9}"))
                        .orElseThrow();

        assertEquals(5_100, first.register(Optional.of(5_100L)));
        assertEquals(5_000, first.register(Optional.of(5_000L)));
        assertEquals(5_000, first.register(Optional.empty()));
    }

    @Test
    void knowsWhichReportOfASessionAnAnswerIs() {
        assertTrue(KebaCommand.session(100).answeredBy().test(sample("report-100-charging")));
        assertTrue(KebaCommand.session(100).answeredBy().test(sample("report-100-ended")));
        assertFalse(KebaCommand.session(101).answeredBy().test(sample("report-100-ended")));
        assertTrue(KebaCommand.session(122).answeredBy().test(sample("report-122")));
        assertFalse(KebaCommand.session(100).answeredBy().test(sample("report-122")));
        assertFalse(KebaCommand.STATE.answeredBy().test(sample("report-3")));
    }

    @Test
    void readsConfirmationsAndBroadcasts() {
        assertTrue(sample("confirmation").confirms());
        assertEquals(Map.of(), sample("confirmation").fields());
        assertEquals(Optional.of(999_999L), sample("broadcast-e-pres").number("E pres"));
    }

    @Test
    void takesTheLastOfANameThatOccursTwice() {
        assertEquals(Optional.of(2L), BoxText.of("{\"State\": 1, \"State \": 2}").number("State"));
    }

    @Test
    void readsNothingFromWhatIsTooLong() {
        byte[] datagram = "\"State\": 1,".repeat(200).getBytes(StandardCharsets.US_ASCII);

        assertTrue(BoxText.of(datagram).isEmpty());
    }

    /** Cut and changed answers, and bytes that mean nothing. */
    @Test
    void neverFails() {
        Random random = new Random(17);
        List<String> samples = List.of("report-2-p30", "report-100-ended", "i-p20", "report-3");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes;
            if (i % 2 == 0) {
                bytes = new byte[random.nextInt(600)];
                random.nextBytes(bytes);
            } else {
                bytes = bytes(samples.get(random.nextInt(samples.size())));
                for (int change = random.nextInt(6); change > 0; change--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            BoxText said = BoxText.of(bytes);
            ProductReport.of(said);
            StateReport.of(said);
            MeterReport.of(said);
            SessionReport.of(said)
                    .ifPresent(
                            session -> {
                                session.register(Optional.of(1L));
                                session.tag().ifPresent(CardTag::idTag);
                            });
        }
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(SAMPLES.resolve(name + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void writesCardsWithTheHighestDigitFirst() {
        assertEquals("D8B67F3E", CardTag.idTag("e3f76b8d0000000"));
        assertEquals("D8B67F3E", CardTag.idTag("e3f76b8d00000000"));
        assertEquals("0000003E", CardTag.idTag("e300000000000000"));
        assertEquals("04A1B2C3D4E5F6", CardTag.idTag("6f5e4d3c2b1a4000"));
        assertEquals(Optional.of("e3f76b8d00000000"), CardTag.tag("D8B67F3E"));
        assertEquals(Optional.of("6f5e4d3c2b1a4000"), CardTag.tag("04A1B2C3D4E5F6"));
        assertEquals(Optional.empty(), CardTag.tag("APP-1234"));
        assertTrue(CardTag.isSame("e3f76b8d0000000", "E3F76B8D00000000"));
        assertFalse(CardTag.isCard("0000000000000000"));
    }
}
