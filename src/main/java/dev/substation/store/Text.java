package dev.substation.store;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How values are written into columns, and read back. */
final class Text {

    /** Most rows have neither. */
    private static final String NO_UNDO = of(Payload.of("undo", List.of()));

    private static final String NO_NOTES = of(Payload.of("notes", List.of()));

    private Text() {}

    /** The form of an identity that is compared, character by character as StationId compares. */
    static String key(StationId station) {
        StringBuilder folded = new StringBuilder(station.value());
        for (int i = 0; i < folded.length(); i++) {
            folded.setCharAt(i, Character.toLowerCase(Character.toUpperCase(folded.charAt(i))));
        }
        return folded.toString();
    }

    static String of(Payload payload) {
        return Json.write(payload);
    }

    static Payload payload(String text) {
        try {
            return Json.read(text);
        } catch (BadMessage e) {
            throw new IllegalStateException("a stored payload is no JSON object", e);
        }
    }

    /** Each rule's data is a text of its own, so that it may nest as deep as a payload may. */
    static String ofUndo(List<Undo> undo) {
        if (undo.isEmpty()) {
            return NO_UNDO;
        }
        return of(
                Payload.of(
                        "undo",
                        undo.stream()
                                .map(one -> Payload.of("rule", one.rule(), "data", of(one.data())))
                                .toList()));
    }

    static List<Undo> undo(String text) {
        return payload(text).objects("undo").stream()
                .map(
                        one ->
                                new Undo(
                                        one.text("rule").orElseThrow(),
                                        payload(one.text("data").orElseThrow())))
                .toList();
    }

    static String ofNotes(List<Note> notes) {
        if (notes.isEmpty()) {
            return NO_NOTES;
        }
        return of(
                Payload.of(
                        "notes",
                        notes.stream()
                                .map(
                                        note ->
                                                Payload.of(
                                                        "loss", note.loss().name(),
                                                        "path", note.path(),
                                                        "original", note.original(),
                                                        "result", note.result(),
                                                        "reason", note.reason()))
                                .toList()));
    }

    /** A time as both databases keep it: to the microsecond. */
    static OffsetDateTime of(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
