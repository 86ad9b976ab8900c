package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    @Test
    void letsOnlySoManyRunAndTheOthersInTheirOrder() {
        Attempts attempts = new Attempts(2);
        List<String> begun = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            attempts.whenFree(() -> begun.add(name));
        }
        assertEquals(List.of("a", "b"), begun);

        attempts.done();
        assertEquals(List.of("a", "b", "c"), begun);
        attempts.done();
        attempts.done();
        attempts.done();
        attempts.whenFree(() -> begun.add("e"));
        attempts.whenFree(() -> begun.add("f"));
        attempts.whenFree(() -> begun.add("g"));

        assertEquals(List.of("a", "b", "c", "d", "e", "f"), begun);
    }
}
