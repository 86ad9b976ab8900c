package dev.substation.soap;

import java.util.Optional;
import java.util.UUID;
import javax.xml.namespace.QName;
import org.apache.cxf.binding.soap.Soap11;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapHeader;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.binding.soap.interceptor.AbstractSoapInterceptor;
import org.apache.cxf.binding.soap.interceptor.SoapPreProtocolOutInterceptor;
import org.apache.cxf.helpers.DOMUtils;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.Phase;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Gives an answer or fault its SOAP version, content type and addressing headers. CXF's own
 * addressing feature costs ten times the rest of the message (docs/adr/0007-callback-client.md).
 */
final class AnswerOut extends AbstractSoapInterceptor {

    AnswerOut() {
        super(Phase.POST_LOGICAL);
        addAfter(SoapPreProtocolOutInterceptor.class.getName());
    }

    @Override
    public void handleMessage(SoapMessage message) {
        SoapExchange visit = message.getExchange().get(SoapExchange.class);
        message.setVersion(visit.soap() == Soap.V11 ? Soap11.getInstance() : Soap12.getInstance());
        message.put(Message.CONTENT_TYPE, visit.soap().contentType());
        message.put(Message.ENCODING, "UTF-8");

        Document document = DOMUtils.getEmptyDocument();
        Addressing addressing = visit.addressing();
        boolean fault = message.getContent(Exception.class) != null;
        add(message, document, "Action", action(visit, fault).orElse(addressing.faultAction()));
        add(message, document, "MessageID", "urn:uuid:" + UUID.randomUUID());
        visit.relatesTo().ifPresent(id -> add(message, document, "RelatesTo", id));
        add(message, document, "To", addressing.anonymous());
    }

    private static Optional<String> action(SoapExchange visit, boolean fault) {
        return fault
                ? Optional.empty()
                : visit.decoded().map(body -> "/" + body.action().name() + "Response");
    }

    private static void add(SoapMessage message, Document document, String name, String text) {
        String namespace = message.getExchange().get(SoapExchange.class).addressing().namespace();
        Element element = document.createElementNS(namespace, name);
        element.setTextContent(text);
        message.getHeaders().add(new SoapHeader(new QName(namespace, name), element));
    }
}
