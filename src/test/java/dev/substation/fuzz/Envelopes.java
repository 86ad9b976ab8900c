package dev.substation.fuzz;

import dev.substation.testing.soap.SoapDoor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Requests of SOAP stations as firmware of many makers builds them, and worse. */
final class Envelopes {

    private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
    private static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final List<String> CHARSETS =
            List.of(
                    "UTF-8",
                    "UTF-16",
                    "UTF-16LE",
                    "UTF-16BE",
                    "UTF-32",
                    "ISO-8859-1",
                    "US-ASCII",
                    "windows-1252",
                    "GB18030",
                    "Shift_JIS",
                    "IBM037");

    private static final byte[] BOMB = gzip(new byte[5 << 20]);
    private static final byte[] BOMB_IN_BOMB = gzip(BOMB);
    private static final byte[] JUST_TOO_LARGE = gzip(new byte[1 + (1 << 20)]);

    private final XmlMutations xml;

    Envelopes(XmlMutations xml) {
        this.xml = xml;
    }

    /** A request in good order. */
    static SoapDoor.Request good(String station, String from, Seeds.Body body) {
        return request(
                "/soap",
                envelope(
                        SOAP_12,
                        body.year(),
                        identity(station)
                                + "<a:Action s:mustUnderstand='1'>/any</a:Action>"
                                + "<a:MessageID>m-1</a:MessageID>"
                                + from(from),
                        body.xml()));
    }

    /** A request with odd headers, perhaps, and changes anywhere. */
    SoapDoor.Request bad(Dice dice, String station, String from, Seeds.Body body) {
        String inner = dice.oneIn(2) ? xml.changed(dice, body.xml()) : body.xml();
        String whole =
                envelope(
                        dice.oneIn(6) ? SOAP_11 : SOAP_12,
                        body.year(),
                        headers(dice, station, from),
                        inner);
        if (dice.oneIn(12)) {
            whole =
                    whole.replace(
                            "http://www.w3.org/2005/08/addressing",
                            dice.of(
                                    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
                                    "http://schemas.xmlsoap.org/ws/2003/03/addressing",
                                    "urn:wsa"));
        }
        if (dice.oneIn(2)) {
            whole = xml.changed(dice, whole);
        }
        return wrapped(dice, whole);
    }

    /** A whole envelope as it was seen, changed and wrapped. */
    SoapDoor.Request bad(Dice dice, String station, String envelope) {
        return wrapped(
                dice,
                xml.changed(
                        dice,
                        envelope.replaceAll("(chargeBoxIdentity[^>]*>)[^<]*", "$1" + station)));
    }

    private static String headers(Dice dice, String station, String from) {
        StringBuilder headers = new StringBuilder();
        headers.append(
                switch (dice.below(24)) {
                    case 0 -> "";
                    case 1 ->
                            identity(station)
                                    + identity(station.toLowerCase(java.util.Locale.ROOT) + " ");
                    case 2 -> identity(station) + identity("FZ-OTHER");
                    case 3 -> identity(" \n" + station + "\t");
                    case 4 -> "<chargeBoxIdentity>" + station + "</chargeBoxIdentity>";
                    case 5 ->
                            identity(
                                    "ANY-"
                                            + dice.of(
                                                    "1",
                                                    "2",
                                                    "UID=1013,O=SolarDev",
                                                    "00:1A:2B:3C:4D:5E",
                                                    "%41",
                                                    "/x",
                                                    "..",
                                                    "a b",
                                                    "\u00e4"));
                    case 6 -> identity("x".repeat(dice.of(48, 255, 256, 5_000)));
                    case 7 -> identity("STRANGER");
                    case 8 -> "<o:chargeBoxIdentity><b>" + station + "</b></o:chargeBoxIdentity>";
                    case 9 ->
                            identity(station)
                                    .replace(
                                            "'true'",
                                            "'" + dice.of("1", "0", "", "yes", "TRUE") + "'");
                    default -> identity(station);
                });
        headers.append(
                switch (dice.below(8)) {
                    case 0 -> "";
                    case 1 -> "<a:Action>Heartbeat</a:Action><a:Action>/Other</a:Action>";
                    case 2 ->
                            "<a:Action s:mustUnderstand='1'>" + "/x".repeat(3_000) + "</a:Action>";
                    default -> "<a:Action s:mustUnderstand='1'>/any</a:Action>";
                });
        headers.append(
                switch (dice.below(10)) {
                    case 0 -> "";
                    case 1 -> "<a:MessageID/>";
                    case 2 ->
                            "<a:MessageID>"
                                    + "m".repeat(dice.of(255, 256, 1_024, 1_025, 9_000))
                                    + "</a:MessageID>";
                    case 3 -> "<a:MessageID>&lt;&#10;\u00e4&amp;</a:MessageID>";
                    default -> "<a:MessageID>urn:uuid:" + dice.below(1_000) + "</a:MessageID>";
                });
        headers.append(
                switch (dice.below(8)) {
                    case 0 -> "";
                    case 1 ->
                            from(
                                    dice.of(
                                            "http://169.254.169.254/latest",
                                            "http://203.0.113.7/",
                                            "http://127.0.0.1:1/",
                                            "https://10.0.0.7/",
                                            "file:///etc/passwd",
                                            "javascript:alert(1)",
                                            "http://10.0.0.7:99999/",
                                            "http://10.0.0.7:80 80/",
                                            "http://[::1]:80/",
                                            "http://[::1",
                                            "http://",
                                            "//",
                                            "http://0.0.0.0/",
                                            "http://a@10.0.0.7/",
                                            "http://10.0.0.7/\u00e4?%zz#f",
                                            "h".repeat(3_000),
                                            "http://www.w3.org/2005/08/addressing/anonymous"));
                    case 2 -> "<a:From>" + from + "</a:From>";
                    case 3 -> "<a:ReplyTo><a:Address>" + from + "</a:Address></a:ReplyTo>";
                    case 4 -> from(from) + from("http://10.0.0.8/");
                    default -> from(from);
                });
        if (dice.oneIn(8)) {
            headers.append(
                    dice.of(
                            "<x:Security xmlns:x='urn:x' s:mustUnderstand='1'>k</x:Security>",
                            "<x:Y xmlns:x='urn:x' s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/none'/>",
                            "<a:RelatesTo>m</a:RelatesTo><a:To>/</a:To><a:FaultTo/>",
                            "<x/>".repeat(2_000),
                            "text",
                            "<s:Header/>"));
        }
        return headers.toString();
    }

