package dev.substation.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payloads and frames of OCPP-J, changed in what they say and in how they say it. */
final class JsonMutations {

    /** In characters; more than the faces take is tried by other means. */
    private static final int LARGEST = 300_000;

    private final Seeds seeds;

    JsonMutations(Seeds seeds) {
        this.seeds = seeds;
    }

    /** A payload with one to three changes that leave it JSON, mostly. */
    String payload(Dice dice, String payload) {
        JsonElement tree = JsonParser.parseString(payload);
        for (int i = dice.of(1, 1, 1, 2, 3); i > 0; i--) {
            tree = changed(dice, tree);
        }
        return tree.toString();
    }

    /** A frame with slips, or in another form. */
    String frame(Dice dice, String frame) {
        return switch (dice.below(14)) {
            case 0 ->
                    frame.replaceFirst(
                            "^\\[\\d",
                            "["
                                    + dice.of(
                                            "0",
                                            "1",
                                            "5",
                                            "9",
                                            "-2",
                                            "2.0",
                                            "22",
                                            "null",
                                            "\"2\"",
                                            "2e0",
                                            "1e999999"));
            case 1 -> frame.replaceFirst("\\]$", ",null,{\"x\":[1]}]");
            case 2 -> "[".repeat(dice.of(2, 30, 33, 5_000)) + frame;
            case 3 -> "\ufeff" + frame;
            case 4 -> frame + dice.of("]", "\u0000", " ", "\n", frame, "[]", "x");
            case 5 -> frame.replace(",", dice.of(",,", " , ", ";", ",\n", ", /* */ "));
            case 6 -> frame.replace('"', dice.of('\'', '\u201c', '`'));
            case 7 -> "{\"frame\":" + frame + "}";
            case 8 -> '"' + frame.replace("\"", "\\\"") + '"';
            case 9 -> Nasty.text(dice);
            default -> {
                String slipped = frame;
                for (int i = dice.of(1, 1, 2, 5); i > 0; i--) {
                    slipped = Nasty.slip(dice, slipped);
                }
                yield slipped;
            }
        };
    }

    private JsonElement changed(Dice dice, JsonElement tree) {
        if (tree.isJsonObject() && tree.getAsJsonObject().size() > 0) {
            return object(dice, tree.getAsJsonObject());
        }
        if (tree.isJsonArray() && tree.getAsJsonArray().size() > 0 && !dice.oneIn(4)) {
            return array(dice, tree.getAsJsonArray());
        }
        return value(dice, tree);
    }

    private JsonElement object(Dice dice, JsonObject object) {
        List<Map.Entry<String, JsonElement>> fields = new ArrayList<>(object.entrySet());
        int at = dice.below(fields.size());
        String name = fields.get(at).getKey();
        JsonElement value = fields.get(at).getValue();
        if (!value.isJsonPrimitive() && !dice.oneIn(5)) {
            object.add(name, changed(dice, value));
            return object;
        }
        switch (dice.below(9)) {
            case 0 -> object.remove(name);
            case 1 -> {
                object.remove(name);
                object.add(dice.oneIn(2) ? dice.of(seeds.names) : Nasty.text(dice), value);
            }
            case 2 -> object.add(dice.of(seeds.names), value);
            case 3 -> object.add(Nasty.text(dice), value(dice, value));
            case 4 -> {
                for (int i = bounded(dice.of(10, 200), value); i > 0; i--) {
                    object.add("field" + i, value);
                }
            }
            default -> object.add(name, value(dice, value));
        }
        return object;
    }

    private JsonElement array(Dice dice, JsonArray array) {
        int at = dice.below(array.size());
        switch (dice.below(6)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            case 2 -> {
                JsonElement item = array.get(at);
                for (int i = bounded(dice.of(5, 100), item); i > 0; i--) {
                    array.add(item);
                }
            }
            case 3 -> array.set(at, value(dice, array.get(at)));
            default -> array.set(at, changed(dice, array.get(at)));
        }
        return array;
    }

    /** So many times that what is repeated stays a message. */
    private static int bounded(int times, JsonElement repeated) {
        return Math.min(times, LARGEST / (1 + repeated.toString().length()));
    }

    private JsonElement value(Dice dice, JsonElement old) {
        return switch (dice.below(10)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonArray();
            case 2 -> new JsonObject();
            case 3 -> new JsonPrimitive(dice.oneIn(2));
            case 4 -> {
                JsonElement nested = old;
                for (int i = dice.of(1, 2, 25, 29, 30, 31, 40, 300); i > 0; i--) {
                    nested = around(dice, nested);
                }
                yield nested;
            }
            case 5, 6 -> new JsonPrimitive(new LazilyParsedNumber(Nasty.number(dice)));
            case 7 -> new JsonPrimitive(dice.of(seeds.words));
            case 8 ->
                    old.isJsonPrimitive()
                            ? new JsonPrimitive(Nasty.slip(dice, old.getAsString()))
                            : new JsonPrimitive(Nasty.text(dice));
            default -> new JsonPrimitive(Nasty.text(dice));
        };
    }

    private static JsonElement around(Dice dice, JsonElement inner) {
        if (dice.oneIn(2)) {
            JsonArray array = new JsonArray();
            array.add(inner);
            return array;
        }
        JsonObject object = new JsonObject();
        object.add("a", inner);
        return object;
    }
}
