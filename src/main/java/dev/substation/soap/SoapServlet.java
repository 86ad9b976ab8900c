package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the SOAP face: methods, contracts, sizes and encodings. A POST goes on to CXF
 * with its body read and under one content type, because stations send any (text/xml,
 * application/xml, none).
 *
 * <p>Register it with {@code asyncSupported=true} on {@link SoapPaths#mappings()}, without
 * multipart.
 */
public final class SoapServlet extends CXFNonSpringServlet {

    /** The default limit of a message. */
    public static final int MAX_BYTES = 1 << 20;

    /** How long a message may take to come in, by default. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SoapServlet.class);
    private static final Pattern ADDRESS =
            Pattern.compile("(<[A-Za-z0-9]+:address\\s+location=\")[^\"]*(\")");

    private final transient SoapFace face;
    private final transient SoapPaths paths;
    private final int maxBytes;
    private final transient Duration patience;

    /**
     * @param maxBytes the size that a message may have, as it is sent and decompressed
     * @param patience how long its body may take to come in
     */
    public SoapServlet(SoapFace face, SoapPaths paths, int maxBytes, Duration patience) {
        this.face = face;
        this.paths = paths;
        this.maxBytes = maxBytes;
        this.patience = patience;
        setBus(face.bus());
    }

    @Override
    protected void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws ServletException {
        try {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                resumed(request, response);
                return;
            }
            if (face.isClosed()) {
                response.setHeader("Retry-After", FaultOut.RETRY_AFTER);
                page(
                        response,
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        Answer.failure(Cause.STOPPING).description());
                return;
            }
            switch (request.getMethod()) {
                case "POST" -> post(request, response);
                case "GET", "HEAD" -> get(request, response);
                default -> notAllowed(request, response);
            }
        } catch (IOException e) {
            // The station has gone away in the middle; there is nobody to answer.
            LOG.debug("a request of {} broke off", request.getRemoteAddr(), e);
        }
    }

    private void resumed(HttpServletRequest request, HttpServletResponse response)
            throws ServletException {
        try {
            boolean over =
                    request.getAttribute(AbstractHTTPDestination.CXF_CONTINUATION_MESSAGE) == null;
            if (over) {
                // The station went away just now. CXF would take this for another request.
                LOG.debug("{} waits for no answer any more", request.getRemoteAddr());
                return;
            }
            super.handleRequest(new OnEndpoint(request, new byte[0]), response);
        } finally {
            face.done((Post) request.getAttribute(Post.ATTRIBUTE));
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String context = request.getContextPath();
        String shown = context + paths.shown(request.getRequestURI().substring(context.length()));
        Optional<SoapPaths.Place> place = paths.place(path(request));
        Post post =
                place.isPresent()
                        ? Post.read(request, shown, place.get(), maxBytes, patience)
                        : Post.refused(
                                request, shown, Refusal.of(SoapPaths.unknown(shown, context)));
        request.setAttribute(Post.ATTRIBUTE, post);
        super.handleRequest(new OnEndpoint(request, post.body()), response);
    }

    private void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query =
                request.getQueryString() == null
                        ? ""
                        : request.getQueryString().toLowerCase(Locale.ROOT);
        Optional<SoapPaths.Place> place = paths.place(path(request));
        if (place.isPresent() && query.startsWith("wsdl")) {
            contract(place.get(), request, response, query.equals("wsdl=charge-point"));
        } else {
            notAllowed(request, response);
        }
    }

    private static void contract(
            SoapPaths.Place place,
            HttpServletRequest request,
            HttpServletResponse response,
            boolean ofChargePoint)
            throws IOException {
        String name = SoapPaths.contract(place, ofChargePoint);
        try (InputStream in = SoapServlet.class.getResourceAsStream(name)) {
            if (in == null) {
                page(
                        response,
                        HttpServletResponse.SC_NOT_FOUND,
                        "The contract " + name + " is missing.");
                return;
            }
            String contract = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String served = ofChargePoint ? contract : addressed(contract, request);
            response.setContentType("text/xml; charset=utf-8");
            response.getOutputStream().write(served.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The contract with the address that it was fetched from as the address of the service. */
    private static String addressed(String contract, HttpServletRequest request) {
        String url =
                request.getRequestURL()
                        .toString()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("\"", "&quot;");
        return ADDRESS.matcher(contract).replaceAll("$1" + Matcher.quoteReplacement(url) + "$2");
    }

    private static void notAllowed(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Allow", "POST, GET");
        page(
                response,
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                "This is the address for charging stations that speak OCPP over SOAP, which POST to"
                        + " it; its contract is at "
                        + Xml.printable(request.getRequestURI(), 200)
                        + "?wsdl.");
    }

    private static void page(HttpServletResponse response, int status, String sentence)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain; charset=utf-8");
        response.getOutputStream().write((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    /** The request as CXF is to see it: on the one endpoint, SOAP 1.2 by type, body at hand. */
    private static final class OnEndpoint extends HttpServletRequestWrapper {

        private final byte[] body;

        OnEndpoint(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public String getPathInfo() {
            return SoapFace.ENDPOINT;
        }

        @Override
        public String getContentType() {
            return Soap.V12.contentType();
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("the body was read already");
                }

                @Override
                public int read() {
                    return in.read();
                }

                /** CXF drains what nobody has read, which byte by byte takes its time. */
                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return in.read(bytes, offset, length);
                }
            };
        }
    }
}
