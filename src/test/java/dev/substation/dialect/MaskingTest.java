package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
