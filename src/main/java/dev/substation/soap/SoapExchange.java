package dev.substation.soap;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One request of a station on its way through CXF's chain: what is known of it so far, for the
 * answer's headers, for a fault and for the log. One thread at a time works on it.
 */
final class SoapExchange {

    private final Post post;
    private final String ownMessageId = "urn:uuid:" + UUID.randomUUID();
    private Optional<Envelope> envelope = Optional.empty();
    private Optional<StationId> station = Optional.empty();
    private Optional<SoapCodec.Decoded> decoded = Optional.empty();
    private Optional<CompletableFuture<Answer>> answer = Optional.empty();
    private Duration patience = Duration.ZERO;
    private boolean suspended;

    SoapExchange(Post post) {
        this.post = post;
    }

    Post post() {
        return post;
    }

    void opened(Envelope read) {
        envelope = Optional.of(read);
    }

    void identified(StationId id) {
        station = Optional.of(id);
    }

    void decoded(SoapCodec.Decoded body) {
        decoded = Optional.of(body);
    }

    void asked(CompletableFuture<Answer> pending) {
        answer = Optional.of(pending);
    }

    /** Sets how long the request is kept while the gateway works on it. */
    void patience(Duration most) {
        patience = most;
    }

    Duration patience() {
        return patience;
    }

    /** Marks that the request thread is given back; true when it was before. */
    boolean suspend() {
        boolean before = suspended;
        suspended = true;
        return before;
    }

    /** The envelope; present from the start of the XML on. */
    Optional<Envelope> envelope() {
        return envelope;
    }

    Optional<StationId> station() {
        return station;
    }

    Optional<SoapCodec.Decoded> decoded() {
        return decoded;
    }

    Optional<CompletableFuture<Answer>> answer() {
        return answer;
    }

    Soap soap() {
        return envelope.map(Envelope::soap).orElse(Soap.V12);
    }

    Addressing addressing() {
        return envelope.map(Envelope::addressing).orElse(Addressing.W3C_2005);
    }

    /** The MessageID verbatim, for RelatesTo. */
    Optional<String> relatesTo() {
        return envelope.flatMap(Envelope::messageId);
    }

    /** The MessageID for the gateway, trimmed; made up for a station that sent none. */
    String messageId() {
        return relatesTo().map(String::strip).orElse(ownMessageId);
    }

    /** What the station speaks, as far as that shows. */
    Dialect dialect() {
        return SoapCodec.versionOf(service()).orElse(Dialect.SOAP_16);
    }

    /** The operation that the station calls; {@code ?} when that does not show. */
    Action operation() {
        return decoded.map(SoapCodec.Decoded::action)
                .or(() -> envelope.flatMap(Envelope::element).map(Dictionary::actionOf))
                .orElse(new Action("?"));
    }

    /** The namespace of fault sub-codes: that of the service called, as the station wrote it. */
    String service() {
        return envelope.flatMap(Envelope::service)
                .orElseGet(
                        () ->
                                SoapCodec.namespace(
                                        post.only().orElse(Dialect.SOAP_16), Direction.UP));
    }
}
