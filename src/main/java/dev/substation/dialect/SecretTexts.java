package dev.substation.dialect;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Secrets in text that is no JSON object: addresses, pairs of name and value, XML, log lines. */
final class SecretTexts {

    /** What stands in the place of a secret. */
    static final String HIDDEN = "***";

    /** {@code ftp://user:password@host}, with slashes escaped or not; a port is no password. */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "((?:\\\\?/){2}[^\\s/?#:@\"'<>\\\\]*:)(?!\\d{1,5}(?:[/?#\\s\"'<>\\\\]|$))([^\\s\"'<>]{0,2000})([@…])");

    /** The same, percent-encoded as a part of another address. */
    private static final Pattern ENCODED =
            Pattern.compile("(?i)(%2F%2F[^\\s&%]*%3A)([^\\s&]*?)(%40)");

    /** The same without a scheme, alone. */
    private static final Pattern BARE =
            Pattern.compile("^([^\\s/?#:@\"'<>]+:)([^\\s/\"'<>]+)(@)[^\\s@]+$");

    /** {@code Authorization: Basic ...}. */
    private static final Pattern HEADER =
            Pattern.compile(
                    "(?i)(authorization\\W{1,5}(?:basic|bearer|digest)\\s+)([^\\s\"',;]+)()");

    /** {@code "key":"AccessPointPassword","readonly":false,"value":"..."}. */
    private static final Pattern KEY_FIRST =
            Pattern.compile(
                    "(?i)(\\\\*\"(?:key|name|messageId|parameter|variable)\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]{1,200})\\\\*\"[^{}\\[\\]]{0,200}?\\\\*\"(?:value|val|data)\\\\*\"\\s*:\\s*\\\\*\")((?:[^\"\\\\]|\\\\[^\"])*+)");

    /** The same the other way round. */
    private static final Pattern KEY_LAST =
            Pattern.compile(
                    "(?i)(\\\\*\"(?:value|val|data)\\\\*\"\\s*:\\s*\\\\*\")((?:[^\"\\\\]|\\\\[^\"])*+)(\\\\*\"[^{}\\[\\]]{0,200}?\\\\*\"(?:key|name|messageId|parameter|variable)\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]{1,200}))");

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
        if (isPlain(text)) {
            return text;
        }
        String hidden = common(text);
        hidden = value(BARE, hidden);
        hidden = named(PLAIN, hidden);
        return named(LEADING, hidden);
    }

    /** A line of the log, which has names and values of its own. */
    String line(String line) {
        return named(PLAIN_WORD, common(line));
    }

    /** Most texts are words, numbers and times. */
    private static boolean isPlain(String text) {
        if (text.length() < 6) {
            return true;
        }
        boolean delimited =
                text.indexOf(':') >= 0
                        || text.indexOf('=') >= 0
                        || text.indexOf(' ') >= 0
                        || text.indexOf(';') >= 0
                        || text.indexOf(',') >= 0
                        || text.indexOf('|') >= 0
                        || text.indexOf('<') >= 0
                        || text.indexOf('%') >= 0
                        || text.indexOf('/') >= 0;
        boolean time = text.length() < 36 && text.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.+Z-]+");
        return !delimited || time;
    }

    private String common(String text) {
        String hidden = text;
        if (text.indexOf('@') >= 0 || text.indexOf('…') >= 0) {
            hidden = value(ADDRESS, hidden);
        }
        if (text.indexOf('%') >= 0) {
            hidden = value(ENCODED, hidden);
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
        Matcher name = pair.name().matcher(text);
        Matcher value = pair.value().matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        int at = 0;
        while (at <= text.length() && name.find(at)) {
            boolean hidden =
                    secret.test(name.group(1))
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
