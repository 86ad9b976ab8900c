package dev.substation.app.cards;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The text of a card file, in whatever encoding a spreadsheet has saved it. */
public final class CardText {

    private static final char MARK = '\uFEFF';

    private CardText() {}

    /** UTF-8 or UTF-16, with a byte order mark or without; what is neither is Windows-1252. */
    public static String of(byte[] bytes) {
        String text;
        if (starts(bytes, 0xFF, 0xFE) || zeros(bytes, 1) > bytes.length / 8) {
            text = new String(bytes, StandardCharsets.UTF_16LE);
        } else if (starts(bytes, 0xFE, 0xFF) || zeros(bytes, 0) > bytes.length / 8) {
            text = new String(bytes, StandardCharsets.UTF_16BE);
        } else {
            text = utf8(bytes);
        }
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, Charset.forName("windows-1252"));
        }
    }

    private static boolean starts(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    /** Bytes that are zero, at even or at odd places: half of a letter in UTF-16. */
    private static int zeros(byte[] bytes, int from) {
        int zeros = 0;
        for (int i = from; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }
}
