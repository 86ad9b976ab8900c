package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.apache.cxf.binding.soap.Soap11;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.binding.soap.interceptor.AbstractSoapInterceptor;
import org.apache.cxf.message.MessageContentsList;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.service.model.BindingOperationInfo;
import org.apache.cxf.staxutils.StaxSource;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

/**
 * Reads a request up to its body, in place of CXF's own readers: theirs build a DOM of the headers,
 * pass over a DOCTYPE, match SOAPAction strictly and name Java classes in their faults.
 */
final class EnvelopeIn extends AbstractSoapInterceptor {

    private final Xml xml;

    EnvelopeIn(Xml xml) {
        super(Phase.READ);
        this.xml = xml;
    }

    @Override
    public void handleMessage(SoapMessage message) {
        HttpServletRequest request =
                (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST);
        Post post = (Post) request.getAttribute(Post.ATTRIBUTE);
        SoapExchange visit = new SoapExchange(post);
        message.getExchange().put(SoapExchange.class, visit);
        message.getExchange()
                .put(
                        BindingOperationInfo.class,
                        message.getExchange()
                                .getEndpoint()
                                .getBinding()
                                .getBindingInfo()
                                .getOperations()
                                .iterator()
                                .next());
        if (post.refusal().isPresent()) {
            throw post.refusal().get();
        }
        try {
            Envelope envelope = new Envelope(post.document().reader(xml));
            visit.opened(envelope);
            envelope.open();
            message.setVersion(
                    envelope.soap() == Soap.V11 ? Soap11.getInstance() : Soap12.getInstance());
            identify(visit, post.place(), envelope.identities());
            envelope.requireUnderstood();
            message.setContent(
                    List.class, new MessageContentsList(new StaxSource(envelope.reader())));
        } catch (XMLStreamException e) {
            throw Refusal.malformed(Xml.reason(e));
        }
    }

    private static void identify(
            SoapExchange visit, SoapPaths.Place place, List<String> ofHeaders) {
        List<String> identities =
                ofHeaders.isEmpty() ? place.identity().stream().toList() : ofHeaders;
        if (identities.isEmpty()) {
            throw Refusal.of(Answer.failure(Cause.MISSING_IDENTITY));
        }
        if (place.behind().filter(text -> !text.equalsIgnoreCase(identities.get(0))).isPresent()) {
            throw Refusal.of(SoapPaths.unknown(visit.post().path(), visit.post().context()));
        }
        if (identities.get(0).length() > StationId.MAX_LENGTH) {
            throw Refusal.malformed(
                    "chargeBoxIdentity has more than " + StationId.MAX_LENGTH + " characters");
        }
        StationId station = new StationId(identities.get(0));
        for (String other : identities) {
            if (!station.value().equalsIgnoreCase(other)) {
                throw Refusal.twoIdentities(
                        Xml.printable(station.value(), 60), Xml.printable(other, 60));
            }
        }
        visit.identified(station);
    }
}
