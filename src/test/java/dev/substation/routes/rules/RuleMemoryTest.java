package dev.substation.routes.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Memory;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleMemoryTest {

    private static Memory of(int station, String key, String value) {
        return new Memory("rule", new StationId("CP-" + station), key, value);
    }

    @Test
    void forgetsWhatWasAddedToLongestAgoWhenAllTogetherIsTooMuch() {
        RuleMemory memory = new RuleMemory(List.of(), 3);
        memory.keep(of(1, "a", "1"));
        memory.keep(of(2, "a", "1"));
        memory.keep(of(1, "b", "1"));

        List<Memory> changes = memory.keep(of(3, "a", "1"));

        assertEquals(List.of(of(3, "a", "1"), of(2, "a", "")), changes);
        assertEquals(Optional.empty(), memory.recall("rule", new StationId("CP-2"), "a"));
        assertEquals(Optional.of("1"), memory.recall("rule", new StationId("CP-1"), "a"));
        assertEquals(List.of(of(3, "b", "1"), of(1, "a", "")), memory.keep(of(3, "b", "1")));
    }

    @Test
    void keepsNoMoreThanItsLimitOfAnyNumberOfStations() {
        RuleMemory memory = new RuleMemory(List.of(), 100);
        List<Memory> ledger = new ArrayList<>();
        for (int station = 0; station < 10_000; station++) {
            for (Memory change : memory.keep(of(station, "card", "used"))) {
                ledger.removeIf(kept -> kept.station().equals(change.station()));
                if (!change.value().isEmpty()) {
                    ledger.add(change);
                }
            }
        }

        assertEquals(100, ledger.size());
        assertEquals("CP-9999", ledger.get(99).station().value());
    }

    @Test
    void whatIsForgottenOrReplacedMakesRoom() {
        RuleMemory memory = new RuleMemory(List.of(of(1, "a", "1"), of(1, "b", "1")), 2);

        assertEquals(1, memory.keep(of(1, "a", "2")).size());
        assertEquals(1, memory.keep(of(1, "b", "")).size());
        assertEquals(1, memory.keep(of(2, "a", "1")).size());
        assertEquals(Optional.of("2"), memory.recall("rule", new StationId("CP-1"), "a"));
    }

    @Test
    void whatOthersThanRulesRememberTakesNoRoom() {
        StationId station = new StationId("CP-1");
        List<Memory> ledger = new ArrayList<>();
        ledger.add(new Memory("strip-idtag-suffix", station, "card", "CARD_1"));
        for (int i = 0; i < 200_001; i++) {
            ledger.add(new Memory("known-cards", new StationId("CP-" + i % 100), "" + i, "x"));
        }

        RuleMemory memory = RuleBook.shipped(ledger).memory();

        assertEquals(Optional.of("CARD_1"), memory.recall("strip-idtag-suffix", station, "card"));
        assertEquals(Optional.empty(), memory.recall("known-cards", station, "1"));
    }

    @Test
    void tellsTheNameOfAConnectorToWhoeverAsks() {
        StationId station = new StationId("CP-1");
        RuleBook book =
                RuleBook.shipped(List.of(new Memory("name-connector", station, "2", "Garage")));
        NameConnector names = (NameConnector) book.rule("name-connector").orElseThrow();

        assertEquals(Optional.of("Garage"), names.name(station, 2));
        assertEquals(Optional.empty(), names.name(station, 1));
    }
}
