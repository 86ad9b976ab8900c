package dev.substation.soap;

import dev.substation.flow.ports.StationLink;
import dev.substation.model.Loss;
import dev.substation.model.Note;

/**
 * What stations get wrong in the binding and is read all the same ({@code facts}: OCPP-S 1.6
 * section 4; docs/quirks.md). None of it changes what a message says.
 */
enum Oddity {
    SOAP_11(Loss.RENAMED, "SOAP 1.1, where OCPP says 1.2; answered in 1.1"),
    OLD_ADDRESSING(Loss.RENAMED, "the draft of WS-Addressing of 2004; answered in it"),
    MULTIPART(
            Loss.RENAMED,
            "an envelope in MIME parts (MTOM or SOAP with attachments); the root part counts"),
    ATTACHMENTS(Loss.IMPOSSIBLE, "attachments, which OCPP does not have; left out"),
    CHARSET(Loss.DEDUCED, "a text in another encoding than it declares; read by its bytes"),
    NUL_BEHIND(Loss.IMPOSSIBLE, "zero bytes after the envelope; the message ends before them"),
    CONTROL(Loss.IMPOSSIBLE, "control characters, which XML does not have; left out"),
    BARE(Loss.RENAMED, "the characters & or < without escape; read as text"),
    STRAY_TEXT(Loss.IMPOSSIBLE, "text between the elements of the envelope; left out"),
    NO_HOST(Loss.DEDUCED, "no header Host, which HTTP/1.1 requires"),
    IDENTITY_IN_PATH(Loss.DEDUCED, "chargeBoxIdentity only in the address; taken from there"),
    IDENTITY_BEHIND(Loss.RENAMED, "an address that ends in the identity; the header counts"),
    CONTENT_TYPE(Loss.RENAMED, "a Content-Type that is not the one of its SOAP version"),
    NAMESPACE(Loss.RENAMED, "a namespace other than that of the contract"),
    IDENTITY_NAME(Loss.RENAMED, "chargeBoxIdentity with other capitals"),
    IDENTITY_TWICE(Loss.RENAMED, "chargeBoxIdentity more than once"),
    ACTION(Loss.RENAMED, "an Action other than that of the message; the body counts"),
    NO_MESSAGE_ID(Loss.DEDUCED, "no MessageID; the gateway made one"),
    FROM(Loss.DEDUCED, "a From that cannot be called; the gateway completed the address"),
    NO_ADDRESS(
            Loss.DEDUCED,
            "no address to call it at; set its callback in site.yaml, otherwise the CSMS "
                    + "cannot reach it"),
    REPLY_TO(Loss.RENAMED, "a ReplyTo that is not anonymous; the answer stays on the connection"),
    STATUS(Loss.RENAMED, "answers with the HTTP status of an error; the message counts"),
    BARE_ANSWER(Loss.DEDUCED, "answers without addressing headers; matched by the connection"),
    RELATES_TO(Loss.RENAMED, "answers that relate to another message; matched by the connection"),
    OTHER_IDENTITY(
            Loss.RENAMED,
            "answers under another chargeBoxIdentity; if they come from another station, "
                    + "correct its callback");

    private static final int MOST_SHOWN = 160;

    private final Loss loss;
    private final String words;

    Oddity(Loss loss, String words) {
        this.loss = loss;
        this.words = words;
    }

    /**
     * The remark on one message.
     *
     * @param path where in the envelope, such as {@code Header/From}; empty for the whole
     * @param original as it came; empty when it was absent
     * @param result what it was taken for
     */
    Note note(String path, String original, String result) {
        return new Note(
                loss,
                path.isEmpty() ? StationLink.ENVELOPE : StationLink.ENVELOPE + "/" + path,
                Xml.printable(original, MOST_SHOWN),
                Xml.printable(result, MOST_SHOWN),
                words);
    }
}
