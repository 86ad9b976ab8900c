package dev.substation.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds secrets in comments, where people leave what was in force. A comment has no grammar, so a
 * secret in it goes from the colon or equals sign to the end of the line. Where it is not clear
 * where a secret begins, it is all of the comment. Each comment is read once, without patterns that
 * look back: a comment can be as long as the file.
 */
final class CommentedSecrets {

    /** The name of a secret that is all of a comment. */
    static final String WHOLE = "#";

    /** Manuals have no longer lines; what is longer is a key or a certificate. */
    private static final int LONGEST = 2_000;

    /** What a value begins with that is in the lines below. */
    private static final Pattern BELOW = Pattern.compile("[|>][-+0-9]{0,2}|[{\\[]");

    private static final int LONGEST_NAME = 200;
    private static final int MOST_VALUES = 16;

    /** A secret between two places of the text. */
    record Found(int start, int end, String name) {}

    /** A place after a colon or equals sign. */
    private record Value(String name, int start, boolean isSpaced) {}

    private final String text;
    private final Predicate<String> secret;
    private final UnaryOperator<String> masked;

    /** Where the name stands whose value is in the lines below; -1 if there is none. */
    private int above = -1;

    /**
     * @param secret whether a name is that of a secret
     * @param masked a text without the secrets that are known by their form
     */
    CommentedSecrets(String text, Predicate<String> secret, UnaryOperator<String> masked) {
        this.text = text;
        this.secret = secret;
        this.masked = masked;
    }

    /**
     * To be asked for each line, from the top.
     *
     * @param comment where its comment begins; its end if it has none
     */
    Optional<Found> in(int line, int comment, int lineEnd) {
        int live = afterBlanks(line, comment);
        boolean isAlone = live == comment;
        if (!isAlone) {
            follow(line, live, comment);
        }
        int start = comment;
        while (start < lineEnd && (text.charAt(start) == '#' || isBlank(start))) {
            start++;
        }
        int end = beforeBlanks(start, lineEnd);
        if (start == end) {
            return Optional.empty();
        }
        boolean isBelow = isAlone && above >= 0 && start - line > above;
        Optional<Found> found =
                found(start, end, isBelow)
                        .filter(one -> !isPlain(text.substring(one.start(), one.end())));
        if (isAlone) {
            follow(line, start, end);
        }
        return found;
    }

    /** {@code password: |} has its value in the lines below, as has {@code headers:}. */
    private void follow(int line, int start, int end) {
        if (above < 0 || start - line <= above) {
            List<Value> values = values(start, end);
            above = -1;
            if (!values.isEmpty()) {
                Value last = values.get(values.size() - 1);
                String rest = text.substring(last.start(), beforeBlanks(last.start(), end));
                if (isSecret(last.name()) && (rest.isEmpty() || BELOW.matcher(rest).matches())) {
                    above = start - line;
                }
            }
        }
    }

    private Optional<Found> found(int start, int end, boolean isBelow) {
        if (end - start > LONGEST || SecretMarks.in(text.substring(start, end)).isPresent()) {
            return Optional.of(new Found(start, end, WHOLE));
        }
        List<Value> values = values(start, end);
        if (isBelow) {
            return Optional.of(from(values.stream().findFirst(), start, end));
        }
        Optional<Value> named =
                values.stream()
                        .filter(
                                value ->
                                        isSecret(value.name())
                                                || SecretMarks.in(
                                                                text.substring(value.start(), end))
                                                        .isPresent())
                        .findFirst();
        int until = named.map(Value::start).orElse(end);
        List<Value> before =
                values.stream().filter(value -> value.isSpaced() && value.start() < until).toList();
        if (before.size() <= MOST_VALUES
                && !shows(start, until)
                && before.stream().noneMatch(value -> shows(value.start(), until))) {
            return named.map(value -> new Found(value.start(), end, value.name()));
        }
        Optional<Value> first =
                before.stream()
                        .findFirst()
                        .filter(value -> value.start() < until && !shows(start, value.start()));
        return Optional.of(from(first, start, end));
    }

    private static Found from(Optional<Value> value, int start, int end) {
        return value.filter(one -> one.start() < end)
                .map(one -> new Found(one.start(), end, one.name()))
                .orElse(new Found(start, end, WHOLE));
    }

    private boolean shows(int start, int end) {
        String part = text.substring(start, end);
        String word = part.split("[\\s,}]", 2)[0];
        return Stream.of(part, SecretMarks.bare(part), word, SecretMarks.bare(word))
                .distinct()
                .map(CommentedSecrets::prose)
                .anyMatch(one -> !masked.apply(one).equals(one));
    }

    /** A sentence may begin with "Password"; a message that does so has the password next. */
    private static String prose(String part) {
        return part.indexOf(' ') < 0 && part.indexOf('\t') < 0 ? part : WHOLE + ' ' + part;
    }

    private boolean isSecret(String name) {
        return name.length() > LONGEST_NAME
                || name.equalsIgnoreCase("authorization")
                || name.equalsIgnoreCase("proxy-authorization")
                || secret.test(name);
    }

    private static boolean isPlain(String value) {
        String bare = SecretMarks.bare(value);
        return bare.isEmpty()
                || bare.matches(HiddenSecrets.REFERENCE)
                || value.matches("true|false|null|\\*\\*\\*")
                || BELOW.matcher(value).matches();
    }

    /** What stands after each name and its colon or equals sign. */
    private List<Value> values(int start, int end) {
        List<Value> values = new ArrayList<>();
        int last = start;
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == ':' || text.charAt(i) == '=') {
                String name = name(last, i);
                last = i + 1;
                if (!name.isEmpty()) {
                    int value = afterBlanks(i + 1, end);
                    values.add(new Value(name, value, value > i + 1));
                }
            }
        }
        return values;
    }

    private String name(int from, int until) {
        int end = until;
        while (end > from && (isBlank(end - 1) || "\"'`])".indexOf(text.charAt(end - 1)) >= 0)) {
            end--;
        }
        int start = end;
        while (start > from
                && (Character.isLetterOrDigit(text.charAt(start - 1))
                        || "_.-".indexOf(text.charAt(start - 1)) >= 0)) {
            start--;
        }
        return text.substring(start, end);
    }

    private int afterBlanks(int from, int end) {
        int at = from;
        while (at < end && isBlank(at)) {
            at++;
        }
        return at;
    }

    private int beforeBlanks(int start, int from) {
        int at = from;
        while (at > start && isBlank(at - 1)) {
            at--;
        }
        return at;
    }

    private boolean isBlank(int at) {
        return text.charAt(at) == ' ' || text.charAt(at) == '\t';
    }
}
