package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final String OPEN =
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'"
                    + " xmlns:a='http://www.w3.org/2005/08/addressing'"
                    + " xmlns:o='urn://Ocpp/Cs/2012/06/'>";
    private static final String BODY = "<s:Body><o:heartbeatRequest/></s:Body></s:Envelope>";

    private static Envelope open(String text) throws XMLStreamException {
        Envelope envelope =
                new Envelope(
                        new Xml().reader(text.getBytes(StandardCharsets.UTF_8), Optional.empty()));
        envelope.open();
        return envelope;
    }

    private static Envelope header(String header) throws XMLStreamException {
        return open(OPEN + "<s:Header>" + header + "</s:Header>" + BODY);
    }

    @Test
    void readsHeadersInAnyOrderAndWithBlanks() throws XMLStreamException {
        Envelope envelope =
                header(
                        """
                        <a:Action>/Heartbeat</a:Action><x:y xmlns:x="urn:x"><z/></x:y>
                        <a:From><a:Address> http://cp:80/ </a:Address></a:From>
                        <a:MessageID>
                          7230
                        </a:MessageID>
                        <!-- odd --><o:chargeboxidentity>
                          KEBA-1 </o:chargeboxidentity>""");

        assertEquals(List.of("KEBA-1"), envelope.identities());
        assertEquals("7230", envelope.messageId().orElseThrow().strip());
        assertTrue(envelope.messageId().orElseThrow().startsWith("\n"), "kept verbatim");
        assertEquals("http://cp:80/", envelope.from().orElseThrow());
        assertEquals(Optional.empty(), envelope.replyTo());
        assertEquals("urn://Ocpp/Cs/2012/06/", envelope.service().orElseThrow());
        assertEquals("heartbeatRequest", envelope.element().orElseThrow());
    }

    @Test
    void readsTheOldDraftOfAddressingAndABareFrom() throws XMLStreamException {
        Envelope envelope =
                header(
                        "<From xmlns='http://schemas.xmlsoap.org/ws/2004/08/addressing'>http://cp:80/</From>");

        assertEquals(Addressing.DRAFT_2004, envelope.addressing());
        assertEquals("http://cp:80/", envelope.from().orElseThrow());
    }

    @Test
    void readsSoap11AndNoHeaderAtAll() throws XMLStreamException {
        Envelope envelope =
                open(
                        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><x xmlns='urn:x'/></Body></Envelope>");

        assertEquals(Soap.V11, envelope.soap());
        assertEquals(List.of(), envelope.identities());
        assertEquals(Optional.empty(), envelope.service());
    }

    @Test
    void toleratesMustUnderstandOnOcppAndAddressing() throws XMLStreamException {
        header(
                        "<a:To s:mustUnderstand='1'>x</a:To><o:chargeBoxIdentity s:mustUnderstand='true'>A</o:chargeBoxIdentity>"
                                + "<q xmlns='urn:q' s:mustUnderstand='false'/>"
                                + "<r xmlns='urn:q' s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/none'/>")
                .requireUnderstood();
    }

    @Test
    void refusesMustUnderstandOnUnknownHeaders() throws XMLStreamException {
        Envelope envelope = header("<q xmlns='urn:q' s:mustUnderstand='true'/>");

        Refusal refusal = assertThrows(Refusal.class, envelope::requireUnderstood);

        assertEquals(Refusal.Blame.MUST_UNDERSTAND, refusal.blame());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
                "<html/>",
                OPEN + "</s:Envelope>",
                OPEN + "<s:Header/></s:Envelope>",
                OPEN + "<s:Body/></s:Envelope>",
                OPEN + "<s:Body>text</s:Body></s:Envelope>",
                OPEN + "<o:Body><o:x/></o:Body></s:Envelope>",
            })
    void refusesWhatIsNoMessage(String text) {
        Refusal refusal = assertThrows(Refusal.class, () -> open(text));

        assertEquals("ProtocolError", refusal.subCode());
        assertEquals(Refusal.Blame.SENDER, refusal.blame());
    }

    @Test
    void refusesAnotherVersionOfSoap() {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> open("<Envelope xmlns='http://www.w3.org/2001/06/soap-envelope'/>"));

        assertEquals(Refusal.Blame.VERSION_MISMATCH, refusal.blame());
    }

    @Test
    void expandsNoEntities() {
        assertThrows(XMLStreamException.class, () -> header("<a:MessageID>&b;</a:MessageID>"));
    }

    @Test
    void stopsAtDeepNesting() {
        String deep = "<x>".repeat(10_000) + "</x>".repeat(10_000);

        XMLStreamException stopped =
                assertThrows(XMLStreamException.class, () -> header("<o:h>" + deep + "</o:h>"));

        assertTrue(Xml.reason(stopped).contains("Depth"), Xml.reason(stopped));
    }

    @Test
    void findsWhatIsBrokenBehindTheBody() throws XMLStreamException {
        Envelope envelope = open(OPEN + "<s:Body><o:heartbeatRequest/></s:Body></s:Envel>");
        envelope.reader().next(); // to the end of heartbeatRequest

        assertThrows(XMLStreamException.class, envelope::finish);
    }

    @Test
    void refusesASecondElementInTheBody() throws XMLStreamException {
        Envelope envelope = open(OPEN + "<s:Body><o:a/><o:b/></s:Body></s:Envelope>");
        envelope.reader().next();

        assertThrows(Refusal.class, envelope::finish);
    }
}
