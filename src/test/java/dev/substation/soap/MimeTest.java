package dev.substation.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Allocated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What MIME parts a peer can send before it has said who it is. */
class MimeTest {

    private static final int MOST = 1 << 20;
    private static final String FIRST = "--b\r\nContent-Type: x\r\n\r\n";

    private static byte[] filled(String begin, String with) {
        return (begin + with.repeat((MOST - begin.length()) / with.length())).getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {".--b", "\n--", "--b--b", "\n\n-", "\n --b"})
    void readsABodyOfAlmostDelimitersInOneGo(String filling) throws Exception {
        byte[] body = filled(FIRST + "x", filling);

        long megabytes = Allocated.megabytes(() -> Mime.root(body, ""));

        assertTrue(megabytes < 32, megabytes + " MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "-", "--", "-- "})
    void readsABodyWithoutAPartInOneGo(String filling) throws Exception {
        byte[] body = filled("--", filling);

        long megabytes = Allocated.megabytes(() -> Mime.root(body, ""));

        assertTrue(megabytes < 32, megabytes + " MB");
    }

    @Test
    void takesADelimiterBehindBlanksAtTheBeginningOnly() {
        byte[] body = (" \r\n " + FIRST + "1 --b\r\n --b\r\n--b--").getBytes(ISO_8859_1);

        Mime.Root root = Mime.root(body, "").orElseThrow();

        assertEquals("1 --b\r\n --b", new String(root.body(), ISO_8859_1));
        assertEquals(0, root.others());
    }

    @Test
    void refusesABoundaryThatIsLongerThanAnyIs() {
        String boundary = "-".repeat(201);
        byte[] body = filled("", "-");

        assertThrows(
                Refusal.class, () -> Mime.root(body, "multipart/related; boundary=" + boundary));
    }
}
