package dev.substation.dialect;

import dev.substation.model.Loss;
import dev.substation.model.Note;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the notes on one message. A hostile message must not fill the memory with remarks, so
 * there is a bound, behind which changes are counted only, long values are cut, and a renaming is
 * remarked once per field and word.
 */
final class Notes {

    static final int MAX_NOTES = 32;
    private static final int MAX_VALUE = 120;

    private final List<Note> notes = new ArrayList<>(0);
    private final Set<String> renamings = new HashSet<>(0);
    private final Map<Loss, Integer> more = new EnumMap<>(Loss.class);

    void add(Loss loss, FieldPath path, String original, String result, String reason) {
        boolean full = notes.size() >= MAX_NOTES;
        if (loss == Loss.RENAMED) {
            String renaming = path.name() + ' ' + original;
            if (full ? renamings.contains(renaming) : !renamings.add(renaming)) {
                return;
            }
        }
        if (full) {
            more.merge(loss, 1, Integer::sum);
            return;
        }
        notes.add(new Note(loss, path.toString(), cut(original), cut(result), reason));
    }

    List<Note> list() {
        List<Note> all = new ArrayList<>(notes);
        more.forEach(
                (loss, count) ->
                        all.add(
                                new Note(
                                        loss,
                                        "",
                                        count + " more",
                                        "",
                                        "of one message " + MAX_NOTES + " changes are listed")));
        return List.copyOf(all);
    }

    static String cut(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE - 1) + "…";
    }
}
