package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is posted: one JSON object of limited size, whose fields are known. */
final class Bodies {

    private static final int LONGEST = 1 << 20;
    private static final int BAD = 400;
    private static final int TOO_LARGE = 413;

    private Bodies() {}

    /**
     * Reads an object.
     *
     * @param what it is, as a sentence begins: {@code The call}
     */
    static Payload object(String what, InputStream body) throws IOException, BadRequest {
        byte[] bytes = body.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new BadRequest(TOO_LARGE, what + " is larger than " + LONGEST + " bytes");
        }
        try {
            return Json.read(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new BadRequest(BAD, what + " is no UTF-8 text");
        } catch (BadMessage e) {
            throw new BadRequest(BAD, e.failure().description());
        }
    }

    /** The same, with these fields at most. */
    static Payload object(String what, InputStream body, List<String> fields)
            throws IOException, BadRequest {
        Payload object = object(what, body);
        has(what, object, fields);
        return object;
    }

    /** Refuses fields that nobody would look at. */
    static void has(String what, Payload object, List<String> fields) throws BadRequest {
        for (String field : object.keySet()) {
            if (!fields.contains(field)) {
                throw new BadRequest(
                        BAD,
                        what + " has no field of that name; it has " + String.join(", ", fields));
            }
        }
    }
}
