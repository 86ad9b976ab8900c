package dev.substation.soap;

import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes calls to stations as SOAP 1.2 over HTTP. */
final class CallWriter {

    private final SoapCodec codec;
    private final Supplier<String> ownUrl;
    private final Predicate<StationId> soapAction;
    private final Xml xml = new Xml();
    private final boolean mayClose = mayAskToClose();

    /**
     * A call as it goes out.
     *
     * @param notes what was changed for the dialect
     */
    record Written(Action action, byte[] bytes, List<Note> notes) {}

    /**
     * @param ownUrl the public URL of the gateway's SOAP face, for wsa:From
     * @param soapAction which stations want the header SOAPAction
     */
    CallWriter(SoapCodec codec, Supplier<String> ownUrl, Predicate<StationId> soapAction) {
        this.codec = codec;
        this.ownUrl = ownUrl;
        this.soapAction = soapAction;
    }

    private static boolean mayAskToClose() {
        try {
            HttpRequest.newBuilder().header("Connection", "close").header("Host", "a");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether requests may carry {@code Connection: close} and a {@code Host} of our choice. */
    boolean mayClose() {
        return mayClose;
    }

    /**
     * The HTTP request for a call.
     *
     * @param host the name in the address, where the address has the number in its place
     */
    HttpRequest request(
            URI address, Optional<String> host, CallbackTarget target, Written envelope) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .version(HttpClient.Version.HTTP_1_1)
                        .header(
                                "Content-Type",
                                Soap.V12.contentType()
                                        + "; action=\"/"
                                        + envelope.action().name()
                                        + "\"")
                        .header("Accept", "application/soap+xml, text/xml")
                        .header("User-Agent", "Substation")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(envelope.bytes()));
        if (mayClose) {
            request.header("Connection", "close");
        }
        if (soapAction.test(target.station())) {
            request.header("SOAPAction", "\"/" + envelope.action().name() + "\"");
        }
        host.ifPresent(name -> request.header("Host", name));
        return request.build();
    }

    /** The envelope of a call. */
    Written envelope(CallbackTarget target, Call call, String messageId) throws XMLStreamException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XMLStreamWriter out = xml.writer(bytes);
        CallEnvelope envelope =
                new CallEnvelope(
                        SoapCodec.namespace(target.dialect(), Direction.DOWN),
                        target.station().value(),
                        "/" + call.action().name(),
                        messageId,
                        target.address(),
                        ownUrl.get());
        envelope.open(out);
        List<Note> notes =
                codec.write(
                        out,
                        target.dialect(),
                        Direction.DOWN,
                        call.action(),
                        Part.REQUEST,
                        call.payload());
        envelope.close(out);
        return new Written(call.action(), bytes.toByteArray(), notes);
    }
}
