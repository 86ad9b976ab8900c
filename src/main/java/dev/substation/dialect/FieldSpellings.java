package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fields by other names than OCPP 1.6 has: in other capitals or with separators ({@code readOnly},
 * {@code id_tag}), or as 1.5 calls them ({@code localAuthorisationList}).
 */
final class FieldSpellings {

    private final Action action;
    private final Part part;
    private final Notes notes;

    FieldSpellings(Action action, Part part, Notes notes) {
        this.action = action;
        this.part = part;
        this.notes = notes;
    }

    /** What 1.5 calls the fields right below the message, by its names. */
    private Map<String, String> of15() {
        Map<String, String> of15 = new LinkedHashMap<>();
        Differences.rows(Difference.Kind.FIELD, Dialect.SOAP_15, action, part).stream()
                .filter(row -> !row.ours().isEmpty() && !row.ours().contains("."))
                .filter(row -> !row.theirs().isEmpty() && !row.theirs().contains("."))
                .forEach(row -> of15.put(row.theirs(), row.ours()));
        return of15;
    }

    /** The object with the names of 1.6; a name that says nothing here stays. */
    Payload known(Shape shape, Payload object, FieldPath path) {
        if (shape.byName().keySet().containsAll(object.keySet())) {
            return object;
        }
        Map<String, String> of15 = path == FieldPath.TOP ? of15() : Map.of();
        Payload known = object;
        for (String name : object.keySet()) {
            Optional<String> meant = meant(shape, known, name, of15);
            if (meant.isPresent()) {
                known = known.without(meant.get()).renamed(name, meant.get());
                notes.add(
                        Loss.RENAMED,
                        path.field(meant.get()),
                        name,
                        meant.get(),
                        "the name of the field in OCPP 1.6");
            }
        }
        return known;
    }

    private Optional<String> meant(
            Shape shape, Payload object, String name, Map<String, String> of15) {
        if (shape.byName().containsKey(name)) {
            return Optional.empty();
        }
        return shape.byName().keySet().stream()
                .filter(field -> Spellings.isLike(field, name) || field.equals(of15.get(name)))
                .filter(field -> object.get(field) == null)
                .findFirst();
    }
}
