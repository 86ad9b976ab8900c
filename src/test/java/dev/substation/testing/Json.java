package dev.substation.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as the test peers read it: with Gson, which the gateway does not use. */
public final class Json {

    private Json() {}

    /** Reads an object. */
    public static JsonObject object(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    /** Reads a frame. */
    public static JsonArray frame(String text) {
        return JsonParser.parseString(text).getAsJsonArray();
    }

    /** Reads a call or an answer; empty for a text that is neither, such as one that is no JSON. */
    public static Optional<JsonArray> message(String text) {
        try {
            JsonArray frame = frame(text);
            int type = frame.get(0).getAsInt();
            boolean call =
                    type == 2 && frame.get(2).isJsonPrimitive() && frame.get(3).isJsonObject();
            boolean answer = (type == 3 || type == 4) && frame.get(1).isJsonPrimitive();
            return Optional.of(frame).filter(any -> call || answer);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** All values with their paths, sorted; text in quotes, numbers as written. */
    public static List<String> fields(JsonElement json) {
        List<String> lines = new ArrayList<>();
        collect(json, "", lines);
        Collections.sort(lines);
        return lines;
    }

    private static void collect(JsonElement json, String path, List<String> lines) {
        if (json.isJsonObject() && !json.getAsJsonObject().entrySet().isEmpty()) {
            for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject().entrySet()) {
                String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                collect(entry.getValue(), at, lines);
            }
        } else if (json.isJsonArray() && json.getAsJsonArray().size() > 0) {
            for (int i = 0; i < json.getAsJsonArray().size(); i++) {
                collect(json.getAsJsonArray().get(i), path + "[" + i + "]", lines);
            }
        } else if (!path.isEmpty()) {
            lines.add(path + "=" + json);
        }
    }
}
