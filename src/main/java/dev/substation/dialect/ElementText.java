package dev.substation.dialect;

import javax.xml.stream.XMLStreamReader;

/**
 * The text of one element. Where elements stand inside it, it is their XML as it was written, for
 * the text without them would say something else: 1&lt;x&gt;5&lt;/x&gt;0 is not 10.
 */
final class ElementText {

    private String only = "";
    private StringBuilder joined;
    private StringBuilder xml;
    private boolean open;

    void add(String text) {
        if (xml != null) {
            close();
            xml.append(escaped(text));
        } else if (joined == null && only.isEmpty()) {
            only = text;
        } else {
            joined = joined == null ? new StringBuilder(only) : joined;
            joined.append(text);
        }
    }

    /** An element begins inside the text. */
    void start(XMLStreamReader in) {
        if (xml == null) {
            xml = new StringBuilder(escaped(text()));
        } else {
            close();
        }
        xml.append('<').append(name(in.getPrefix(), in.getLocalName()));
        for (int i = 0; i < in.getNamespaceCount(); i++) {
            String prefix = in.getNamespacePrefix(i);
            attribute(
                    prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix,
                    in.getNamespaceURI(i));
        }
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attribute(
                    name(in.getAttributePrefix(i), in.getAttributeLocalName(i)),
                    in.getAttributeValue(i));
        }
        open = true;
    }

    /** The element that began last ends. */
    void end(XMLStreamReader in) {
        if (open) {
            xml.append("/>");
            open = false;
        } else {
            xml.append("</").append(name(in.getPrefix(), in.getLocalName())).append('>');
        }
    }

    private void close() {
        if (open) {
            xml.append('>');
            open = false;
        }
    }

    private void attribute(String name, String value) {
        String text = value == null ? "" : escaped(value).replace("\"", "&quot;");
        xml.append(' ').append(name).append("=\"").append(text).append('"');
    }

    private static String name(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Whether elements stand inside it. */
    boolean isMixed() {
        return xml != null;
    }

    String text() {
        return xml != null ? xml.toString() : joined == null ? only : joined.toString();
    }
}
