package dev.substation.routes.workbench;

import dev.substation.model.Misspelt;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One section of a case file while it is read; every complaint has its line. */
final class CaseSection {

    private final CaseText text;
    private final String path;
    private final Payload fields;

    private CaseSection(CaseText text, String path, Payload fields) {
        this.text = text;
        this.path = path;
        this.fields = fields;
    }

    /** What stands at a path, when it is a section. */
    static CaseSection at(CaseText text, String path, Object value) throws BadRoutes {
        if (!(value instanceof Payload fields)) {
            String what = path.isEmpty() ? "this" : path;
            throw text.bad(path, what + " must be a section of name: value lines");
        }
        return new CaseSection(text, path, fields);
    }

    /** Refuses a name that is not among these. */
    CaseSection known(String what, List<String> names) throws BadRoutes {
        for (String name : fields.keySet()) {
            if (!names.contains(name)) {
                String nearest =
                        new Misspelt(name)
                                .meant(names)
                                .map(near -> "; write " + near)
                                .orElse("; there are " + String.join(", ", names));
                throw bad(name, what + " has no " + name + nearest);
            }
        }
        return this;
    }

    BadRoutes bad(String name, String sentence) {
        return text.bad(CaseText.inner(path, name), sentence);
    }

    /** A complaint about the section as a whole. */
    BadRoutes bad(String sentence) {
        return text.bad(path, sentence);
    }

    String file() {
        return text.file();
    }

    int line() {
        return text.line(path);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** One value, as text. */
    Optional<String> text(String name) throws BadRoutes {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(word(value, CaseText.inner(path, name), name));
    }

    private String word(Object value, String at, String name) throws BadRoutes {
        if (value instanceof Payload || value instanceof List<?>) {
            throw text.bad(at, name + " must be one value");
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** The same, which must be there and not empty. */
    String required(String name, String example) throws BadRoutes {
        Optional<String> value = text(name).filter(word -> !word.isBlank());
        if (value.isEmpty()) {
            throw bad(name + ": is missing here; write " + name + ": " + example);
        }
        return value.get();
    }

    Optional<CaseSection> section(String name) throws BadRoutes {
        return has(name)
                ? Optional.of(at(text, CaseText.inner(path, name), fields.get(name)))
                : Optional.empty();
    }

    List<CaseSection> sections(String name) throws BadRoutes {
        List<CaseSection> sections = new ArrayList<>();
        List<?> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            sections.add(at(text, CaseText.item(CaseText.inner(path, name), i), items.get(i)));
        }
        return sections;
    }

    List<String> words(String name) throws BadRoutes {
        List<String> words = new ArrayList<>();
        List<?> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            String at = CaseText.item(CaseText.inner(path, name), i);
            words.add(word(items.get(i), at, name));
        }
        return words;
    }

    private List<?> items(String name) throws BadRoutes {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw bad(name, name + " must be a list; begin each line of it with -");
        }
        return items;
    }

    /** The fields of a message, whatever they are. */
    Optional<Payload> payload(String name) throws BadRoutes {
        return section(name).map(section -> section.fields);
    }

    Payload fields() {
        return fields;
    }
}
