package dev.substation.testing;

import java.util.List;
import java.util.Random;

/** Texts that get hurt where somebody is careless: with quoting, trimming, encodings, lengths. */
public final class OddTexts {

    /** Each of them a way to fail; the first are from ABL's manual. */
    public static final List<String> LIST =
            List.of(
                    "logicalid=1/ProductLimit;value=25",
                    "1,TRANSACTION,23",
                    "{\"meters\":[{\"connectorId\":\"1\",\"type\":\"SIGNATURE\",\"meterSerial\":\"1\","
                            + "\"publicKey\":\"3059301306072A8648CE3D0201\"}]}",
                    "<limit a=\"1\">25 &amp; more</limit>",
                    "a < b && c > d \" ' ]]> <![CDATA[ &#13; &lt;",
                    "  two blanks in front and behind  ",
                    "\t\ttabs\tand\nlines\r\nand\rreturns\n",
                    " ",
                    "\n",
                    "0",
                    "007",
                    "1E3",
                    "null",
                    "{not json",
                    "\\u0041 \\n \\\\ /",
                    "Z\u00fcrich \u2013 \u20ac 3,50",
                    "\ud83d\ude97\ud83d\udd0c \ud83c\uddea\ud83c\uddfa \ud840\udc00",
                    "e\u0301 is not \u00e9, \u212b is not \u00c5, \ufb01",
                    "\u00a0\u2028\u2029\ufeff\u200d\u0085\u007f",
                    "x".repeat(65_536),
                    "\u00e4\ud83d\ude00".repeat(20_000));

    private static final List<String> PIECES =
            List.of(
                    "<",
                    "&",
                    "\"",
                    "'",
                    ">",
                    "]]>",
                    " ",
                    "\t",
                    "\n",
                    "\r",
                    "\\",
                    "/",
                    "a",
                    "Z",
                    "0",
                    "\u00e4",
                    "\u0301",
                    "\u20ac",
                    "\ud83d\ude00",
                    "\ue000",
                    "\uffFD",
                    "&#x41;",
                    "<!--",
                    "-->",
                    "{",
                    "}",
                    ",",
                    "%00",
                    "\u0085",
                    "\u2028");

    private OddTexts() {}

    /** A text of pieces that hurt. */
    public static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** The text as a station would write it into an XML element or attribute. */
    public static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;")
                .replace("\n", "&#10;")
                .replace("\t", "&#9;");
    }
}
