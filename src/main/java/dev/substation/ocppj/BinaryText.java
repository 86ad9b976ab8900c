package dev.substation.ocppj;

import dev.substation.dialect.FrameReading;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Messages in binary frames. OCPP-J has text frames (OCPP-J 1.6 section 4.2.1), but some libraries
 * send what they have as bytes as binary. UTF-8 that begins as a message of OCPP-J does can only
 * mean that message.
 */
public final class BinaryText {

    /** Why a peer's other binary frames end its connection. */
    public static final String NOT_TEXT = "binary frame without UTF-8 JSON";

    private BinaryText() {}

    /** The message in a binary frame; empty when it is none. */
    public static Optional<String> of(ByteBuffer bytes) {
        try {
            // A decoder of its own throws where String would put replacement characters.
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString())
                    .filter(FrameReading::isArray);
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /**
     * The remark on the calls of a peer that sends such frames.
     *
     * @param path where faces note what is around a message
     */
    public static Note note(String path) {
        return new Note(
                Loss.RENAMED,
                path + "/WebSocket",
                "binary frame",
                "text frame",
                "messages in binary frames; read as text");
    }
}
