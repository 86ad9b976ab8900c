package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"limit\":16.0,\"min\":0.0000001,\"big\":9223372036854775807}",
                "{\"huge\":9223372036854775808}",
                "{\"a\":null,\"b\":[1,true,\"x\",{\"c\":[]}]}",
                "{\"text\":\"tab\\t quote\\\" euro € plug 🔌\"}"
            })
    void writesTheTextThatItRead(String text) throws BadMessage {
        assertEquals(text, Json.write(Json.read(text)));
    }

    @Test
    void readsNumbersExactly() throws BadMessage {
        Payload payload = Json.read("{\"a\":16.0,\"b\":1E3,\"c\":-1,\"d\":9223372036854775808}");

        assertEquals(new BigDecimal("16.0"), payload.get("a"));
        assertEquals(new BigDecimal("1E+3"), payload.get("b"));
        assertEquals(-1L, payload.get("c"));
        assertEquals(new BigDecimal("9223372036854775808"), payload.get("d"));
    }

    @Test
    void readsNullAsNothingToSay() throws BadMessage {
        assertEquals(Payload.EMPTY, Json.read(" null "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"text\"",
                "{",
                "{\"a\":}",
                "{} {}",
                "{\"a\":NaN}",
                "{\"a\":1e999999999}",
                "{\"a\":1e-999999999}",
                "{'a':1}",
                "{\"a\":1,}"
            })
    void refusesWhatIsNoObject(String text) {
        BadMessage refusal = assertThrows(BadMessage.class, () -> Json.read(text));

        assertEquals(Cause.MALFORMED, refusal.failure().cause());
    }

    @Test
    void readsThirtyTwoLevelsAndNoMore() throws BadMessage {
        String levels = "{\"a\":".repeat(31) + "{}" + "}".repeat(31);

        assertTrue(Json.read(levels).containsKey("a"));
        assertThrows(BadMessage.class, () -> Json.read("{\"a\":" + levels + "}"));
    }

    @Test
    void refusesEndlessNumbersAndText() {
        String digits = "1".repeat(101);
        String text = "x".repeat((1 << 20) + 1);

        assertThrows(BadMessage.class, () -> Json.read("{\"a\":" + digits + "}"));
        assertThrows(BadMessage.class, () -> Json.read("{\"a\":\"" + text + "\"}"));
    }
}
