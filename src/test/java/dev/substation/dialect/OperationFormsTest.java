package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forms of operations say what the dictionary says. */
class OperationFormsTest {

    private static final Dictionary DICTIONARY = Dictionary.load();
    private static final List<Payload> FORMS = new OperationForms(DICTIONARY).all();

    private static Payload form(String action) {
        return FORMS.stream()
                .filter(form -> form.text("action").orElse("").equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static Payload field(Payload of, String name) {
        return of.objects("fields").stream()
                .filter(field -> field.text("name").orElse("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyOperationOfACsmsHasOne() {
        assertEquals(
                DICTIONARY.actions(Dialect.CANONICAL, Direction.DOWN).stream()
                        .map(Action::name)
                        .toList(),
                FORMS.stream().map(form -> form.text("action").orElse("")).toList());
        assertTrue(FORMS.size() >= 19, FORMS::toString);
    }

    @Test
    void fieldsHaveTheirKindsWordsAndLengths() {
        assertEquals(
                Payload.of(
                        "name",
                        "type",
                        "kind",
                        "text",
                        "required",
                        true,
                        "many",
                        false,
                        "words",
                        List.of("Hard", "Soft")),
                field(form("Reset"), "type"));
        Payload start = form("RemoteStartTransaction");
        assertEquals(20L, field(start, "idTag").get("maxLength"));
        assertEquals(false, field(start, "connectorId").get("required"));
        assertEquals("integer", field(start, "connectorId").get("kind"));
        Payload schedule = field(field(start, "chargingProfile"), "chargingSchedule");
        assertEquals("object", schedule.get("kind"));
        assertEquals(true, field(schedule, "chargingSchedulePeriod").get("many"));
    }
}
