package dev.substation.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answers that are due over one connection: one for a call, also for a broken one whose id can
 * be read, none for anything else. Where the id can be read is the gateway's to say, for it
 * tolerates much; what any reader of JSON gets to see it must see too.
 */
final class Promises {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 255;

    /** What is due to one id. */
    private static final class Due {

        /** Calls that may not have been answered; who comes again has one answer. */
        private final Set<Frame> waiting = new HashSet<>();

        private int least;
        private int most;
    }

    private final Map<String, Due> due = new HashMap<>();

    /** Something goes to the gateway. */
    void sent(String text) {
        Frame frame = FrameReading.read(text);
        if (frame instanceof Frame.CallFrame call) {
            Due answers = to(call.id());
            answers.least += answers.waiting.add(call) ? 1 : 0;
            answers.most++;
        } else if (frame instanceof Frame.Unreadable broken && broken.id().isPresent()) {
            Due answers = to(broken.id().get());
            answers.least++;
            answers.most++;
        } else if (begun(text).isPresent()) {
            throw new Defect("the id " + begun(text).get() + " was not read: " + frame);
        }
    }

    private Due to(Frame.Id id) {
        return due.computeIfAbsent(id.text(), any -> new Due());
    }

    /** An answer has come. */
    void answered(String id) {
        Due answers = due.get(id);
        if (answers == null || answers.most == 0) {
            throw new Defect("an answer to nothing, id " + id);
        }
        answers.least = Math.max(0, answers.least - 1);
        answers.most--;
        if (answers.least == 0) {
            answers.waiting.clear();
        }
    }

    boolean allKept() {
        for (Due answers : due.values()) {
            if (answers.least > 0) {
                return false;
            }
        }
        return true;
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

    /** The id of what begins as a call, whatever comes behind it. */
    private static Optional<String> begun(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_ARRAY
                    || in.nextToken() != JsonToken.VALUE_NUMBER_INT
                    || !in.getText().equals("2")) {
                return Optional.empty();
            }
            JsonToken id = in.nextToken();
            boolean readable = id == JsonToken.VALUE_STRING || id != null && id.isNumeric();
            return readable && in.getText().length() <= LONGEST
                    ? Optional.of(in.getText())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
