package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What a CSMS says of a card, in an answer or a local list, in another structure: the fields of
 * {@code idTagInfo} right below the message, or its status alone in its place. If that were not
 * read, the gateway would decide by the offline policy, and a card that the CSMS blocks could
 * charge.
 */
final class CardAnswers {

    private static final String STATUS = "status";
    private static final List<String> PARTS = List.of(STATUS, "expiryDate", "parentIdTag");

    private CardAnswers() {}

    /** An answer or an entry with its idTagInfo as OCPP has it; the same one if it has none. */
    static Payload inOrder(Shape shape, Payload answer, FieldPath path, Notes notes) {
        Field info = shape.byName().get(IdTagInfo.FIELD);
        if (info == null) {
            return answer;
        }
        String name = find(answer, IdTagInfo.FIELD).orElse(IdTagInfo.FIELD);
        Object there = answer.get(name);
        Optional<String> status = there == null ? find(answer, STATUS) : Optional.empty();
        if (status.filter(field -> isStatus(info, answer.get(field))).isPresent()) {
            return gathered(answer, path, notes);
        }
        if (!isStatus(info, there)) {
            return answer;
        }
        noted(notes, path, Json.text(there));
        return answer.without(name).with(IdTagInfo.FIELD, Payload.of(STATUS, there));
    }

    private static boolean isStatus(Field info, Object value) {
        return value instanceof String text
                && !text.isBlank()
                && info.shape().byName().get(STATUS).word(text).isPresent();
    }

    private static Payload gathered(Payload answer, FieldPath path, Notes notes) {
        Payload rest = answer;
        Payload info = Payload.EMPTY;
        for (String part : PARTS) {
            Optional<String> name = find(rest, part);
            if (name.isPresent()) {
                info = info.with(part, rest.get(name.get()));
                rest = rest.without(name.get());
            }
        }
        noted(notes, path, String.join(", ", answer.keySet()));
        return rest.with(IdTagInfo.FIELD, info);
    }

    private static void noted(Notes notes, FieldPath path, String original) {
        notes.add(
                Loss.RENAMED,
                path.field(IdTagInfo.FIELD),
                original,
                "{…}",
                "the status of a card in another structure");
    }

    private static Optional<String> find(Payload object, String field) {
        return object.keySet().stream().filter(name -> Spellings.isLike(name, field)).findFirst();
    }
}
