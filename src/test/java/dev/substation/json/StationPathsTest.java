package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.StationId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationPathsTest {

    private final StationPaths paths =
            new StationPaths(
                    List.of("/ocpp", "/steve/websocket/CentralSystemService"),
                    List.of("/soap", "/soap/1.5"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ocpp/CP-1                                     | CP-1",
                "/ocpp/CP-1/                                    | CP-1",
                "//CP-1                                         | CP-1",
                "///charger                                     | charger",
                "/ocpp//CP-1                                    | CP-1",
                "/ocpp/4/CBI-100                                | CBI-100",
                "/steve/websocket/CentralSystemService/CP-1     | CP-1",
                "/ocpp/UID=1013,O=SolarDev                      | UID=1013,O=SolarDev",
                "/ocpp/AA:BB:CC:DD:EE:FF                        | AA:BB:CC:DD:EE:FF",
                "/ocpp/AA%3abb%20C                              | AA:bb C",
                "/ocpp/a%2Fb                                    | a/b",
                "/ocpp/a%2520b                                  | a%20b",
                "/ocpp/a+b                                      | a+b",
                "/ocpp/S%C3%A4ule                               | Säule",
                "/ocpp/Säule                                    | Säule",
                "/ocpp/100%                                     | 100%",
                "/ocpp/x%zz                                     | x%zz",
                "/ocpp/x%4                                      | x%4",
                "/ocpp/x%41                                     | xA",
                "/ocpp/x%ff                                     | x%ff",
                "/soap/CP-1                                     | CP-1",
            })
    void findsTheStation(String path, String expected) {
        assertEquals(expected, paths.station(path).map(StationId::value).orElse("none"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "/ocpp",
                "/ocpp/",
                "/ocpp/%20",
                "/ocpp/a%0Ab",
                "/soap",
                "/soap/1.5",
                "/steve/websocket/CentralSystemService/"
            })
    void findsNoStation(String path) {
        assertTrue(paths.station(path).isEmpty(), () -> paths.station(path).toString());
    }

    @Test
    void findsNoStationInAnOverlongIdentity() {
        assertTrue(paths.station("/ocpp/" + "x".repeat(256)).isEmpty());
    }

    @Test
    void knowsThePathsThatAreThereForStations() {
        assertTrue(paths.ours("/ocpp/CP-1"));
        assertTrue(paths.ours("//ocpp"));
        assertTrue(paths.ours("/steve/websocket/CentralSystemService/x"));
        assertFalse(paths.ours("/ocppish/CP-1"));
        assertFalse(paths.ours("/soap"));
        assertFalse(paths.ours("/"));
    }
}
