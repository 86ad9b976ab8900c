package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubprotocolsTest {

    @Test
    void readsSeveralHeadersAndSeveralNamesInOne() {
        assertEquals(
                List.of("ocpp2.0.1", "ocpp1.6", "ocpp1.5"),
                Subprotocols.offered(List.of("ocpp2.0.1 ,ocpp1.6,", " ocpp1.5")));
    }

    @Test
    void choosesTheOneThatWeSpeakInTheStationsSpelling() {
        assertEquals(Optional.of("OCPP1.6"), Subprotocols.chosen(List.of("ocpp2.0.1", "OCPP1.6")));
        assertEquals(Optional.empty(), Subprotocols.chosen(List.of("ocpp2.0.1", "ocpp1.5")));
        assertEquals(Optional.empty(), Subprotocols.chosen(List.of()));
    }
}