    private static String identity(String station) {
        return "<o:chargeBoxIdentity s:mustUnderstand='true'>" + station + "</o:chargeBoxIdentity>";
    }

    private static String from(String address) {
        return "<a:From><a:Address>" + address + "</a:Address></a:From>";
    }

    private static String envelope(String soap, String year, String headers, String body) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <s:Envelope xmlns:s="%s" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:o="urn://Ocpp/Cs/%s/">
        <s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>"""
                .formatted(soap, year, headers, body);
    }

    private static SoapDoor.Request request(String path, String text) {
        return new SoapDoor.Request(
                "POST",
                path,
                Map.of("Content-Type", "application/soap+xml; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** What HTTP does around an envelope. */
    private static SoapDoor.Request wrapped(Dice dice, String text) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/soap+xml; charset=utf-8");
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        switch (dice.below(16)) {
            case 0 -> {
                String charset = dice.of(CHARSETS);
                body = text.getBytes(Charset.forName(charset));
                if (dice.oneIn(2)) {
                    headers.put("Content-Type", "text/xml; charset=" + dice.of(CHARSETS));
                }
                if (dice.oneIn(3)) {
                    body = text.replace("UTF-8", charset).getBytes(Charset.forName(charset));
                }
            }
            case 1 -> {
                byte[] mark =
                        dice.of(
                                new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
                                new byte[] {(byte) 0xFF, (byte) 0xFE},
                                new byte[] {(byte) 0xFE, (byte) 0xFF},
                                new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF},
                                new byte[1]);
                body = joined(mark, body);
            }
            case 2, 3 -> body = Nasty.slip(dice, body);
            case 4 ->
                    headers.put(
                            "Content-Type",
                            dice.of(
                                    "",
                                    "text/xml",
                                    "text/plain; charset=klingon",
                                    "application/json",
                                    "multipart/related; boundary=x; type=\"application/xop+xml\"",
                                    "text/xml; charset=\"utf-16\"",
                                    "text/xml; charset=",
                                    "text/xml; charset=ISO-2022-CN",
                                    "text/xml; charset=x-JISAutoDetect",
                                    "text/xml; charset=UTF-7",
                                    "text/xml; charset=\u0000",
                                    "; ; =",
                                    "x".repeat(5_000)));
            case 5 -> body = packed(dice, headers, body);
            case 6 -> {
                headers.put(
                        "Accept-Encoding", dice.of("gzip", "*", "gzip;q=0", "br, gzip;q=x", ""));
            }
            case 7 -> {
                headers.put("SOAPAction", dice.of("", "\"\"", "\"/Heartbeat\"", "x".repeat(4_000)));
                headers.put(
                        "Authorization",
                        dice.of("Basic", "Basic %%%", "Basic OjpYWDo=", "Digest x", "\u0000"));
            }
            default -> {}
        }
        if (dice.oneIn(50)) {
            body = new byte[dice.of(0, 1, 100, 70_000)];
            dice.fill(body);
        }
        String method =
                dice.oneIn(60)
                        ? dice.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW")
                        : "POST";
        String path =
                dice.oneIn(10)
                        ? dice.of(
                                "/soap/1.5",
                                "/soap/1.6",
                                "/soap/",
                                "//soap",
                                "/soap/9",
                                "/soap/..",
                                "/steve/services/CentralSystemService",
                                "/soap?wsdl",
                                "/soap?wsdl=charge-point",
                                "/soap?x=%zz",
                                "/soap/" + "a".repeat(3_000))
                        : "/soap";
        return new SoapDoor.Request(method, path, headers, body);
    }

    private static byte[] packed(Dice dice, Map<String, String> headers, byte[] body) {
        byte[] zipped = gzip(body);
        return switch (dice.below(9)) {
            case 0 -> coded(headers, "gzip", java.util.Arrays.copyOf(zipped, zipped.length / 2));
            case 1 -> coded(headers, "gzip, gzip", gzip(zipped));
            case 2 -> coded(headers, "gzip", dice.of(JUST_TOO_LARGE, BOMB));
            case 3 -> coded(headers, "gzip, gzip", BOMB_IN_BOMB);
            case 4 -> coded(headers, "deflate", deflate(body));
            case 5 -> coded(headers, "deflate", Nasty.slip(dice, deflate(body)));
            case 6 ->
                    coded(
                            headers,
                            dice.of(
                                    "br",
                                    "gzip,gzip,gzip",
                                    ",",
                                    "identity",
                                    "x-gzip",
                                    "\u0000",
                                    "g".repeat(2_000)),
                            body);
            case 7 -> coded(headers, "gzip", Nasty.slip(dice, zipped));
            default -> coded(headers, "gzip", zipped);
        };
    }

    private static byte[] coded(Map<String, String> headers, String coding, byte[] body) {
        headers.put("Content-Encoding", coding);
        return body;
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] both = java.util.Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
