package dev.substation.admin;

import dev.substation.access.AccessSettings;
import dev.substation.access.ApiToken;
import dev.substation.access.AuditLog;
import dev.substation.access.Credentials;
import dev.substation.access.DayBudget;
import dev.substation.access.Endpoint;
import dev.substation.access.Endpoints;
import dev.substation.access.Need;
import dev.substation.access.Operator;
import dev.substation.access.Role;
import dev.substation.access.Sessions;
import dev.substation.access.Visit;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.model.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of the administration. Each request but those of stations must have a row in {@link
 * Endpoints}, which says what it asks of whoever comes; what has no row is closed, so that a page
 * that comes later cannot be forgotten (docs/adr/0068-lock.md).
 */
public final class AccessFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

    private static final String API = "/api";

    /** Where nobody between can read, a password may be sent. */
    private static final String NOT_PRIVATE =
            "The administration of this gateway answers over HTTPS, and on its own machine at"
                    + " 127.0.0.1. To allow it here without TLS, set admin.plain-http: true in"
                    + " site.yaml. Stations connect at ";

    private static final String OTHER_PAGE =
            "A page of another site has asked for this, or a proxy has changed the header Host."
                    + " Stations connect at ";

    private static final String LOG_IN =
            "Log in: send the header Authorization: Bearer with a token, such as the one in"
                    + " data/admin-token of the home (docs/api.md)";

    private static final String NO_CSRF =
            "A session sends the header %s with the value of csrfToken in /api/v1/session"
                    .formatted(Visit.CSRF_HEADER);

    private final List<String> stations;
    private final Supplier<AccessSettings> settings;
    private final Credentials credentials;
    private final Sessions sessions;
    private final AuditLog audit;
    private final WrongPaths wrongPaths;
    private final DoorRefusals refusals;
    private final DayBudget denials;

    /**
     * @param stations paths of stations, with what is below them: {@code /soap}
     * @param wrongPaths logs what is posted to paths of nobody
     * @param denials how many of what is denied is in the audit log
     */
    public AccessFilter(
            List<String> stations,
            Supplier<AccessSettings> settings,
            Credentials credentials,
            Sessions sessions,
            AuditLog audit,
            WrongPaths wrongPaths,
            DoorRefusals refusals,
            DayBudget denials) {
        this.stations = List.copyOf(stations);
        this.settings = settings;
        this.credentials = credentials;
        this.sessions = sessions;
        this.audit = audit;
        this.wrongPaths = wrongPaths;
        this.refusals = refusals;
        this.denials = denials;
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        HttpServletResponse answer = (HttpServletResponse) response;
        String path = AdminRequest.path(request);
        if (isAt(path, stations)) { // each message over SOAP comes by: no more is done for it
            chain.doFilter(request, response);
            return;
        }
        Optional<Endpoint> endpoint = Endpoints.of(request.getMethod(), path);
        if (endpoint.filter(this::isOpen).isPresent()) {
            chain.doFilter(request, response);
            return;
        }
        AdminRequest asked = new AdminRequest(request, settings.get().trustedProxies());
        SecurityHeaders.ofData(answer);
        boolean ofApi = isAt(path, List.of(API));
        boolean lost = request.getMethod().equals("POST") && !ofApi && endpoint.isEmpty();
        if (lost) {
            wrongPaths.posted(request, path);
        }
        Optional<String> closed = closed(asked);
        if (closed.isPresent()) {
            String why = closed.get() + Page.addresses(request);
            if (!lost) {
                refusals.add(
                        Door.HTTP,
                        RefusalReason.OTHER_MACHINE,
                        new Knock(request.getRemoteAddr(), wrongPaths.shown(request, path), why));
            }
            Page.refuse(answer, why);
        } else if (endpoint.filter(one -> one.need() == Need.NO_LOGIN).isPresent() && !ofApi) {
            SecurityHeaders.ofConsole(answer);
            chain.doFilter(request, response);
        } else if (ofApi || endpoint.isPresent()) {
            locked(asked, endpoint, new Exchange(request, answer, chain));
        } else {
            answer.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private boolean isOpen(Endpoint endpoint) {
        return endpoint.need() == Need.NOTHING
                || endpoint.need() == Need.METRICS && !settings.get().metricsLogin();
    }

    /** Why nobody may ask so, whoever it is; the sentence goes on with the paths of stations. */
    private Optional<String> closed(AdminRequest asked) {
        if (asked.isOfOtherPage()) {
            return Optional.of(OTHER_PAGE);
        }
        return asked.isPrivate() || settings.get().plainHttp()
                ? Optional.empty()
                : Optional.of(NOT_PRIVATE);
    }

    private record Exchange(
            HttpServletRequest request, HttpServletResponse answer, FilterChain chain) {}

    private void locked(AdminRequest asked, Optional<Endpoint> endpoint, Exchange exchange)
            throws IOException, ServletException {
        boolean free = endpoint.filter(one -> one.need() == Need.NO_LOGIN).isPresent();
        Optional<Sessions.Live> session =
                asked.token().isPresent()
                        ? Optional.empty()
                        : asked.session().flatMap(sessions::find);
        Optional<Operator> operator =
                session.map(Sessions.Live::operator).or(() -> withoutSession(asked));
        String methods = Endpoints.methods(asked.path());
        HttpServletResponse answer = exchange.answer();
        if (operator.isEmpty() && !free) {
            answer.setHeader("WWW-Authenticate", "Bearer");
            Page.problem(answer, HttpServletResponse.SC_UNAUTHORIZED, LOG_IN);
        } else if (endpoint.isEmpty() && methods.isEmpty()) {
            Page.problem(
                    answer,
                    HttpServletResponse.SC_NOT_FOUND,
                    "The API has no such page; docs/api.md lists them");
        } else if (endpoint.isEmpty()) {
            answer.setHeader("Allow", methods);
            Page.problem(
                    answer,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    "The page does not do that; the header Allow says what it does");
        } else if (session.isPresent() && !asked.isRead() && !isOfConsole(asked, session.get())) {
            denied(asked, operator);
            Page.problem(answer, HttpServletResponse.SC_FORBIDDEN, NO_CSRF);
        } else if (free || operator.get().role().covers(needed(endpoint.get()))) {
            admitted(asked, operator, exchange);
        } else {
            denied(asked, operator);
            Page.problem(
                    answer,
                    HttpServletResponse.SC_FORBIDDEN,
                    "This needs the role %s; %s has the role %s"
                            .formatted(
                                    needed(endpoint.get()).word(),
                                    operator.get().name(),
                                    operator.get().role().word()));
        }
    }

    private void admitted(AdminRequest asked, Optional<Operator> operator, Exchange exchange)
            throws IOException, ServletException {
        Optional<AuditLog.Deed> deed;
        try {
            deed = begun(asked, operator);
        } catch (IOException e) {
            LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
            Page.problem(
                    exchange.answer(),
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The audit log cannot be written, so nothing is changed; the log says why");
            return;
        }
        exchange.request()
                .setAttribute(
                        Visit.ATTRIBUTE,
                        new Visit(
                                operator,
                                asked.address(),
                                asked.host(),
                                asked.isSecure(),
                                asked.session(),
                                deed));
        if (deed.isPresent()) {
            AuditedRequest.pass(
                    exchange.request(), exchange.answer(), exchange.chain(), deed.get());
        } else {
            exchange.chain().doFilter(exchange.request(), exchange.answer());
        }
    }

    /**
     * What is no question is in the audit log before it is done; logins are there by themselves.
     */
    private Optional<AuditLog.Deed> begun(AdminRequest asked, Optional<Operator> operator)
            throws IOException {
        if (asked.isRead() || asked.isLogin() || operator.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                audit.begin(
                        operator.get().name(),
                        operator.get().way().word(),
                        asked.address(),
                        asked.line()));
    }

    private void denied(AdminRequest asked, Optional<Operator> operator) {
        if (!denials.passes()) {
            return;
        }
        try {
            begun(asked, operator).ifPresent(deed -> deed.end("403"));
        } catch (IOException e) {
            LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
        }
    }

    /** Figures that need a login need no more than to see. */
    private static Role needed(Endpoint endpoint) {
        return endpoint.need().role().orElse(Role.VIEW);
    }

    /**
     * A page of others could send the cookie, if a browser let it, but does not know this. A login
     * begins a session of its own, so it needs none.
     */
    private static boolean isOfConsole(AdminRequest asked, Sessions.Live session) {
        return asked.isLogin() || ApiToken.same(session.csrf(), asked.csrf());
    }

    private Optional<Operator> withoutSession(AdminRequest asked) {
        Optional<String> token = asked.token();
        if (token.isPresent()) {
            return credentials.byToken(token.get());
        }
        return settings.get().loopbackWithoutLogin() && asked.isLocal()
                ? Optional.of(Operator.ON_THIS_MACHINE)
                : Optional.empty();
    }

    private static boolean isAt(String path, List<String> bases) {
        return bases.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
    }
}
