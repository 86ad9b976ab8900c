package dev.substation.app.settings;

import dev.substation.dialect.Secrets;
import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a {@code site.yaml} with a mark in place of each secret that is written in it, also
 * in comments. Whoever edits the text leaves a mark where it is, and the secret stays; or writes
 * another over it. References such as {@code ${file:keys/password}} are no secrets.
 */
public final class HiddenSecrets {

    private static final String REFERENCE = "\\$\\{[^}]*\\}";
    private static final Pattern MARK = Pattern.compile("\\*\\*\\*(\\d{1,6})\\*\\*\\*");
    private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|(?<=\\s))#.*$");
    private static final Pattern COMMENTED =
            Pattern.compile(
                    "([\\w.-]+)\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\"',{}\\s#\\[][^,}\\s]*)");

    /** A text whose secrets cannot be hidden, or a mark where none may be. */
    public static final class NotHidden extends Exception {

        private static final long serialVersionUID = 1L;

        NotHidden(String sentence) {
            super(sentence);
        }
    }

    /** A secret, as it stands in the text, with the name of its key. */
    private record Span(int start, int end, String key) {

        String in(String text) {
            return text.substring(start, end);
        }
    }

    private final String text;
    private final Secrets secrets;
    private final List<Span> spans = new ArrayList<>();
    private final int[] lines;

    /**
     * Finds the secrets.
     *
     * @param secrets how they are known, beside the keys of the settings
     * @throws NotHidden if the text is no YAML, or a secret goes over several lines
     */
    public HiddenSecrets(String text, Secrets secrets) throws NotHidden {
        this.text = text;
        this.secrets = secrets;
        lines = starts(text);
        try {
            Optional<YamlNode> root = new YamlReader().document(text);
            if (root.isPresent()) {
                find(root.get(), "", false);
            }
        } catch (YamlReader.NotYaml e) {
            throw new NotHidden("it is not YAML: " + e.getMessage());
        }
        findInComments();
        spans.sort(Comparator.comparingInt(Span::start));
    }

    private static int[] starts(String text) {
        return java.util.stream.IntStream.concat(
                        java.util.stream.IntStream.of(0),
                        java.util.stream.IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    private void find(YamlNode node, String key, boolean isSecret) throws NotHidden {
        if (node instanceof YamlNode.Section section) {
            for (YamlNode.Field field : section.fields()) {
                String name = field.name() instanceof YamlNode.Scalar one ? one.text() : "";
                // The name of a station or a CSMS says nothing of what is in its section.
                boolean hides =
                        field.value() instanceof YamlNode.Section
                                ? SecretKeys.contains(name)
                                : isSecret(name);
                find(field.value(), isSecret ? key : name, isSecret || hides);
            }
        } else if (node instanceof YamlNode.Items items) {
            for (YamlNode item : items.items()) {
                find(item, key, isSecret);
            }
        } else if (node instanceof YamlNode.Scalar scalar && isHidden(scalar, isSecret)) {
            spans.add(span(scalar, key));
        }
    }

    private boolean isSecret(String name) {
        return secrets.isSecret(name) || SecretKeys.contains(name);
    }

    private boolean isHidden(YamlNode.Scalar scalar, boolean isSecret) {
        String value = scalar.text();
        if (value.isEmpty()
                || value.matches(REFERENCE)
                || scalar.kind() == YamlNode.Kind.BOOLEAN
                || scalar.kind() == YamlNode.Kind.NOTHING) {
            return false;
        }
        return isSecret || MARK.matcher(value).matches() || !secrets.inText(value).equals(value);
    }

    private Span span(YamlNode.Scalar scalar, String key) throws NotHidden {
        int line = scalar.place().line();
        int start = text.offsetByCodePoints(lines[line - 1], scalar.place().column() - 1);
        char first = start < text.length() ? text.charAt(start) : ' ';
        int end =
                first == '"' || first == '\''
                        ? closing(start, first)
                        : text.startsWith(scalar.text(), start)
                                ? start + scalar.text().length()
                                : -1;
        int next = line < lines.length ? lines[line] : text.length();
        if (end < 0 || end > next) {
            throw new NotHidden(
                    "the value of %s in line %d is written over several lines, so it cannot be hidden"
                            .formatted(key, line));
        }
        return new Span(start, end, key);
    }

    private int closing(int start, char quote) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && quote == '"') {
                i++;
            } else if (text.charAt(i) == quote) {
                if (quote == '\'' && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** What somebody has taken out of the settings so is a secret as before. */
    private void findInComments() {
        Matcher comment = COMMENT.matcher(text);
        while (comment.find()) {
            Matcher field = COMMENTED.matcher(comment.group());
            while (field.find()) {
                String value = field.group(2).replaceAll("^[\"']|[\"']$", "");
                if (!value.isEmpty()
                        && !value.matches(REFERENCE)
                        && !value.matches("true|false|null|\\*\\*\\*")
                        && (isSecret(field.group(1))
                                || MARK.matcher(value).matches()
                                || !secrets.inText(value).equals(value))) {
                    Span found =
                            new Span(
                                    comment.start() + field.start(2),
                                    comment.start() + field.end(2),
                                    field.group(1));
                    if (spans.stream()
                            .noneMatch(
                                    one ->
                                            one.start() < found.end()
                                                    && found.start() < one.end())) {
                        spans.add(found);
                    }
                }
            }
        }
    }

    /** The text with marks. */
    public String shown() {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int i = 0; i < spans.size(); i++) {
            shown.append(text, at, spans.get(i).start())
                    .append("\"***")
                    .append(i + 1)
                    .append("***\"");
            at = spans.get(i).end();
        }
        return shown.append(text.substring(at)).toString();
    }

    /**
     * An edited text with the secrets of this one in place of their marks.
     *
     * @throws NotHidden if a mark is where it would not be hidden again, or is none of this text
     */
    public String restored(String edited) throws NotHidden {
        HiddenSecrets marked = new HiddenSecrets(edited, secrets);
        StringBuilder restored = new StringBuilder();
        int at = 0;
        for (Span span : marked.spans) {
            Matcher mark = MARK.matcher(span.in(edited).replaceAll("^[\"']|[\"']$", ""));
            if (!mark.matches()) {
                continue;
            }
            int number = Integer.parseInt(mark.group(1));
            if (number < 1
                    || number > spans.size()
                    || !spans.get(number - 1).key().equals(span.key())) {
                throw new NotHidden(
                        mark.group()
                                + " does not belong to "
                                + span.key()
                                + "; write the value itself");
            }
            restored.append(edited, at, span.start()).append(spans.get(number - 1).in(text));
            at = span.end();
        }
        restored.append(edited.substring(at));
        Matcher left = MARK.matcher(restored);
        if (left.find()) {
            throw new NotHidden(
                    left.group() + " stands for a secret, and can only be its whole value");
        }
        return restored.toString();
    }
}
