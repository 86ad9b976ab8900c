package dev.substation.dialect;

import dev.substation.model.Loss;
import dev.substation.model.Note;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the notes on one message. A hostile message must not fill the memory with remarks, so
 * there is a bound, long values are cut, and a renaming is remarked once per field and word.
 */
final class Notes {

    static final int MAX_NOTES = 32;
    private static final int MAX_VALUE = 120;

    private final List<Note> notes = new ArrayList<>(0);
    private final Set<String> renamings = new HashSet<>(0);

    void add(Loss loss, FieldPath path, String original, String result, String reason) {
        if (notes.size() >= MAX_NOTES) {
            return;
        }
        if (loss == Loss.RENAMED && !renamings.add(path.name() + ' ' + original)) {
            return;
        }
        notes.add(new Note(loss, path.toString(), cut(original), cut(result), reason));
    }

    List<Note> list() {
        return List.copyOf(notes);
    }

    private static String cut(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE - 1) + "…";
    }
}
