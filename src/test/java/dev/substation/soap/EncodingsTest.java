package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.model.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class EncodingsTest {

    private static final byte[] TEXT = "<a>heartbeat</a>".getBytes(StandardCharsets.UTF_8);

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zlib(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream zip = new DeflaterOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void undoesGzipAndBothKindsOfDeflate() throws IOException {
        byte[] zlib = zlib(TEXT);

        assertArrayEquals(TEXT, Encodings.decode(gzip(TEXT), "GZIP", 100));
        assertArrayEquals(TEXT, Encodings.decode(zlib, "deflate", 100));
        assertArrayEquals(
                TEXT,
                Encodings.decode(Arrays.copyOfRange(zlib, 2, zlib.length - 4), "deflate", 100));
        assertArrayEquals(TEXT, Encodings.decode(TEXT, "identity", 100));
        assertArrayEquals(TEXT, Encodings.decode(TEXT, null, 100));
    }

    @Test
    void stopsABodyThatGrowsOverTheLimit() throws IOException {
        byte[] bomb = gzip(new byte[10_000_000]);

        Refusal refusal =
                assertThrows(Refusal.class, () -> Encodings.decode(bomb, "gzip", 1_000_000));

        assertEquals(Cause.TOO_LARGE, refusal.failure().cause());
    }

    @Test
    void refusesUnknownManyAndBrokenEncodings() {
        assertThrows(Refusal.class, () -> Encodings.decode(TEXT, "br", 100));
        assertThrows(Refusal.class, () -> Encodings.decode(TEXT, "gzip,gzip,gzip", 100));
        assertThrows(Refusal.class, () -> Encodings.decode(TEXT, "gzip", 100));
        assertThrows(Refusal.class, () -> Encodings.decode(TEXT, "deflate", 100));
    }

    @Test
    void findsTheCharsetAndPassesOverUnknownOnes() {
        assertEquals(
                Optional.of(StandardCharsets.ISO_8859_1),
                Encodings.charset("text/xml; Charset=\"iso-8859-1\"; action=x"));
        assertEquals(Optional.empty(), Encodings.charset("text/xml; charset=klingon"));
        assertEquals(Optional.empty(), Encodings.charset("text/xml; charset="));
        assertEquals(Optional.empty(), Encodings.charset("text/xml"));
        assertEquals(Optional.empty(), Encodings.charset(null));
    }
}
