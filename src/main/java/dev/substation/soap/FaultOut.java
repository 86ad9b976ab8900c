package dev.substation.soap;

import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RefusalLog;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.binding.soap.interceptor.AbstractSoapInterceptor;
import org.apache.cxf.interceptor.Fault;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Turns every failure into one fault for the station and one line for the operator. A failure that
 * is not a {@link Refusal} is a bug of ours: the station gets InternalError, the log the stack
 * trace.
 */
final class FaultOut extends AbstractSoapInterceptor {

    /** When a station that is refused for the moment may come again, in seconds. */
    static final String RETRY_AFTER = "60";

    private static final Logger LOG = LoggerFactory.getLogger(FaultOut.class);
    private static final String DETAIL = "urn:substation:fault";
    private static final int MAX_LOGGED = 300;

    /** What a station is locked out for whatever password it shows. */
    private static final Set<Cause> FORBIDDEN =
            Set.of(Cause.WRONG_CERTIFICATE, Cause.TLS_REQUIRED, Cause.WRONG_SECRET);

    private final RefusalLog log = new RefusalLog(() -> new Moment(System.nanoTime()));

    private final DoorRefusals refusals;

    FaultOut(DoorRefusals refusals) {
        super(Phase.PRE_LOGICAL);
        this.refusals = refusals;
    }

    @Override
    public void handleMessage(SoapMessage message) {
        SoapExchange visit = message.getExchange().get(SoapExchange.class);
        Exception thrown = message.getContent(Exception.class);
        Refusal refusal = Refusal.in(thrown).orElseGet(() -> ours(visit, thrown));
        message.put(Message.RESPONSE_CODE, visit.soap().status(refusal.blame()));
        if (refusal.failure().cause() == Cause.WRONG_PASSWORD) {
            askForPassword(message);
        }
        if (FORBIDDEN.contains(refusal.failure().cause())) {
            message.put(Message.RESPONSE_CODE, HttpServletResponse.SC_FORBIDDEN);
        }
        if (refusal.failure().cause().passes()) {
            askToComeBack(message);
        }
        message.getInterceptorChain().add(new Body(visit, refusal));
        Cause cause = refusal.failure().cause();
        refusals.add(Door.SOAP, refusal.failure(), knock(visit, refusal.failure()));
        boolean ofLock = cause == Cause.WRONG_PASSWORD || FORBIDDEN.contains(cause);
        // What a lock wants has few sentences; others say what a peer has sent.
        String about =
                ofLock
                        ? refusal.failure().description()
                        : visit.station().map(StationId::value).orElse("?");
        Optional<String> more = log.line(visit.post().peer() + " " + about, cause);
        Level level = cause.passes() || more.isEmpty() ? Level.DEBUG : Level.WARN;
        LOG.atLevel(level)
                .log(
                        "rejected station={} action={} id={} peer={} path={} fault={} {}{}",
                        Xml.printable(
                                visit.station().map(StationId::value).orElse("?"), MAX_LOGGED),
                        Xml.printable(action(visit), MAX_LOGGED),
                        Xml.printable(visit.messageId(), MAX_LOGGED),
                        visit.post().peer(),
                        Xml.printable(visit.post().path(), MAX_LOGGED),
                        refusal.subCode(),
                        Xml.printable(refusal.failure().line(), MAX_LOGGED),
                        more.orElse(""));
    }

    private static Knock knock(SoapExchange visit, Answer.Failure why) {
        return new Knock(
                visit.post().peer(),
                visit.post().path(),
                visit.station().map(StationId::value),
                visit.envelope().flatMap(Envelope::service).flatMap(SoapCodec::versionOf),
                why.description());
    }

    private static void askForPassword(SoapMessage message) {
        message.put(Message.RESPONSE_CODE, HttpServletResponse.SC_UNAUTHORIZED);
        message.put(
                Message.PROTOCOL_HEADERS,
                new TreeMap<>(Map.of("WWW-Authenticate", List.of("Basic realm=\"Substation\""))));
    }

