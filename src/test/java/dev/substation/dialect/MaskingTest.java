package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.substation.model.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a card the message log shows. */
class MaskingTest {

    @Test
    void masksCardsHoweverDeepTheyLie() {
        assertEquals(
                Payload.of(
                        "idTag",
                        "04***",
                        "list",
                        List.of(Payload.of("idTagInfo", Payload.of("parentIdTag", "P***"))),
                        "connectorId",
                        1L),
                Masking.masked(
                        Payload.of(
                                "idTag",
                                "04A1B2C3",
                                "list",
                                List.of(Payload.of("idTagInfo", Payload.of("parentIdTag", "PA"))),
                                "connectorId",
                                1L)));
    }

    @Test
    void masksCardsInTheJsonThatMakersSend() {
        assertEquals(
                Payload.of("vendorId", "V", "data", "{\"idTag\":\"***\",\"n\":1}"),
                Masking.masked(
                        Payload.of("vendorId", "V", "data", "{\"idTag\":\"04A1B2C3\",\"n\":1}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idTag | 04A1B2C3 | 04***",
                "localAuthorizationList[0].idTag | 04A1B2C3 | 04***",
                "idTagInfo | {status=Accepted, parentIdTag=PARENT} | {status=Accepted, parentIdTag=***}",
                "data | {\"idTag\" : \"04A1B2C3\"} | {\"idTag\" : \"***\"}",
                "data | {\"parentIdTag\":815} | {\"parentIdTag\":***}",
                "info | idTag | idTag",
            })
    void masksWhatANoteSaysOfThem(String path, String value, String shown) {
        assertEquals(shown, Masking.masked(path, value));
    }

    /** Issue 11, point 10: what a station forgot to quote is quoted by the reader. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2,\"1\",\"Authorize\",{\"idTag\":04A1B2C3D4}]",
                "[2,\"1\",\"Authorize\",{\"idTag\":A1B2C3D404}]",
                "[2,\"1\",\"Authorize\",{\"idTag\":'A1B2C3D404'}]",
                "[2,\"1\",\"Authorize\",{idTag:A1B2C3D404}]",
                "[2,\"1\",\"Authorize\",{\"idTag\":trueA1B2C3D404}]"
            })
    void doesNotShowACardOfBrokenJson(String text) {
        Frame.Unreadable unreadable =
                assertInstanceOf(Frame.Unreadable.class, FrameReading.read(text));

        String said = unreadable.failure().description();
        assertFalse(said.contains("B2C3D4"), said);
    }

    @Test
    void leavesWhatIsNoCardInAReason() {
        String why =
                "Unexpected character (']' (code 93)): was expecting double-quote to start"
                        + " field name; Duplicate field 'connectorId'";

        assertEquals(why, Masking.reason(why));
        assertEquals("Unrecognized token '04***'", Masking.reason("Unrecognized token '04A1B2'"));
    }
}
