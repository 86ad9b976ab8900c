package dev.substation.conformance;

import dev.substation.dialect.Part;
import dev.substation.dialect.PlainXml;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.SoapMessage;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;

/** A station that speaks SOAP: it posts to the gateway, and is posted to. */
final class SoapSide implements Side {

    private static final String SENDER = "Sender";
    private static final String RECEIVER = "Receiver";

    private final StationId station;
    private final Dialect dialect;
    private final HttpClient http;
    private final String gateway;
    private final String own;
    private final Consumer<Sent> sent;
    private final Map<Action, Outcome> answers = new ConcurrentHashMap<>();
    private final Visits visits = new Visits();

    /**
     * @param gateway where it posts
     * @param own where it listens
     */
    SoapSide(
            StationId station,
            Dialect dialect,
            HttpClient http,
            String gateway,
            String own,
            Consumer<Sent> sent) {
        this.station = station;
        this.dialect = dialect;
        this.http = http;
        this.gateway = gateway;
        this.own = own;
        this.sent = sent;
    }

    @Override
    public Outcome call(Action action, Payload payload) {
        String body = PlainXml.write(dialect, Direction.UP, action, Part.REQUEST, payload);
        String headers =
                "<o:chargeBoxIdentity xmlns:o='"
                        + SoapCodec.namespace(dialect, Direction.UP)
                        + "' s:mustUnderstand='true'>"
                        + station
                        + "</o:chargeBoxIdentity><a:MessageID>urn:uuid:"
                        + UUID.randomUUID()
                        + "</a:MessageID><a:From><a:Address>"
                        + own
                        + "</a:Address></a:From><a:Action>/"
                        + action
                        + "</a:Action>";
        try {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(gateway))
                                    .timeout(Duration.ofSeconds(20))
                                    .header("Content-Type", "application/soap+xml; charset=utf-8")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    envelope(headers, body)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return outcome(action, new SoapMessage(0, Map.of(), response.body()).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Outcome outcome(Action action, Element body) throws Exception {
        if (body.getLocalName().equals("Fault")) {
            String subCode =
                    PlainXml.children(PlainXml.children(body).get(0))
                            .get(1)
                            .getTextContent()
                            .strip();
            return Outcome.error(subCode.substring(subCode.indexOf(':') + 1));
        }
        sent.accept(new Sent(dialect, Direction.UP, action, Part.RESPONSE, text(body)));
        return Outcome.result(PlainXml.read(dialect, Direction.UP, action, Part.RESPONSE, body));
    }

    private static String text(Element element) throws Exception {
        Transformer copy = TransformerFactory.newDefaultInstance().newTransformer();
        copy.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        copy.transform(new DOMSource(element), new StreamResult(text));
        return text.toString();
    }

    private static String envelope(String headers, String body) {
        return "<?xml version='1.0' encoding='UTF-8'?><s:Envelope xmlns:s='"
                + SoapMessage.SOAP_12
                + "' xmlns:a='http://www.w3.org/2005/08/addressing'><s:Header>"
                + headers
                + "</s:Header><s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }

    /** Answers what was posted to it. */
    String posted(String envelope) throws Exception {
        SoapMessage request = new SoapMessage(0, Map.of(), envelope);
        String namespace = SoapCodec.namespace(dialect, Direction.DOWN);
        if (!request.header(namespace, "chargeBoxIdentity").equals(station.value())) {
            return fault("IdentityMismatch");
        }
        Action action = new Action(request.header("Action").substring(1));
        sent.accept(new Sent(dialect, Direction.DOWN, action, Part.REQUEST, text(request.body())));
        visits.add(
                action,
                PlainXml.read(dialect, Direction.DOWN, action, Part.REQUEST, request.body()));
        Outcome answer = answers.get(action);
        return answer.isResult()
                ? envelope(
                        "",
                        PlainXml.write(
                                dialect, Direction.DOWN, action, Part.RESPONSE, answer.payload()))
                : fault(answer.error());
    }

    private String fault(String subCode) {
        String code =
                List.of("InternalError", "NotSupported").contains(subCode) ? RECEIVER : SENDER;
        return envelope(
                "",
                "<s:Fault><s:Code><s:Value>s:"
                        + code
                        + "</s:Value><s:Subcode><s:Value xmlns:o='"
                        + SoapCodec.namespace(dialect, Direction.DOWN)
                        + "'>o:"
                        + subCode
                        + "</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang='en'>as the"
                        + " table says</s:Text></s:Reason></s:Fault>");
    }

    @Override
    public void answering(Action action, Outcome outcome) {
        answers.put(action, outcome);
    }

    @Override
    public Payload visit(Action action) {
        return visits.next(action);
    }

    @Override
    public boolean wasVisited(Action action) {
        return !visits.isEmpty(action);
    }

    @Override
    public void close() {}
}
