package dev.substation.flow.ports;

import dev.substation.model.Action;
import dev.substation.model.Authorize;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts as every database takes them. JSON may have the character U+0000 and half a surrogate pair
 * in a text; PostgreSQL refuses the first, and no UTF-8 has the second. In what the ledger compares
 * or looks up each of them becomes U+FFFD, on H2 too. Payloads are stored as JSON, which writes
 * both with escapes, and stay as they came.
 */
public final class Storable {

    private static final char REPLACEMENT = '\uFFFD';
    private static final String REASON =
            "the character U+0000 and halves of surrogate pairs are U+FFFD in the ledger";

    private Storable() {}

    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isBad(text, i)) {
                return cleaned(text);
            }
        }
        return text;
    }

    public static Action of(Action action) {
        String name = of(action.name());
        return name.equals(action.name()) ? action : new Action(name);
    }

    private static boolean isBad(String text, int at) {
        char character = text.charAt(at);
        if (Character.isHighSurrogate(character)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(character)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return character == 0;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isBad(text, i)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    /** What the ledger has otherwise than the call. */
    public static List<Note> notes(Call call) {
        List<Note> notes = new ArrayList<>();
        note(notes, "messageId", call.messageId());
        note(notes, "action", call.action().name());
        new Authorize(call.payload()).idTag().ifPresent(tag -> note(notes, "idTag", tag));
        return notes;
    }

    private static void note(List<Note> notes, String path, String text) {
        String stored = of(text);
        if (!stored.equals(text)) {
            notes.add(Note.approximated(path, text, stored, REASON));
        }
    }
}
