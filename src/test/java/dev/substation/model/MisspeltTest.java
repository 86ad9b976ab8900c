package dev.substation.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MisspeltTest {

    private static final List<String> VENDORS = List.of("keba", "abl", "technagon", "generic");

    @Test
    void meansTheNearestNameWhateverItsCapitals() {
        assertEquals(Optional.of("keba"), new Misspelt("kebab").meant(VENDORS));
        assertEquals(Optional.of("keba"), new Misspelt("KEBA").meant(VENDORS));
        assertEquals(Optional.of("technagon"), new Misspelt("tecnagon").meant(VENDORS));
    }

    @Test
    void meansNothingByARightNameOrByOneFarFromAll() {
        assertEquals(Optional.empty(), new Misspelt("keba").meant(VENDORS));
        assertEquals(Optional.empty(), new Misspelt("wallbox").meant(VENDORS));
        assertEquals(Optional.empty(), new Misspelt("keba").meant(List.of()));
    }

    @Test
    void namesTheNearestFirstAndLeavesTheFarOnesOut() {
        assertEquals("abl, keba, generic, technagon", new Misspelt("abb").nearest(VENDORS));
        assertEquals(
                "d, a, b, c, e, f, ...",
                new Misspelt("d").nearest(List.of("a", "b", "c", "d", "e", "f", "g")));
        assertEquals("none", new Misspelt("d").nearest(List.of()));
    }
}
