package dev.substation.soap;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import java.net.http.HttpResponse;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what stations answer to calls: a result, a SOAP fault, or something else. */
final class AnswerReader {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);

    private final SoapCodec codec;
    private final Checks checks;
    private final CallbackPace pace;
    private final Xml xml = new Xml();

    /**
     * @param pace learns which addresses answer
     */
    AnswerReader(SoapCodec codec, Checks checks, CallbackPace pace) {
        this.codec = codec;
        this.checks = checks;
        this.pace = pace;
    }

    /** The station's answer, or what is wrong with it. */
    Answer read(
            HttpResponse<byte[]> response,
            CallbackTarget target,
            Action action,
            String messageId,
            CallFailures failures) {
        int status = response.statusCode();
        boolean good = status >= 200 && status < 300;
        try {
            byte[] body =
                    Encodings.decode(
                            response.body(),
                            response.headers().firstValue("Content-Encoding").orElse(null),
                            CallFailures.MAX_ANSWER);
            Document document =
                    Document.of(body, response.headers().firstValue("Content-Type").orElse(""));
            Envelope envelope = new Envelope(document.reader(xml));
            envelope.open();
            pace.answered(target.station(), target.address());
            if (envelope.element().orElseThrow().equals("Fault")) {
                return fault(StationFault.read(envelope.reader()), target, action, status);
            }
            Answer result =
                    result(envelope, target, action, messageId, failures).noting(document.notes());
            boolean answered = result.fold(any -> true, failure -> false);
            return good
                    ? result
                    : answered
                            ? result.noting(List.of(Oddity.STATUS.note("", status + "", "200")))
                            : failures.refused(status);
        } catch (BadMessage e) {
            return good ? failures.garbled(e.failure().description()) : failures.refused(status);
        } catch (XMLStreamException e) {
            return good ? failures.garbled(Xml.reason(e)) : failures.refused(status);
        } catch (Refusal e) {
            return good ? failures.garbled(e.getMessage()) : failures.refused(status);
        } catch (RuntimeException e) {
            LOG.error(
                    "station={} {}",
                    target.station(),
                    Answer.failure(Cause.INTERNAL, "the answer to " + action).line(),
                    e);
            return Answer.failure(Cause.INTERNAL, action);
        }
    }

    private static Answer fault(
            StationFault fault, CallbackTarget target, Action action, int status) {
        return Differences.ofFault(target.dialect(), action, fault.subCode())
                .<Answer>map(result -> result)
                .orElseGet(() -> fault.failure(target.station(), target.address(), status));
    }

    private Answer result(
            Envelope envelope,
            CallbackTarget target,
            Action action,
            String messageId,
            CallFailures failures)
            throws XMLStreamException, BadMessage {
        SoapCodec.Decoded body = codec.readAnswer(envelope.reader(), target.dialect(), action);
        envelope.finish();
        if (body.part() != Part.RESPONSE || !body.action().equals(action)) {
            return failures.garbled(
                    "it answered with " + Xml.printable(envelope.element().orElse("?"), 60));
        }
        Checks.Normalised meant =
                checks.read(
                        body.dialect(),
                        Direction.DOWN,
                        body.action(),
                        Part.RESPONSE,
                        body.payload());
        return checks.shape(
                        body.dialect(),
                        Direction.DOWN,
                        body.action(),
                        Part.RESPONSE,
                        meant.payload())
                .<Answer>map(failure -> failures.garbled(failure.description()))
                .orElseGet(
                        () ->
                                new Answer.Result(meant.payload(), body.notes())
                                        .noting(meant.notes())
                                        .noting(
                                                Oddities.answer(
                                                        target.station(),
                                                        envelope,
                                                        body,
                                                        messageId)));
    }
}
