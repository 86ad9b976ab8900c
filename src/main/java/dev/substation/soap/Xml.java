package dev.substation.soap;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.stax.WstxOutputFactory;
import dev.substation.dialect.Masking;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.codehaus.stax2.XMLInputFactory2;

/** Readers and writers of XML, the readers within limits: peers are hostile until parsed. */
final class Xml {

    private static final int MAX_DEPTH = 40; // the deepest OCPP message has 8
    private static final int MAX_ATTRIBUTES = 40;
    private static final int MAX_ATTRIBUTE_LENGTH = 8_192;
    private static final long MAX_ELEMENTS = 50_000;
    private static final int MAX_REASON = 160;

    private final XMLInputFactory input;
    private final XMLOutputFactory output;

    Xml() {
        input = new WstxInputFactory();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        // Lazy parsing would throw unchecked exceptions out of getText.
        input.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        input.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH);
        input.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
        input.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MAX_ATTRIBUTE_LENGTH);
        input.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, MAX_ELEMENTS);
        output = new WstxOutputFactory();
    }

    /**
     * A reader in front of the document's first event.
     *
     * @param charset what HTTP says of the text; without it the document decides
     */
    XMLStreamReader reader(byte[] document, Optional<Charset> charset) throws XMLStreamException {
        int start = blank(document);
        ByteArrayInputStream in =
                new ByteArrayInputStream(document, start, document.length - start);
        return charset.isPresent()
                ? input.createXMLStreamReader(in, charset.get().name())
                : input.createXMLStreamReader(in);
    }

    XMLStreamWriter writer(OutputStream out) throws XMLStreamException {
        return output.createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
    }

    /** Blank lines in front of the XML declaration, which firmware templates leave there. */
    private static int blank(byte[] document) {
        int start = 0;
        while (start < document.length
                && (document[start] == ' '
                        || document[start] == '\t'
                        || document[start] == '\r'
                        || document[start] == '\n')) {
            start++;
        }
        return start;
    }

    /** What is wrong with a document, in one line, without the parser's own words for itself. */
    static String reason(XMLStreamException e) {
        String text = e.getMessage() == null ? "it is not XML" : e.getMessage();
        int line = text.indexOf('\n');
        if (text.startsWith("ParseError at")) {
            text = text.substring(text.lastIndexOf('\n') + 1);
        } else if (line >= 0) {
            text = text.substring(0, line);
        }
        String where =
                e.getLocation() == null
                        ? ""
                        : " (line %d, column %d)"
                                .formatted(
                                        e.getLocation().getLineNumber(),
                                        e.getLocation().getColumnNumber());
        return Masking.reason(printable(text, MAX_REASON)) + where;
    }

    /** Foreign text for logs and faults: one line, bounded, nothing that XML cannot carry. */
    static String printable(String text, int most) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && clean.length() < most; i++) {
            char c = text.charAt(i);
            boolean odd =
                    c < ' ' || c >= 0x7F && c < 0xA0 || Character.isSurrogate(c) || c > 0xFFFD;
            clean.append(odd ? '?' : c);
        }
        return clean.toString();
    }
}
