package dev.substation.app.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Card numbers in what may be written by anybody, and what only looks like them. */
class CardNumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idTag=A1 rejected | idTag=(card) rejected",
                "{\"idTag\":\"Mr Smith\"} | {\"idTag\":\"(card) Smith\"}",
                "{\"parentIdTag\" : \"ABC\"} | {\"parentIdTag\" : \"(card)\"}",
                "<ns:idTag>4711</ns:idTag> | <ns:idTag>(card)</ns:idTag>",
                "the card 04A1B2C3 is unknown | the card (card) is unknown",
                "card 04a1b2c3d4e5f6, station X | card (card), station X",
                "tag '04:A1:B2:C3' | tag '(card)'",
                "04-A1-B2-C3-D4-E5-F6 | (card)",
                "0A1B2C3D4E and E004015012345678 | (card) and (card)",
                "at 1764324000 | at 1764324000",
                "12345678_17101357 has a serial | (card) has a serial",
                "station=KEBA-12345678 is away | station=KEBA-12345678 is away",
                "550e8400-e29b-41d4-a716-446655440000 | 550e8400-e29b-41d4-a716-446655440000",
                "2026-11-29T10:00:00Z WARN 10.0.0.7:8080 | 2026-11-29T10:00:00Z WARN 10.0.0.7:8080",
            })
    void areHidden(String line, String shown) {
        assertEquals(shown, CardNumbers.hiddenIn(line));
    }
}
