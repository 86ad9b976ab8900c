package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "2023-10-19T15:28:07,            2023-10-19T15:28:07Z", // evcc#10399
        "2023-10-19T15:28:07Z,           2023-10-19T15:28:07Z",
        "2024-03-01T12:00:00+02,         2024-03-01T10:00:00Z", // monta#5
        "2024-03-01T12:00:00+02:00,      2024-03-01T10:00:00Z",
        "2024-03-01T12:00:00-0130,       2024-03-01T13:30:00Z",
        "2024-03-01T12:00:00.1234567+01:00, 2024-03-01T11:00:00.1234567Z", // OCPP.Core#31
        "2024-03-01T12:00:00.123456789123Z, 2024-03-01T12:00:00.123456789Z",
        "2024-03-01 12:00:00Z,           2024-03-01T12:00:00Z",
        "2024-03-01T12:00Z,              2024-03-01T12:00:00Z",
        "2024-02-29T24:00:00Z,           2024-03-01T00:00:00Z",
        "2016-12-31T23:59:60Z,           2017-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z,           1970-01-01T00:00:00Z",
        "2026-11-28T8:0:0,               2026-11-28T08:00:00Z",
        "2026-1-2 8:05,                  2026-01-02T08:05:00Z",
        "2026-11-28,                     2026-11-28T00:00:00Z",
        "2026-11-28+01:00,               2026-11-27T23:00:00Z",
        "2026/11/28 10:00:00 UTC,        2026-11-28T10:00:00Z",
        "20261128T100000Z,               2026-11-28T10:00:00Z",
        "20261128T100000.5+0100,         2026-11-28T09:00:00.500Z",
        "20261128T1000,                  2026-11-28T10:00:00Z",
        "20261128100000,                 2026-11-28T10:00:00Z",
        "20261128,                       2026-11-28T00:00:00Z",
        "2026-11-28T10:00:00+1,          2026-11-28T09:00:00Z",
        "2026-11-28T10:00:00-1:30,       2026-11-28T11:30:00Z",
        "1764324000,                     2025-11-28T10:00:00Z",
        "1764324000.5,                   2025-11-28T10:00:00.500Z",
        "1764324000123,                  2025-11-28T10:00:00.123Z",
        "28.11.2026,                     2026-11-28T00:00:00Z",
        "28.11.2026 10:00,               2026-11-28T10:00:00Z",
        "'28.11.2026, 10:00:05',         2026-11-28T10:00:05Z",
        "2026-11-28T10Z,                 2026-11-28T10:00:00Z",
        "2026-11-28T10,                  2026-11-28T10:00:00Z",
        "2026-11-28-10.30.00,            2026-11-28T10:30:00Z", // as DB2 writes it
        "2026-11-28-10.30.00.123456,     2026-11-28T10:30:00.123456Z",
        "2026-11-28T10.30.00Z,           2026-11-28T10:30:00Z",
        "2026-11-28 10.30,               2026-11-28T10:30:00Z",
        "2026-11-28T10:30:00:250Z,       2026-11-28T10:30:00.250Z",
        "2026-11-28T10:30:00.Z,          2026-11-28T10:30:00Z",
        "1764324000123456,               2025-11-28T10:00:00.123456Z",
        "1764324000123456789,            2025-11-28T10:00:00.123456789Z",
        "/Date(1764324000123)/,          2025-11-28T10:00:00.123Z", // .NET
        "\\/Date(1764324000123+0100)\\/, 2025-11-28T10:00:00.123Z",
        "'\"2026-11-28T10:00:00Z\"',      2026-11-28T10:00:00Z",
        "'Sat, 28 Nov 2026 10:00:00 GMT',  2026-11-28T10:00:00Z", // HTTP
        "'Sat, 28 Nov 2026 10:00:00 +0100', 2026-11-28T09:00:00Z",
        "Sat Nov 28 10:00:00 2026,       2026-11-28T10:00:00Z", // C
        "Sun Nov  1 10:00:00 UTC 2026,   2026-11-01T10:00:00Z",
        "Sat Nov 28 2026 10:00:00 GMT+0100 (Central European Standard Time), 2026-11-28T09:00:00Z",
        "28-Nov-2026 10:00,              2026-11-28T10:00:00Z",
        "'November 28, 2026 10:00:00',   2026-11-28T10:00:00Z"
    })
    void readsTimesAsStationsWriteThem(String text, Instant expected) {
        assertEquals(Optional.of(expected), Times.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "0000-00-00T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "2024-02-30T00:00:00Z",
                "202400001-01-01T00:00:00Z",
                "2024-01-01T25:00:00Z",
                "2024-01-01T10:00:00+99:00",
                "2024-03-01T12:00:03Z:",
                "2024-03-01T24:00:01Z",
                "2024-03/01",
                "2024-13-01",
                "2026112810",
                "176432400",
                "2026-11-28T10-30",
                "2026-11-28T10.5",
                "28.11.26",
                "28 Nov 10:00:00",
                "Nov 28 10:00:00",
                "Nov 31 10:00:00 2026",
                "Nov 28 2026 10:00:00 2027",
                "28 Nov 2026 10:00:00 CET",
                "/Date(17)/",
                "\"",
                "202403"
            })
    void refusesWhatIsNoTime(String text) {
        assertEquals(Optional.empty(), Times.parse(text));
    }

    @Test
    void readsATimeBeforeOtherTextOnlyIfItHasATimeOfDay() {
        assertEquals(
                Optional.of(Instant.parse("2024-03-01T12:00:03Z")),
                Times.leading("2024-03-01T12:00:03Z:"));
        assertEquals(Optional.empty(), Times.leading("2026-11-28-10.x"));
        assertEquals(Optional.empty(), Times.leading("2026-11-28+01:00 10h"));
    }

    @Test
    void writesUtcWithOrWithoutMilliseconds() {
        Instant instant = Instant.parse("2024-03-01T12:00:00.123456Z");

        assertEquals("2024-03-01T12:00:00.123Z", Times.millis(instant));
        assertEquals("2024-03-01T12:00:00Z", Times.seconds(instant));
    }

    @Test
    void knowsWhatAStrictSchemaAccepts() {
        assertTrue(Times.isStrict("2024-03-01T12:00:00.5+01:00"));
        assertFalse(Times.isStrict("2024-03-01T12:00:00"));
        assertFalse(Times.isStrict("2024-02-30T12:00:00Z"));
        assertFalse(Times.isStrict("2024-02-28T24:00:00Z"));
        assertFalse(Times.isStrict("2016-12-31T23:59:60Z"));
    }
}
