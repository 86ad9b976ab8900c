package dev.substation.app.settings;

import dev.substation.dialect.Secrets;
import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * The text of a {@code site.yaml} with a mark in place of each secret that is written in it, also
 * in comments. Whoever edits the text leaves a mark where it is, and the secret stays; or writes
 * another over it. References such as {@code ${file:keys/password}} are no secrets.
 */
public final class HiddenSecrets {

    static final String REFERENCE = "\\$\\{[^}]*\\}";

    /** Characters after which a {@code #} begins a comment, also without a blank. */
    private static final String BEFORE_COMMENT = " \t\"'{}[],";

    /** A text whose secrets cannot be hidden, or a mark where none may be. */
    public static final class NotHidden extends Exception {

        private static final long serialVersionUID = 1L;

        NotHidden(String sentence) {
            super(sentence);
        }
    }

    /**
     * A secret, as it stands in the text.
     *
     * @param path the names of all sections that it is in, and of its key; in a comment its name
     */
    private record Span(int start, int end, List<String> path, boolean isComment) {

        String in(String text) {
            return text.substring(start, end);
        }

        String name() {
            return String.join(".", path) + (isComment ? " in a comment" : "");
        }

        /** Whether it may stand there: where it was, or there in a comment, which nobody reads. */
        boolean fits(Span there) {
            return isComment == there.isComment && path.equals(there.path)
                    || there.isComment
                            && !isComment
                            && there.path.equals(path.subList(path.size() - 1, path.size()));
        }
    }

    private final String text;
    private final Secrets secrets;
    private final SecretMarks marks;
    private final List<Span> spans = new ArrayList<>();
    private final Set<Integer> starts = new HashSet<>();
    private final Lines lines;

    /** Where no comment can begin: in quotes, and in a secret. */
    private final BitSet covered = new BitSet();

    /**
     * Finds the secrets.
     *
     * @param secrets how they are known, beside the keys of the settings
     * @param marks what stands for them
     * @throws NotHidden if the text is no YAML, or a secret goes over several lines
     */
    public HiddenSecrets(String text, Secrets secrets, SecretMarks marks) throws NotHidden {
        this.text = text;
        this.secrets = secrets;
        this.marks = marks;
        lines = new Lines(text);
        try {
            Optional<YamlNode> root = new YamlReader().document(text);
            if (root.isPresent()) {
                find(root.get(), List.of(), false);
            }
        } catch (YamlReader.NotYaml e) {
            throw new NotHidden("it is not YAML: " + e.getMessage());
        }
        findInComments();
        spans.sort(Comparator.comparingInt(Span::start));
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    private void find(YamlNode node, List<String> path, boolean isSecret) throws NotHidden {
        if (node instanceof YamlNode.Section section) {
            for (YamlNode.Field field : section.fields()) {
                String name = "";
                if (field.name() instanceof YamlNode.Scalar one) {
                    name = one.text();
                    cover(one);
                } else {
                    find(field.name(), path, isSecret);
                }
                // The name of a station or a CSMS says nothing of what is in its section.
                boolean hides =
                        field.value() instanceof YamlNode.Section
                                ? SecretKeys.contains(name)
                                : isSecret(name);
                find(field.value(), with(path, name), isSecret || hides);
            }
        } else if (node instanceof YamlNode.Items items) {
            for (int i = 0; i < items.items().size(); i++) {
                find(items.items().get(i), with(path, "[" + i + "]"), isSecret);
            }
        } else if (node instanceof YamlNode.Scalar scalar) {
            cover(scalar);
            if (isHidden(scalar, isSecret)) {
                add(span(scalar, path));
            }
        }
    }

    /** Keeps a secret; an alias shows the same one twice. */
    private void add(Span span) {
        if (starts.add(span.start())) {
            spans.add(span);
            covered.set(span.start(), span.end());
        }
    }

    private void cover(YamlNode.Scalar scalar) {
        int start = lines.at(scalar.place());
        if (start < text.length() && (text.charAt(start) == '"' || text.charAt(start) == '\'')) {
            covered.set(start, Math.max(start, closing(start, text.charAt(start))));
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
        return isSecret
                || SecretMarks.MARK.matcher(value).matches()
                || !secrets.inText(value).equals(value);
    }

    private Span span(YamlNode.Scalar scalar, List<String> path) throws NotHidden {
        int start = lines.at(scalar.place());
        char first = start < text.length() ? text.charAt(start) : ' ';
        int end =
                first == '"' || first == '\''
                        ? closing(start, first)
                        : text.startsWith(scalar.text(), start)
                                ? start + scalar.text().length()
                                : -1;
        int line = scalar.place().line();
        if (end < 0 || end > lines.end(line)) {
            throw new NotHidden(
                    "the value of %s in line %d is written over several lines, so it cannot be hidden"
                            .formatted(String.join(".", path), line));
        }
        return new Span(start, end, path, false);
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
        CommentedSecrets comments = new CommentedSecrets(text, this::isSecret, secrets::inText);
        for (int line = 1; line <= lines.count(); line++) {
            int start = lines.start(line);
            int end = lines.end(line);
            comments.in(start, comment(start, end), end)
                    .filter(found -> !isCovered(found.start(), found.end()))
                    .ifPresent(
                            found ->
                                    add(
                                            new Span(
                                                    found.start(),
                                                    found.end(),
                                                    List.of(found.name()),
                                                    true)));
        }
    }

    private boolean isCovered(int start, int end) {
        int next = covered.nextSetBit(start);
        return next >= 0 && next < end;
    }

    private int comment(int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '#'
                    && !covered.get(i)
                    && (i == start || BEFORE_COMMENT.indexOf(text.charAt(i - 1)) >= 0)) {
                return i;
            }
        }
        return end;
    }

