package dev.substation.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answers that are due over one connection: one for a call, none for anything else. */
final class Promises {

    private static final Pattern START =
            Pattern.compile(
                    "[\\s\\x00,\\ufeff]*\\[[\\s,]*2[\\s,]*(\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|-?\\d++)");
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonFactory TOLERANT =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();
    private static final int LONGEST = 255;

    private static final class Due {
        private int least;
        private int most;
    }

    private final Map<String, Due> due = new HashMap<>();

    /** Something goes to the gateway. */
    void sent(String text) {
        Optional<String> id = call(text);
        if (id.isPresent()) {
            Due answers = due.computeIfAbsent(id.get(), any -> new Due());
            answers.least = 1; // a call that comes again while it is answered has one answer
            answers.most++;
        } else {
            partly(text).ifPresent(broken -> due.computeIfAbsent(broken, any -> new Due()).most++);
        }
    }

    /** An answer has come. */
    void answered(String id) {
        Due answers = due.get(id);
        if (answers == null || answers.most == 0) {
            throw new Defect("an answer to nothing, id " + id);
        }
        answers.least = 0;
        answers.most--;
    }

    boolean allKept() {
        return due.values().stream().allMatch(answers -> answers.least == 0);
    }

    /** Ends what was asked for; a call without its answer is a defect. */
    void settle() {
        due.forEach(
                (id, answers) -> {
                    if (answers.least > 0) {
                        throw new Defect("no answer to id " + id);
                    }
                });
        due.clear();
    }

    /** The connection is gone, and what was asked over it with it. */
    void forget() {
        due.clear();
    }

    /** The id of a call that anybody can read. */
    static Optional<String> call(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_ARRAY
                    || in.nextToken() != JsonToken.VALUE_NUMBER_INT
                    || !in.getText().equals("2")) {
                return Optional.empty();
            }
            JsonToken token = in.nextToken();
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
                return Optional.empty();
            }
            String id = in.getText();
            if (id.length() > LONGEST || in.nextToken() != JsonToken.VALUE_STRING) {
                return Optional.empty();
            }
            for (JsonToken next = in.nextToken(); next != null; next = in.nextToken()) {
                in.getText();
            }
            return Optional.of(id);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The id of what begins as a call. */
    private static Optional<String> partly(String text) {
        Matcher start = START.matcher(text);
        if (!start.lookingAt()) {
            return Optional.empty();
        }
        try (JsonParser in = TOLERANT.createParser(start.group(1))) {
            in.nextToken();
            return Optional.of(in.getText());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
