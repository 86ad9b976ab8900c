package dev.substation.dialect;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Secrets in text that is no JSON object: addresses, pairs of name and value, XML, log lines. */
final class SecretTexts {

    /** What stands between a name and a value, or begins an address; all of it is ASCII. */
    private static final boolean[] DELIMITERS = new boolean[128];

    static {
        ":= ;,|<%/".chars().forEach(one -> DELIMITERS[one] = true);
    }

    private static final int SHORTEST = 6;
    private static final int LONGEST_TIME = 35;
    private static final int LONGEST_LINE = 16_384;

    /** What stands in the place of a secret. */
    static final String HIDDEN = "***";

    /**
     * {@code ftp://user:password@host} up to the password, with slashes escaped or not; a port is
     * no password.
     */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?:\\\\?/){2}[^\\s/?#:@\"'<>\\\\]*+:(?!\\d{1,5}(?:[/?#\\s\"'<>\\\\]|$))");

    /** The same, percent-encoded as a part of another address. */
    private static final Pattern ENCODED = Pattern.compile("(?i)%2F%2F[^\\s&%]*+%3A");

    private static final Pattern ENCODED_AT = Pattern.compile("(?i)%40");

    /** Where an address ends in any case. */
    private static final Pattern ADDRESS_END = Pattern.compile("[\\s\"'<>]|$");

    private static final Pattern PARAMETER_END = Pattern.compile("[\\s&]|$");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.+Z-]+");

    /** The same without a scheme, alone. */
    private static final Pattern BARE =
            Pattern.compile("^([^\\s/?#:@\"'<>]+:)([^\\s/\"'<>]+)(@)[^\\s@]+$");

    /** A private key as text; all of it, whatever it is called. */
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("(-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----)([^-]++)");

    /** {@code Authorization: Basic ...}. */
    private static final Pattern HEADER =
            Pattern.compile(
                    "(?i)(authorization\\W{1,5}(?:basic|bearer|digest)\\s+)([^\\s\"',;]+)()");

    /** {@code "key":"AccessPointPassword","readonly":false,"value":"..."}. */
    private static final Pattern KEY_FIRST =
            Pattern.compile(
                    "(?i)((?<!\\\\)\\\\*+\"(?:key|name|messageId|parameter|variable)\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]{1,200})\\\\*\"[^{}\\[\\]]{0,80}?\\\\*\"(?:value|val|data)\\\\*\"\\s*:\\s*\\\\*\")((?:[^\"\\\\]|\\\\[^\"])*+)");

    /** The same the other way round. */
    private static final Pattern KEY_LAST =
            Pattern.compile(
                    "(?i)((?<!\\\\)\\\\*+\"(?:value|val|data)\\\\*\"\\s*:\\s*\\\\*\")((?:[^\"\\\\]|\\\\[^\"])*+)(\\\\*\"[^{}\\[\\]]{0,80}?\\\\*\"(?:key|name|messageId|parameter|variable)\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]{1,200}))");

    /** {@code {key=AccessPointPassword, readonly=false, value=...}}, as an object is logged. */
    private static final Pattern LOGGED =
            Pattern.compile("(key=([^,{}]{1,200}),[^{}]{0,200}?value=)([^,}]*)");

    /** {@code <key>AccessPointPassword</key><value>...</value>}. */
    private static final Pattern ELEMENTS =
            Pattern.compile(
                    "(?i)(<(?:\\w+:)?(?:key|name)>([^<>]{1,200})</[^<>]*>\\s*<(?:\\w+:)?value>)([^<>]*)");

    private static final String LETTERS = "[\\p{L}\\p{N}_./-]";

    /** A whole word, so that a long one is looked at once and not from each of its letters. */
    private static final String NAME = "(?<!" + LETTERS + ")" + LETTERS + "++";

    /**
     * A name, and how its value goes on from there; looked for apart, so that a long text is not
     * read to its end once for each name.
     */
    private record Pair(Pattern name, Pattern value) {

        static Pair of(String name, String value) {
            return new Pair(
                    Pattern.compile(name.replace("NAME", NAME), Pattern.DOTALL),
                    Pattern.compile(value, Pattern.DOTALL));
        }
    }

    /** {@code <name>...</name>}. */
    private static final Pair ELEMENT =
            Pair.of("<(?:\\w+:)?(NAME)(?:\\s[^<>]{0,500})?>", "[^<>]+(?=</)");

    /** {@code name="..."}, {@code "name":"..."}. */
    private static final Pair QUOTED =
            Pair.of("(NAME)\\\\*[\"']?\\s*[=:]\\s*\\\\*[\"']", "[^\"'\\\\]+");

    private static final Pair NUMBER = Pair.of("(NAME)\\\\*[\"']\\s*:\\s*", "\\d[\\d.]*");

    /** Up to a delimiter in what makers send; to the next blank in a line of the log. */
    private static final Pair PLAIN =
            Pair.of("(NAME)\\s*[=:]\\s*", "[^\"'\\s;,&<>}\\\\][^\"';,&<>}\\r\\n]*");

    private static final Pair PLAIN_WORD = Pair.of("(NAME)=", "[^\"'\\s;,&<>}]+");

    /** {@code AccessPointPassword;...}, the whole of a text. */
    private static final Pair LEADING = Pair.of("^\\s*(NAME)[\\s;,|]+", "\\S.*");

    /** {@code ?sig=...} of a signed address: whoever has it needs no other password. */
    private static final Pair QUERY = Pair.of("[?&;](NAME)=", "[^&\\s\"'<>#]+");

    private static final Pattern SIGNATURE =
            Pattern.compile("(?i)(?:.*[^a-z])?(?:sig|signature|sign|code|key|auth|hmac|sas)");

    private final Predicate<String> secret;
    private final Consumer<String> found;

    /**
     * @param secret whether what has a name is to be hidden
     * @param found takes what is hidden
     */
    SecretTexts(Predicate<String> secret, Consumer<String> found) {
        this.secret = secret;
        this.found = found;
    }

    /** A text that a peer sent. */
    String content(String text) {
        String hidden = common(text);
        hidden = value(BARE, hidden);
        hidden = named(PLAIN, hidden);
        return named(LEADING, hidden);
    }

    /** A line of the log, which has names and values of its own; its end if it is very long. */
    String line(String line) {
        String shown =
                line.length() <= LONGEST_LINE
                        ? line
                        : line.substring(0, LONGEST_LINE)
                                + "… (%d more characters)%n"
                                        .formatted(line.length() - LONGEST_LINE);
        return named(PLAIN_WORD, common(shown));
    }

    /** Most texts are words, numbers and times. */
    static boolean isPlain(String text) {
        return text.length() < SHORTEST
                || !isDelimited(text)
                || text.length() <= LONGEST_TIME && TIME.matcher(text).matches();
    }

    private static boolean isDelimited(String text) {
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one < DELIMITERS.length && DELIMITERS[one]) {
                return true;
            }
        }
        return false;
    }

    private String common(String text) {
        String hidden = text;
        if (text.indexOf('@') >= 0 || text.indexOf('…') >= 0) {
            hidden = addresses(hidden);
        }
        if (text.indexOf('%') >= 0) {
            hidden = encoded(hidden);
        }
        if (text.indexOf('?') >= 0 && text.contains("//")) {
            hidden = named(QUERY, hidden, name -> SIGNATURE.matcher(name).matches());
        }
        if (text.contains("PRIVATE KEY-----")) {
            hidden = value(PRIVATE_KEY, hidden);
        }
        hidden = value(HEADER, hidden);
        if (text.indexOf('"') >= 0) {
            hidden = named(KEY_FIRST, hidden);
            hidden =
                    replaced(
                            KEY_LAST,
                            hidden,
                            pair -> secret.test(pair.group(4)) && isThere(pair.group(2)),
                            pair -> pair.group(1) + hide(pair.group(2)) + pair.group(3));
            hidden = named(NUMBER, hidden);
        }
        if (text.indexOf('<') >= 0) {
            hidden = named(ELEMENT, named(ELEMENTS, hidden));
        }
        return named(QUOTED, named(LOGGED, hidden));
    }

    /**
     * Hides what stands before the last {@code @} of an address, or before the place where it was
     * cut. Looks at each character once: whoever sends the text may have written thousands of
     * beginnings and no end.
     */
    private String addresses(String text) {
        Matcher beginning = ADDRESS.matcher(text);
        Matcher end = ADDRESS_END.matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (beginning.find()) {
            end.region(beginning.end(), text.length()).find();
            int until = end.start();
            int last = lastOf(text, beginning.end(), until);
            if (last > beginning.end()) {
                String found = text.substring(beginning.end(), last);
                out.append(text, from, beginning.end())
                        .append(isThere(found) ? hide(found) : found);
                from = last;
            }
            beginning.region(until, text.length());
        }
        return from == 0 ? text : out.append(text, from, text.length()).toString();
    }

    private static int lastOf(String text, int from, int until) {
        for (int at = until - 1; at >= from; at--) {
            if (text.charAt(at) == '@' || text.charAt(at) == '…') {
                return at;
            }
        }
        return -1;
    }

    private String encoded(String text) {
        Matcher beginning = ENCODED.matcher(text);
        Matcher end = PARAMETER_END.matcher(text);
        Matcher sign = ENCODED_AT.matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (beginning.find()) {
            end.region(beginning.end(), text.length()).find();
            int until = end.start();
            boolean there = sign.region(beginning.end(), until).find();
            if (there && sign.start() > beginning.end()) {
                String found = text.substring(beginning.end(), sign.start());
                out.append(text, from, beginning.end())
                        .append(isThere(found) ? hide(found) : found);
                from = sign.start();
            }
            beginning.region(there ? sign.start() : until, text.length());
        }
        return from == 0 ? text : out.append(text, from, text.length()).toString();
    }

    /** The second group is the secret. */
    private String value(Pattern pattern, String text) {
        return replaced(
                pattern,
                text,
                one -> isThere(one.group(2)),
                one ->
                        one.group(1)
                                + hide(one.group(2))
                                + one.group().substring(one.end(2) - one.start()));
    }

    /** The second group is a name, the third the secret if the name says so. */
    private String named(Pattern pattern, String text) {
        return replaced(
                pattern,
                text,
                one -> secret.test(one.group(2)) && isThere(one.group(3)),
                one -> one.group(1) + hide(one.group(3)));
    }

    private String named(Pair pair, String text) {
        return named(pair, text, secret);
    }

    private String named(Pair pair, String text, Predicate<String> tells) {
        Matcher name = pair.name().matcher(text);
        Matcher value = pair.value().matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        int at = 0;
        while (at <= text.length() && name.find(at)) {
            boolean hidden =
                    tells.test(name.group(1))
                            && value.region(name.end(), text.length()).lookingAt()
                            && isThere(value.group());
            if (hidden) {
                out.append(text, from, name.end()).append(hide(value.group()));
                from = value.end();
            }
            // What follows a name that tells nothing may be the next one.
            at = hidden ? from : name.end(1);
        }
        return from == 0 ? text : out.append(text, from, text.length()).toString();
    }

    private static boolean isThere(String value) {
        return !value.isEmpty() && !value.equals(HIDDEN);
    }

    private String hide(String value) {
        found.accept(value);
        return HIDDEN;
    }

    private static String replaced(
            Pattern pattern,
            String text,
            Predicate<MatchResult> when,
            Function<MatchResult, String> with) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        int at = 0;
        while (at <= text.length() && matcher.find(at)) {
            boolean hidden = when.test(matcher);
            if (hidden) {
                out.append(text, from, matcher.start()).append(with.apply(matcher));
                from = matcher.end();
            }
            at = hidden ? from : matcher.start() + 1;
        }
        return from == 0 ? text : out.append(text, from, text.length()).toString();
    }
}
