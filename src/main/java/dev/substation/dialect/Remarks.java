package dev.substation.dialect;

import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Notes on what somebody has changed in a payload who does not say so. */
public final class Remarks {

    private final Loss loss;
    private final String reason;
    private final Notes notes = new Notes();

    private Remarks(Loss loss, String reason) {
        this.loss = loss;
        this.reason = reason;
    }

    /** A note for each field that differs; none when nothing does. */
    public static List<Note> on(Payload before, Payload after, Loss loss, String reason) {
        if (before.equals(after)) {
            return List.of();
        }
        Remarks remarks = new Remarks(loss, reason);
        remarks.object(before, after, FieldPath.TOP);
        return remarks.notes.list();
    }

    private void object(Payload before, Payload after, FieldPath path) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(name -> value(before.get(name), after.get(name), path.field(name)));
    }

    private void value(Object before, Object after, FieldPath path) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Payload old && after instanceof Payload young) {
            object(old, young, path);
        } else if (before instanceof List<?> old
                && after instanceof List<?> young
                && old.size() == young.size()) {
            for (int i = 0; i < old.size(); i++) {
                value(old.get(i), young.get(i), path.parent().item(path.name(), i));
            }
        } else {
            notes.add(loss, path, text(before), text(after), reason);
        }
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof List<?> list ? list.size() + " items" : value.toString();
    }
}
