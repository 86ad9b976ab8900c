package dev.substation.bench.peer;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A servlet that reads an envelope to its end and answers with another, and nothing more. */
@WebServlet("/soap")
public class Parser extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] ANSWER =
            ("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
                            + "<meterValuesResponse xmlns=\"urn://Ocpp/Cs/2015/10/\"/>"
                            + "</s:Body></s:Envelope>")
                    .getBytes(StandardCharsets.UTF_8);

    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(request.getInputStream());
            while (reader.hasNext()) {
                reader.next();
            }
        } catch (XMLStreamException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.setContentType("application/soap+xml;charset=UTF-8");
        response.setContentLength(ANSWER.length);
        response.getOutputStream().write(ANSWER);
    }
}
