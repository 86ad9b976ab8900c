package dev.substation.json;

import dev.substation.flow.gate.Credentials;
import dev.substation.flow.gate.StationLock;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RefusalLog;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door in front of the WebSocket endpoint: says who may come in, and tells the others in a
 * sentence why not. It stands on every path, for stations knock at odd ones; what is neither a
 * WebSocket nor at a path of ours goes by.
 *
 * <p>Answers 404 for a station that is not named or not listed, 401 for one that does not show the
 * password that is set for it, 403 for one that does not show the certificate, 400 for a
 * sub-protocol that is not spoken here and for a station that is set to speak SOAP, 426 for a plain
 * request, 405 for a SOAP one, 503, with Retry-After, for a station that cannot be served now:
 * {@link StationGate#turnedAway}.
 */
public final class OcppUpgradeFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(OcppUpgradeFilter.class);

    /** After how many seconds a rejected station may connect again. */
    private static final String RETRY_AFTER = "60";

    private final JsonFace face;
    private final StationGate gate;
    private final StationPaths paths;
    private final BooleanSupplier secrets;
    private final StationLock lock;
    private final RefusalLog log = new RefusalLog(() -> new Moment(System.nanoTime()));

    /**
     * @param paths where stations connect, without the identity: {@code /ocpp} and its aliases
     * @param others paths of other faces, such as {@code /soap/1.5}: their last segment is no
     *     identity, should someone open a WebSocket there
     * @param secrets whether any station has a secret in its address now, which must not be logged
     */
    public OcppUpgradeFilter(
            JsonFace face,
            StationGate gate,
            List<String> paths,
            List<String> others,
            BooleanSupplier secrets) {
        this.secrets = secrets;
        this.face = face;
        this.gate = gate;
        lock = new StationLock(gate::nextKeyShown, gate::isRevoked);
        this.paths = new StationPaths(paths, others);
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse rawResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        HttpServletResponse response = (HttpServletResponse) rawResponse;
        String path = path(request);
        if (asksForWebSocket(request)) {
            receive(request, response, path);
        } else if (paths.ours(path)) {
            explain(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * Who wants to connect, by the path alone; empty when it names no station.
     *
     * @param path as on the wire, without the query
     */
    public Optional<StationId> station(String path) {
        return paths.station(path);
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private static boolean asksForWebSocket(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return "GET".equals(request.getMethod())
                && upgrade != null
                && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    private static boolean saysUpgrade(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Connection")).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
    }

    private void receive(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException, ServletException {
        Optional<StationId> station = paths.station(path);
        if (station.isEmpty()) {
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    RefusalReason.WRONG_PATH,
                    (paths.others(path)
                                    ? "This address is for OCPP over SOAP; a station that speaks"
                                            + " OCPP-J connects to "
                                    : "The address must end in the station's identity, as in ")
                            + url(request, "ws", "/ocpp/STATION-1"));
            return;
        }
        long version = gate.settingsVersion();
        Optional<StationSettings> settings = gate.settings(station.get());
        if (settings.isEmpty()) {
            Object name = hides(path) ? "…" : station.get();
            refuse(request, response, HttpServletResponse.SC_NOT_FOUND, gate.unknown(name));
            return;
        }
        Optional<Answer.Failure> locked =
                lock.objection(
                        settings.get(),
                        Credentials.of(
                                request.isSecure(),
                                request.getHeader("Authorization"),
                                request.getAttribute(Credentials.CERTIFICATES),
                                paths.inFront(path)));
        if (locked.isPresent()) {
            lockOut(request, response, locked.get());
            return;
        }
        List<String> offered = offered(request);
        Optional<Objection> objection = objection(settings.get(), offered);
        if (objection.isPresent()) {
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    objection.get().reason(),
                    objection.get().sentence());
            return;
        }
        if (!saysUpgrade(request)) {
            // Some stations leave it out (quirk 14); Grizzly would answer 500 without a word.
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    RefusalReason.NO_WEBSOCKET,
                    "The header Connection: Upgrade is missing");
            return;
        }
        Optional<Answer.Failure> away =
                gate.turnedAway(settings.get().station(), request.getRemoteAddr());
        if (away.isPresent()) {
            response.setHeader("Retry-After", RETRY_AFTER);
            Answer.Failure why = away.get();
            gate.refusals().add(Door.WEBSOCKET, why, knock(request, why.description()));
            tell(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, why.description());
            LOG.debug("station={} rejected: {}", station.get(), why.description());
            return;
        }
        if (paths.others(path)) {
            // One address for SOAP, another for WebSockets are mixed up often (quirk 11).
            LOG.info(
                    "station={} opens a WebSocket at the SOAP address path={}; this works, but "
                            + "the right address is {}",
                    station.get(),
                    shown(path),
                    printable(url(request, "ws", "/ocpp/" + station.get())));
        }
        Newcomer guest =
                new Newcomer(
                        new Admission(
                                settings.get().station(),
                                station.get(),
                                settings.get().locks(),
                                version),
                        address(request),
                        new RawConnection(),
                        !settings.get().webSocketClose());
        upgrade(new Admitted(request, guest), response);
    }

    private static List<String> offered(HttpServletRequest request) {
        return Subprotocols.offered(Collections.list(request.getHeaders("Sec-WebSocket-Protocol")));
    }

    private Knock knock(HttpServletRequest request, String why) {
        String path = path(request);
        List<String> offered = offered(request);
        boolean speaks = asksForWebSocket(request) && Subprotocols.fits(offered);
        return new Knock(
                request.getRemoteAddr(),
                shown(path),
                paths.station(path).filter(name -> !hides(path)).map(StationId::value),
                speaks ? Optional.of(Dialect.JSON_16) : Optional.empty(),
                why);
    }

    /** Behind a SOAP path the last part may be the secret of a station. */
    private boolean hides(String path) {
        return secrets.getAsBoolean() && paths.others(path);
    }

    private void lockOut(
            HttpServletRequest request, HttpServletResponse response, Answer.Failure locked)
            throws IOException {
        boolean password = locked.cause() == Cause.WRONG_PASSWORD;
        if (password) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Substation\"");
        }
        int status =
                password ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_FORBIDDEN;
        gate.refusals().add(Door.WEBSOCKET, locked, knock(request, locked.description()));
        log.line(request.getRemoteAddr() + " " + locked.description(), locked.cause())
                .ifPresent(more -> warn(request, locked.line() + more));
        tell(response, status, locked.description());
    }

    /** Why an upgrade is rejected that is none of a lock. */
    private record Objection(RefusalReason reason, String sentence) {}

    private static Optional<Objection> objection(StationSettings settings, List<String> offered) {
        if (settings.dialect().filter(dialect -> dialect.isSoap()).isPresent()) {
            return Optional.of(
                    new Objection(
                            RefusalReason.WRONG_DIALECT,
                            "The station "
                                    + settings.station()
                                    + " is set to "
                                    + settings.dialect().get().word()
                                    + "; send it to /soap, or change its dialect in site.yaml"));
        }
        if (offered.isEmpty() && settings.subprotocolRequired()) {
            return Optional.of(
                    new Objection(
                            RefusalReason.WRONG_SUBPROTOCOL,
                            "The header Sec-WebSocket-Protocol is missing; offer "
                                    + Subprotocols.OCPP_16));
        }
        if (!Subprotocols.fits(offered)) {
            return Optional.of(
                    new Objection(
                            RefusalReason.WRONG_SUBPROTOCOL,
                            "None of the sub-protocols "
                                    + String.join(", ", offered)
                                    + " is supported; offer "
                                    + Subprotocols.OCPP_16));
        }
        return Optional.empty();
    }

    private static String address(HttpServletRequest request) {
        return request.getRemoteAddr() + ":" + request.getRemotePort();
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            face.upgrade(request, response);
        } catch (DeploymentException fault) {
            throw new ServletException(fault);
        }
    }

    private void explain(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if ("POST".equals(request.getMethod())) {
            response.setHeader("Allow", "GET");
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    RefusalReason.NO_WEBSOCKET,
                    "This address is for OCPP-J over WebSocket; SOAP stations post to "
                            + url(request, "http", "/soap"));
            return;
        }
        response.setHeader("Upgrade", "websocket");
        refuse(
                request,
                response,
                426, // Upgrade Required, RFC 9110 section 15.5.22
                RefusalReason.NO_WEBSOCKET,
                "This address is for OCPP-J over WebSocket: open a WebSocket to "
                        + request.getContextPath()
                        + "/ocpp/IDENTITY with the sub-protocol "
                        + Subprotocols.OCPP_16);
    }

    /** An address of ours as the station would write it. */
    private static String url(HttpServletRequest request, String scheme, String path) {
        String host = request.getHeader("Host");
        return (request.isSecure() ? scheme + "s" : scheme)
                + "://"
                + (host == null ? request.getServerName() + ":" + request.getServerPort() : host)
                + request.getContextPath()
                + path;
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            RefusalReason reason,
            String sentence)
            throws IOException {
        gate.refusals().add(Door.WEBSOCKET, reason, knock(request, sentence));
        String line = Problem.UPGRADE_REJECTED.line(status, sentence);
        write(request, response, status, sentence, line);
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Answer.Failure failure)
            throws IOException {
        gate.refusals().add(Door.WEBSOCKET, failure, knock(request, failure.description()));
        write(request, response, status, failure.description(), failure.line());
    }

    private void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String sentence,
            String line)
            throws IOException {
        log.line(request.getRemoteAddr() + " " + request.getRequestURI(), "status " + status)
                .ifPresent(more -> warn(request, line + more));
        tell(response, status, sentence);
    }

    private void warn(HttpServletRequest request, String line) {
        LOG.warn("address={} path={} {}", address(request), shown(path(request)), printable(line));
    }

    /** A path as it may be logged: without what may be a station's secret. */
    private String shown(String path) {
        String name =
                paths.others(path) ? "" : paths.station(path).map(StationId::value).orElse("");
        return printable(secrets.getAsBoolean() ? "/…/" + name : path);
    }

    private static void tell(HttpServletResponse response, int status, String sentence)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Text of a peer in a form that is safe for the log. */
    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    /** The request of a station that is let in, mended where the WebSocket container is strict. */
    private static final class Admitted extends HttpServletRequestWrapper {

        private final Newcomer guest;

        Admitted(HttpServletRequest request, Newcomer guest) {
            super(request);
            this.guest = guest;
        }

        @Override
        public Principal getUserPrincipal() {
            return guest;
        }

        @Override
        public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
                throws IOException, ServletException {
            try {
                T webSockets = type.getDeclaredConstructor().newInstance();
                guest.line().is(super.upgrade(StationSocket.class).around(webSockets));
                return webSockets;
            } catch (ReflectiveOperationException fault) {
                throw new ServletException(fault);
            }
        }

        @Override
        public String getHeader(String name) {
            return mended(name).orElseGet(() -> super.getHeader(name));
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return mended(name)
                    .map(value -> Collections.enumeration(List.of(value)))
                    .orElseGet(() -> super.getHeaders(name));
        }

        private static Optional<String> mended(String header) {
            return switch (header.toLowerCase(Locale.ROOT)) {
                case "connection" -> Optional.of("Upgrade");
                case "upgrade" -> Optional.of("websocket");
                default -> Optional.empty();
            };
        }
    }
}