    private String seal(int index) {
        Span span = spans.get(index);
        return marks.seal(span.isComment() ? index + 1 : 0, span.path(), span.in(text));
    }

    /** The text with marks. */
    public String shown() {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int i = 0; i < spans.size(); i++) {
            shown.append(text, at, spans.get(i).start())
                    .append('"')
                    .append(SecretMarks.mark(i + 1, seal(i)))
                    .append('"');
            at = spans.get(i).end();
        }
        return shown.append(text.substring(at)).toString();
    }

    /**
     * An edited text with the secrets of this one in place of their marks.
     *
     * @throws NotHidden if a mark does not belong where it is, or its secret could be seen there
     */
    public String restored(String edited) throws NotHidden {
        HiddenSecrets marked = new HiddenSecrets(edited, secrets, marks);
        Map<String, Span> sealed = new HashMap<>();
        for (int i = 0; i < spans.size(); i++) {
            sealed.put(seal(i), spans.get(i));
        }
        StringBuilder restored = new StringBuilder();
        List<Span> expected = new ArrayList<>();
        int at = 0;
        for (Span span : marked.spans) {
            restored.append(withoutMark(edited.substring(at, span.start())));
            int start = restored.length();
            Optional<Matcher> mark = SecretMarks.in(span.in(edited));
            restored.append(
                    mark.isPresent()
                            ? meant(mark.get(), span, sealed).in(text)
                            : withoutMark(span.in(edited)));
            expected.add(new Span(start, restored.length(), span.path(), span.isComment()));
            at = span.end();
        }
        restored.append(withoutMark(edited.substring(at)));
        refuseVisible(restored.toString(), expected);
        return restored.toString();
    }

    private static Span meant(Matcher mark, Span there, Map<String, Span> sealed) throws NotHidden {
        Span meant = mark.group(2) == null ? null : sealed.get(mark.group(2));
        if (meant == null) {
            throw new NotHidden(
                    "%s at %s stands for no secret of the file as it is now; load the file again, or write the value itself"
                            .formatted(mark.group(), there.name()));
        }
        if (!meant.fits(there)) {
            throw new NotHidden(
                    "%s belongs to %s, not to %s; write the value itself"
                            .formatted(mark.group(), meant.name(), there.name()));
        }
        return meant;
    }

    private static String withoutMark(String part) throws NotHidden {
        Matcher left = SecretMarks.MARK.matcher(part);
        if (left.find()) {
            throw new NotHidden(
                    left.group()
                            + " stands for a secret, and can only be the whole value of its key;"
                            + " in a comment nothing may follow it");
        }
        return part;
    }

    /** What comes back from a mark must be hidden again when the text is shown next. */
    private void refuseVisible(String restored, List<Span> expected) throws NotHidden {
        List<Span> found = new HiddenSecrets(restored, secrets, marks).spans;
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            if (i >= found.size()
                    || i >= expected.size()
                    || !found.get(i).equals(expected.get(i))) {
                Span span = i < expected.size() ? expected.get(i) : found.get(i);
                throw new NotHidden(
                        "the secret of %s would not be hidden where it is now; write the value itself"
                                .formatted(span.name()));
            }
        }
    }
}