    /** The HTTP way to say it, for whoever tries again by the status alone. */
    private static void askToComeBack(SoapMessage message) {
        message.put(Message.RESPONSE_CODE, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        message.put(
                Message.PROTOCOL_HEADERS,
                new TreeMap<>(Map.of("Retry-After", List.of(RETRY_AFTER))));
    }

    private static Refusal ours(SoapExchange visit, Exception thrown) {
        LOG.error(
                "peer={} {}",
                visit.post().peer(),
                Answer.failure(Cause.INTERNAL, Xml.printable(action(visit), MAX_LOGGED)).line(),
                thrown);
        return Refusal.of(Answer.failure(Cause.INTERNAL, Xml.printable(action(visit), MAX_LOGGED)));
    }

    private static String action(SoapExchange visit) {
        return visit.decoded()
                .map(body -> body.action().name())
                .or(() -> visit.envelope().flatMap(Envelope::element))
                .orElse("?");
    }

    /** Writes the fault between the body's tags, which CXF has written and will close. */
    private static final class Body extends AbstractSoapInterceptor {

        private final SoapExchange visit;
        private final Refusal refusal;

        Body(SoapExchange visit, Refusal refusal) {
            super(Phase.MARSHAL);
            this.visit = visit;
            this.refusal = refusal;
        }

        @Override
        public void handleMessage(SoapMessage message) {
            XMLStreamWriter out = message.getContent(XMLStreamWriter.class);
            try {
                if (visit.soap() == Soap.V11) {
                    soap11(out);
                } else {
                    soap12(out);
                }
            } catch (XMLStreamException e) {
                throw new Fault(e);
            }
        }

        private void soap12(XMLStreamWriter out) throws XMLStreamException {
            String soap = Soap.V12.namespace();
            String prefix = out.getPrefix(soap);
            out.writeStartElement(prefix, "Fault", soap);
            out.writeStartElement(prefix, "Code", soap);
            text(out, prefix, soap, "Value", prefix + ":" + visit.soap().word(refusal.blame()));
            out.writeStartElement(prefix, "Subcode", soap);
            out.writeStartElement(prefix, "Value", soap);
            out.writeNamespace("ocpp", visit.service());
            out.writeCharacters("ocpp:" + refusal.subCode());
            out.writeEndElement();
            out.writeEndElement();
            out.writeEndElement();
            out.writeStartElement(prefix, "Reason", soap);
            out.writeStartElement(prefix, "Text", soap);
            out.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", "en");
            out.writeCharacters(reason());
            out.writeEndElement();
            out.writeEndElement();
            out.writeStartElement(prefix, "Detail", soap);
            number(out);
            out.writeEndElement();
            out.writeEndElement();
        }

        /** SOAP 1.1 has no sub-codes: the detail names it (SOAP 1.1 section 4.4). */
        private void soap11(XMLStreamWriter out) throws XMLStreamException {
            String soap = Soap.V11.namespace();
            String prefix = out.getPrefix(soap);
            out.writeStartElement(prefix, "Fault", soap);
            out.writeStartElement("faultcode");
            out.writeCharacters(prefix + ":" + visit.soap().word(refusal.blame()));
            out.writeEndElement();
            out.writeStartElement("faultstring");
            out.writeCharacters(reason());
            out.writeEndElement();
            out.writeStartElement("detail");
            out.writeStartElement("ocpp", refusal.subCode(), visit.service());
            out.writeNamespace("ocpp", visit.service());
            out.writeEndElement();
            number(out);
            out.writeEndElement();
            out.writeEndElement();
        }

        private String reason() {
            return Xml.printable(refusal.failure().description(), MAX_LOGGED);
        }

        private void number(XMLStreamWriter out) throws XMLStreamException {
            out.writeStartElement("sub", "number", DETAIL);
            out.writeNamespace("sub", DETAIL);
            out.writeCharacters(refusal.failure().cause().number());
            out.writeEndElement();
        }

        private static void text(
                XMLStreamWriter out, String prefix, String namespace, String name, String text)
                throws XMLStreamException {
            out.writeStartElement(prefix, name, namespace);
            out.writeCharacters(text);
            out.writeEndElement();
        }
    }
}
