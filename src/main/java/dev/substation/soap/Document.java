package dev.substation.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.substation.model.Note;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A body as XML: out of its MIME parts, without what stands behind its end, and in the characters
 * that it is really written in. What was odd is noted.
 *
 * @param charset in which to read it; empty when the document decides
 * @param contentType of the message; empty when it is missing
 */
record Document(byte[] bytes, Optional<Charset> charset, String contentType, List<Note> notes) {

    /** Nothing to read. */
    static final Document NONE = new Document(new byte[0], Optional.empty(), "", List.of());

    /** Latin-1 as Windows writes it, with characters where Latin-1 has control codes. */
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private static final Pattern DECLARED =
            Pattern.compile("<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([^\"']*)[\"'][^>]*\\?>");
    private static final int DECLARATION = 200;

    /**
     * Looks at a body.
     *
     * @param contentType empty when it is missing
     * @throws Refusal for MIME parts that cannot be read
     */
    static Document of(byte[] body, String contentType) {
        List<Note> notes = new ArrayList<>();
        Optional<Mime.Root> root = Mime.root(body, contentType);
        root.ifPresent(found -> inParts(found, contentType, notes));
        byte[] whole = root.map(Mime.Root::body).orElse(body);
        String type = root.map(Mime.Root::contentType).orElse(contentType);
        Optional<Charset> wide = wide(whole);
        if (wide.isPresent()) {
            return new Document(withoutMark(whole), wide, type, notes);
        }
        byte[] text = XmlMending.mended(withoutEnd(whole, notes), notes);
        return new Document(text, narrow(text, Encodings.charset(type), notes), type, notes);
    }

    XMLStreamReader reader(Xml xml) throws XMLStreamException {
        return xml.reader(bytes, charset);
    }

    private static void inParts(Mime.Root root, String contentType, List<Note> notes) {
        notes.add(Oddity.MULTIPART.note("", contentType, root.contentType()));
        if (root.others() > 0) {
            notes.add(
                    Oddity.ATTACHMENTS.note(
                            "", root.others() + " parts of " + root.left() + " bytes", ""));
        }
    }

    /** UTF-16, by its mark or by the zero beside the first bracket. */
    private static Optional<Charset> wide(byte[] body) {
        if (begins(body, 0xFE, 0xFF) || begins(body, 0, '<')) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return begins(body, 0xFF, 0xFE) || begins(body, '<', 0)
                ? Optional.of(StandardCharsets.UTF_16LE)
                : Optional.empty();
    }

    private static boolean begins(byte[] body, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= body.length || (body[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] withoutMark(byte[] body) {
        return body[0] == '<' || body[0] == 0 ? body : Arrays.copyOfRange(body, 2, body.length);
    }

    /** Senders that take a buffer for a text send its end too, and what was there before. */
    private static byte[] withoutEnd(byte[] body, List<Note> notes) {
        int zero = 0;
        while (zero < body.length && body[zero] != 0) {
            zero++;
        }
        int end = zero;
        while (end > 0 && body[end - 1] <= ' ' && body[end - 1] > 0) {
            end--;
        }
        if (zero == body.length || end == 0 || body[end - 1] != '>') {
            return body;
        }
        notes.add(Oddity.NUL_BEHIND.note("", body.length - zero + " bytes", ""));
        return Arrays.copyOf(body, end);
    }

    /**
     * What the text is written in, if not in what the document says of itself. The bytes have the
     * last word: what is valid UTF-8 and has a character beyond ASCII is hardly anything else.
     */
    private static Optional<Charset> narrow(
            byte[] text, Optional<Charset> ofHttp, List<Note> notes) {
        Optional<String> declared = declared(text);
        Optional<Charset> named = ofHttp.or(() -> declared.flatMap(Document::charset));
        boolean unsaid = declared.isEmpty() && ofHttp.isEmpty();
        boolean possible =
                unsaid
                        || named.filter(one -> one != US_ASCII)
                                .filter(one -> !one.name().matches("(?i).*(16|32).*"))
                                .isPresent();
        if (possible && !named.orElse(UTF_8).equals(UTF_8)) {
            return ofHttp;
        }
        Optional<Charset> real = isUtf8(text) ? Optional.of(UTF_8) : latin(text);
        if (possible && real.equals(Optional.of(UTF_8))) {
            return Optional.empty();
        }
        boolean isAscii = named.equals(Optional.of(US_ASCII)) && isAscii(text);
        if (!isAscii) {
            notes.add(
                    Oddity.CHARSET.note(
                            "",
                            declared.or(() -> named.map(Charset::name)).orElse(""),
                            real.orElseThrow().name()));
        }
        return real;
    }

    private static Optional<String> declared(byte[] text) {
        int begin = 0;
        while (begin < text.length && text[begin] != '<') {
            begin++;
        }
        Matcher found =
                DECLARED.matcher(
                        new String(
                                text,
                                begin,
                                Math.min(DECLARATION, text.length - begin),
                                ISO_8859_1));
        return found.lookingAt() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(byte[] text) {
        for (byte one : text) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] text) {
        return isAscii(text) || isIn(UTF_8, text);
    }

    private static Optional<Charset> latin(byte[] text) {
        return Optional.of(isIn(WINDOWS_1252, text) ? WINDOWS_1252 : ISO_8859_1);
    }

    private static boolean isIn(Charset charset, byte[] text) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException not) {
            return false;
        }
    }
}
