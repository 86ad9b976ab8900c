package dev.substation.dialect;

import dev.substation.dialect.Difference.Kind;
import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Place;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** Turns the contract of one message, with the rows of the differences, into a shape. */
final class ShapeBuilder {

    private final Contract contract;
    private final Dialect dialect;
    private final Action action;
    private final Part part;

    ShapeBuilder(Contract contract, Dialect dialect, Action action, Part part) {
        this.contract = contract;
        this.dialect = dialect;
        this.action = action;
        this.part = part;
    }

    /** The shape of a global element. */
    Shape build(Element element) {
        return contract.complexType(element).map(type -> object(type, "", "")).orElse(Shape.NONE);
    }

    private Shape object(Element type, String wirePath, String path) {
        List<Field> fields = new ArrayList<>();
        Map<String, String> surplus = new LinkedHashMap<>();
        Optional<Element> content = Contract.child(type, "simpleContent");
        if (content.isPresent()) {
            Element extension = Contract.child(content.get(), "extension").orElseThrow();
            String base = Contract.local(extension.getAttribute("base"));
            fields.add(leaf("value", "", Place.CONTENT, base, true, false, path));
            for (Element attribute : Contract.children(extension, "attribute")) {
                String name = attribute.getAttribute("name");
                String kind = Contract.local(attribute.getAttribute("type"));
                boolean required = "required".equals(attribute.getAttribute("use"));
                fields.add(leaf(name, name, Place.ATTRIBUTE, kind, required, false, path));
            }
        }
        Optional<Element> sequence = Contract.child(type, "sequence");
        for (Element element :
                sequence.map(it -> Contract.children(it, "element")).orElse(List.of())) {
            String wire = element.getAttribute("name");
            String wireChild = join(wirePath, wire);
            Optional<Difference> row = row(Kind.FIELD, wireChild);
            if (row.isPresent() && row.get().ours().isEmpty()) {
                surplus.put(wire, row.get().source());
                continue;
            }
            String child = row.map(Difference::ours).orElse(join(path, wire));
            fields.add(element(element, wire, wireChild, child));
        }
        boolean whole =
                Differences.rows(Kind.WHOLE, dialect, action, part).stream()
                        .anyMatch(row -> row.field().equals(path));
        return Shape.of(fields, lacking(path), surplus, whole);
    }

    private Field element(Element element, String wire, String wirePath, String path) {
        boolean many = !Set.of("", "0", "1").contains(element.getAttribute("maxOccurs"));
        boolean required = !"0".equals(element.getAttribute("minOccurs")) || isRequired(path);
        String name = last(path);
        Optional<Element> type = contract.complexType(element);
        if (type.isEmpty()) {
            String base = Contract.local(element.getAttribute("type"));
            return leaf(name, wire, Place.ELEMENT, base, required, many, parent(path));
        }
        Shape shape = object(type.get(), wirePath, path);
        String inner = "";
        for (Field field : shape.fields()) {
            Optional<Difference> row = row(Kind.FIELD, join(wirePath, field.wire()));
            if (row.isPresent() && row.get().ours().equals(path)) {
                inner = field.wire();
                shape = field.shape();
                break;
            }
        }
        return new Field(
                name,
                wire,
                inner,
                Place.ELEMENT,
                Shape.Kind.OBJECT,
                required,
                many,
                Set.of(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Map.of(),
                Map.of(),
                Spellings.NONE,
                shape);
    }

    private Field leaf(
            String name,
            String wire,
            Place place,
            String typeName,
            boolean required,
            boolean many,
            String parentPath) {
        String path = join(parentPath, name);
        String base = typeName;
        Set<String> words = new LinkedHashSet<>();
        int maxLength = Integer.MAX_VALUE;
        int fractionDigits = Integer.MAX_VALUE;
        Optional<Element> type = contract.simpleType(base);
        while (type.isPresent()) {
            Element restriction = Contract.child(type.get(), "restriction").orElseThrow();
            for (Element word : Contract.children(restriction, "enumeration")) {
                words.add(word.getAttribute("value"));
            }
            maxLength = Math.min(maxLength, facet(restriction, "maxLength"));
            fractionDigits = Math.min(fractionDigits, facet(restriction, "fractionDigits"));
            base = Contract.local(restriction.getAttribute("base"));
            type = contract.simpleType(base);
        }
        return new Field(
                name,
                wire,
                "",
                place,
                kind(base),
                required || isRequired(path),
                many,
                words.isEmpty() ? Set.of() : withMore(words, path),
                maxLength,
                fractionDigits,
                words(path),
                Differences.written(dialect, action, part, path),
                words.isEmpty() ? Spellings.NONE : spellings(words, path),
                Shape.NONE);
    }

    /**
     * In 1.6-J the words of other dialects are understood too: some stations never unlearn them.
     */
    private Map<String, Word> words(String path) {
        if (dialect.isSoap()) {
            return Differences.read(dialect, action, part, path);
        }
        Map<String, Word> words = new LinkedHashMap<>();
        for (Dialect any : Dialect.values()) {
            words.putAll(Differences.read(any, action, part, path));
        }
        return Map.copyOf(words);
    }

    /** The contract's words and what any version calls otherwise. */
    private Spellings spellings(Set<String> words, String path) {
        Set<String> all = new LinkedHashSet<>(words);
        for (Dialect any : Dialect.values()) {
            all.addAll(Differences.words(any, action, part, path));
        }
        return new Spellings(all);
    }

    private static int facet(Element restriction, String name) {
        return Contract.child(restriction, name)
                .map(facet -> Integer.parseInt(facet.getAttribute("value")))
                .orElse(Integer.MAX_VALUE);
    }

    private static Shape.Kind kind(String base) {
        return switch (base) {
            case "string", "token", "normalizedString" -> Shape.Kind.TEXT;
            case "anyURI" -> Shape.Kind.URI;
            case "dateTime" -> Shape.Kind.TIME;
            case "int", "integer", "long" -> Shape.Kind.INTEGER;
            case "decimal" -> Shape.Kind.DECIMAL;
            case "boolean" -> Shape.Kind.BOOLEAN;
            default ->
                    throw new IllegalStateException(
                            "the contracts use the type " + base + ", which is not understood");
        };
    }

    /** The contract's words, with those that the dialect renames or has beside them. */
    private Set<String> withMore(Set<String> words, String path) {
        if (!dialect.isSoap()) {
            for (Map.Entry<String, Word> renamed :
                    Differences.written(dialect, action, part, path).entrySet()) {
                words.remove(renamed.getKey());
                words.add(renamed.getValue().text());
            }
        }
        for (Difference row : Differences.rows(Kind.WORD_MORE, dialect, action, part)) {
            if (row.field().equals(path)) {
                words.add(row.theirs());
            }
        }
        return Collections.unmodifiableSet(words);
    }

    private boolean isRequired(String path) {
        return Differences.rows(Kind.REQUIRED, dialect, action, part).stream()
                .anyMatch(row -> row.field().equals(path));
    }

    /** The canonical fields right below a path that the dialect lacks. */
    private Map<String, String> lacking(String path) {
        return Differences.rows(Kind.FIELD, dialect, action, part).stream()
                .filter(row -> row.theirs().isEmpty() && parent(row.ours()).equals(path))
                .collect(Collectors.toUnmodifiableMap(row -> last(row.ours()), Difference::source));
    }

    private Optional<Difference> row(Kind kind, String wirePath) {
        return Differences.rows(kind, dialect, action, part).stream()
                .filter(row -> row.theirs().equals(wirePath))
                .findFirst();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
}
