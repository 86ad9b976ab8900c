package dev.substation.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.AccessSettings;
import dev.substation.access.ApiToken;
import dev.substation.access.AuditLog;
import dev.substation.access.Credentials;
import dev.substation.access.DayBudget;
import dev.substation.access.LoginTrail;
import dev.substation.access.Logins;
import dev.substation.access.Logins.Outcome;
import dev.substation.access.Operator;
import dev.substation.access.Role;
import dev.substation.access.Sessions;
import dev.substation.access.Visit;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.settings.Networks;
import dev.substation.testing.ServletStreams;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.SteppedTimers;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see the console and the administration; through the container in AccessCases. */
class AccessFilterTest {

    private static final int PASSED_ON = 200;
    private static final int REFUSED = 403;
    private static final int NOBODY = 401;

    @TempDir Path data;

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);
    private final DoorRefusals refusals = new DoorRefusals(() -> Instant.EPOCH);
    private AccessSettings settings = settings(true, false, false);
    private boolean secrets;
    private boolean secure;
    private Visit visit;
    private List<String> doneBefore;
    private String posted = "GET";
    private int status;

    private final WrongPaths wrongPaths = new WrongPaths(time, () -> secrets, refusals);

    private static AccessSettings settings(
            boolean loopbackWithoutLogin, boolean plainHttp, boolean metricsLogin) {
        return new AccessSettings(
                loopbackWithoutLogin,
                plainHttp,
                metricsLogin,
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                Duration.ofDays(365),
                Networks.of(List.of("10.9.0.0/16")).orElseThrow(),
                Optional.empty(),
                Optional.empty());
    }

    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    private Credentials credentials;
    private Sessions sessions;
    private Logins logins;
    private AuditLog audit;

    @BeforeEach
    void create() {
        credentials = new Credentials(data, clock);
        sessions = new Sessions(credentials, () -> settings, time::moment);
        audit = new AuditLog(data, clock, Duration.ofDays(1));
        logins =
                new Logins(
                        credentials,
                        sessions,
                        Runnable::run,
                        time::moment,
                        new LoginTrail(audit, time::moment));
    }

    private AccessFilter filter() {
        return new AccessFilter(
                List.of("/soap"),
                () -> settings,
                credentials,
                sessions,
                audit,
                wrongPaths,
                refusals,
                new DayBudget(time::moment));
    }

    private int asked(String from, String path, Map<String, String> headers) throws Exception {
        List<Map.Entry<String, String>> all = new ArrayList<>(headers.entrySet());
        String host = headers.getOrDefault("Host", "localhost").replaceFirst(":[0-9]*$", "");
        return asked(from, path, host, all);
    }

    private int asked(
            String from, String path, String server, List<Map.Entry<String, String>> headers)
            throws Exception {
        status = 0;
        visit = null;
        Map<String, Object> request = new HashMap<>();
        request.put("getMethod", posted);
        request.put("getRemotePort", 40_000);
        request.put("getRemoteAddr", from);
        request.put("getServletPath", path);
        request.put("getContextPath", "");
        request.put("getServerName", server);
        request.put("getLocalName", "gateway.example");
        request.put("getLocalAddr", "10.0.0.1");
        request.put("isSecure", secure);
        filter().doFilter(
                        proxy(
                                HttpServletRequest.class,
                                (method, argument) ->
                                        switch (method) {
                                            case "setAttribute" -> visit = (Visit) argument;
                                            case "getHeaders" -> values(headers, argument);
                                            case "getHeaderNames" -> names(headers);
                                            case "getCookies" -> cookies(headers);
                                            default -> request.get(method);
                                        }),
                        proxy(HttpServletResponse.class, this::answered),
                        (any, other) -> {
                            status = PASSED_ON;
                            doneBefore = audited();
                        });
        return status;
    }

    private static Enumeration<String> values(
            List<Map.Entry<String, String>> headers, Object name) {
        return Collections.enumeration(
                headers.stream()
                        .filter(header -> header.getKey().equals(name))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    private static Cookie[] cookies(List<Map.Entry<String, String>> headers) {
        return headers.stream()
                .filter(header -> header.getKey().equals("Cookie"))
                .map(header -> header.getValue().split("="))
                .map(parts -> new Cookie(parts[0], parts[1]))
                .toArray(Cookie[]::new);
    }

    private static Enumeration<String> names(List<Map.Entry<String, String>> headers) {
        return Collections.enumeration(headers.stream().map(Map.Entry::getKey).toList());
    }

    private Object answered(String method, Object argument) {
        if (method.equals("setStatus") || method.equals("sendError")) {
            status = (int) argument;
        }
        if (method.equals("getStatus")) {
            return status;
        }
        return method.equals("getOutputStream")
                ? ServletStreams.output(OutputStream.nullOutputStream())
                : null;
    }

    private interface Method {
        Object call(String name, Object argument);
    }

    private static <T> T proxy(Class<T> type, Method methods) {
        return type.cast(
                Proxy.newProxyInstance(
                        AccessFilterTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                methods.call(
                                        method.getName(),
                                        arguments == null
                                                ? null
                                                : arguments[arguments.length - 1])));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:8080", "127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:8080"})
    void answersThisMachineByItsOwnNames(String host) throws Exception {
        assertEquals(PASSED_ON, asked("127.0.0.1", "/api/v1/stations", Map.of("Host", host)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example:8080",
                "127.0.0.1.rebound.example",
                "localhost.rebound.example",
                "10.0.0.7:8080",
                ""
            })
    void refusesABrowserWhosePageGaveItsOwnNameOurNumber(String host) throws Exception {
        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", Map.of("Host", host)));
        assertEquals(PASSED_ON, asked("127.0.0.1", "/health/ready", Map.of("Host", host)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, cross-site, no-cors, image, , 403",
        "POST, cross-site, no-cors, empty, https://evil.example, 403",
        "GET, same-site, cors, empty, , 403",
        "GET, , , , https://evil.example, 403",
        "POST, , , , null, 403",
        "POST, , , , http://localhost.evil.example:8080, 403",
        "POST, cross-site, navigate, document, https://evil.example, 403",
        "GET, cross-site, navigate, iframe, , 403",
        "GET, cross-site, navigate, document, , 0",
        "GET, none, navigate, document, , 0",
        "POST, same-origin, cors, empty, http://127.0.0.1:8080, 0",
        "GET, same-origin, cors, empty, , 0",
    })
    void refusesWhatAPageOfSomebodyElseAsks(
            String how, String site, String mode, String kind, String origin, int refused)
            throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("Host", "127.0.0.1:8080"));
        putIf(headers, "Sec-Fetch-Site", site);
        putIf(headers, "Sec-Fetch-Mode", mode);
        putIf(headers, "Sec-Fetch-Dest", kind);
        putIf(headers, "Origin", origin);
        posted = how;

        assertEquals(
                refused == 0 ? PASSED_ON : REFUSED,
                asked(
                        "127.0.0.1",
                        how.equals("GET") ? "/api/v1/stations" : "/api/v1/stations/A/calls",
                        headers));
    }

    private static void putIf(Map<String, String> headers, String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    @Test
    void refusesOtherMachinesAndWhatAProxyPassesOn() throws Exception {
        assertEquals(REFUSED, asked("10.0.0.7", "/api/v1/stations", Map.of("Host", "localhost")));
        assertEquals(
                REFUSED,
                asked("127.0.0.1", "/api", Map.of("Host", "localhost", "X-Forwarded-For", "::1")));
        assertEquals(PASSED_ON, asked("10.0.0.7", "/soap/1.6", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "Via",
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-Forwarded-Proto",
                "X-Forwarded-Server",
                "X-Original-Forwarded-For",
                "X-Original-Host",
                "X-Real-IP",
                "X-Client-IP",
                "Client-IP",
                "True-Client-IP",
                "X-Cluster-Client-IP",
                "CF-Connecting-IP",
                "CF-Connecting-IPv6",
                "CF-Ray",
                "CDN-Loop",
                "Fastly-Client-IP",
                "Fly-Client-IP",
                "X-Azure-ClientIP",
                "X-Azure-SocketIP",
                "X-Appengine-User-IP",
                "X-Envoy-External-Address",
                "X-Amzn-Trace-Id",
                "X-Remote-Addr",
                "X-Originating-IP",
                "X-ProxyUser-Ip",
                "Proxy-Connection"
            })
    void refusesWhatAnyKindOfProxyPassesOn(String header) throws Exception {
        assertEquals(
                REFUSED,
                asked("127.0.0.1", "/api/v1/stations", Map.of("Host", "localhost", header, "1")));
    }

    @Test
    void refusesARequestThatNamesTwoHosts() throws Exception {
        var twice = List.of(Map.entry("Host", "localhost"), Map.entry("Host", "rebound.example"));
        var once = List.of(Map.entry("Host", "localhost"));

        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", "localhost", twice));
        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", "rebound.example", once));
        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", "rebound.example", List.of()));
        assertEquals(PASSED_ON, asked("127.0.0.1", "/api/v1/stations", "localhost", once));
    }

    @Test
    void answersAClientOfHttpOneZero() throws Exception {
        assertEquals(PASSED_ON, asked("127.0.0.1", "/api/v1/stations", Map.of()));
    }

    @Test
    void logsOncePerMinuteWhatIsPostedToAWrongPath() throws Exception {
        posted = "POST";

        try (TakenLines log = TakenLines.of(WrongPaths.class)) {
            asked("192.0.2.1", "/steve/services/Central", Map.of());
            asked("192.0.2.1", "/steve/services/Central", Map.of());
            asked("192.0.2.1", "/soap/1.6", Map.of());
            asked("192.0.2.1", "/api/v1/routes/explain", Map.of());
            asked("127.0.0.1", "/api/v1/routes/explain", Map.of());
            asked("127.0.0.1", "/Soap", Map.of());
            posted = "GET";
            asked("127.0.0.1", "/favicon.ico", Map.of());
            posted = "POST";
            time.pass(Duration.ofSeconds(61));
            asked("192.0.2.1", "/steve/services/Central", Map.of());

            assertEquals(
                    List.of(
                            wrong("192.0.2.1", "/steve/services/Central", ""),
                            wrong("127.0.0.1", "/Soap", ""),
                            wrong(
                                    "192.0.2.1",
                                    "/steve/services/Central",
                                    " (and 1 more like it since the last line)")),
                    log.lines());
        }
    }

    @Test
    void hidesWhatMayBeTheSecretOfAStation() throws Exception {
        posted = "POST";
        secrets = true;

        try (TakenLines log = TakenLines.of(WrongPaths.class)) {
            asked("192.0.2.1", "/sope/s3cret", Map.of());

            assertEquals(List.of(wrong("192.0.2.1", "/…", "")), log.lines());
        }
    }

    private static String wrong(String address, String path, String more) {
        return "address=%s:40000 SUB-1012 The address %s is not for this message: SOAP stations post to /soap, /soap/1.5 or /soap/1.6%s"
                .formatted(address, path, more);
    }

    @Test
    void asksForALoginAlsoOnThisMachine() throws Exception {
        settings = settings(false, false, false);

        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", Map.of("Host", "localhost")));
        assertEquals(PASSED_ON, asked("127.0.0.1", "/console/app.js", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "VIEW, GET, /api/v1/stations, 200",
        "VIEW, HEAD, /api/v1/stations, 200",
        "VIEW, POST, /api/v1/stations/A/calls, 403",
        "VIEW, GET, /api/v1/threads, 403",
        "VIEW, GET, /api/v1/nothing, 404",
        "VIEW, DELETE, /api/v1/stations, 405",
        "VIEW, GET, /api/v1//stations, 404",
        "OPERATE, POST, /api/v1/stations/A/calls, 200",
        "OPERATE, POST, /api/v1/stations//calls, 404",
        "OPERATE, GET, /api/v1/threads, 403",
        "CONFIGURE, GET, /api/v1/threads, 200",
        "CONFIGURE, GET, /WEB-INF/web.xml, 404",
    })
    void letsATokenDoWhatItsRoleMay(Role role, String method, String path, int expected)
            throws Exception {
        settings = settings(false, false, false);
        secure = true;
        posted = method;
        String token = token("ci", role, Optional.empty());

        assertEquals(expected, asked("10.0.0.7", path, bearer(token)));
        assertEquals(
                path.startsWith("/api") ? NOBODY : expected, asked("10.0.0.7", path, Map.of()));
        if (expected == PASSED_ON) {
            asked("10.0.0.7", path, bearer(token));
            assertEquals(
                    Optional.of(new Operator("ci", role, Operator.Way.TOKEN)), visit.operator());
        }
    }

    @Test
    void aTokenEndsByItsDayAndWhenItIsRevoked() throws Exception {
        secure = true;
        String over = token("over", Role.VIEW, Optional.of(Instant.EPOCH));
        String runs = token("runs", Role.VIEW, Optional.of(Instant.EPOCH.plusSeconds(1)));
        assertEquals(NOBODY, asked("10.0.0.7", "/api/v1/stations", bearer(over)));
        assertEquals(PASSED_ON, asked("10.0.0.7", "/api/v1/stations", bearer(runs)));

        new Credentials(data, InstantSource.system()).changeTokens(all -> List.of());

        assertEquals(NOBODY, asked("10.0.0.7", "/api/v1/stations", bearer(runs)));
        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/stations", bearer(runs)));
    }

    @Test
    void takesTheAdminTokenThatIsInItsFile() throws Exception {
        settings = settings(false, false, false);
        Path file = new Credentials(data, InstantSource.system()).makeAdminToken().orElseThrow();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String token = Files.readString(file).strip();
        assertEquals(PASSED_ON, asked("127.0.0.1", "/api/v1/threads", bearer(token)));

        Files.delete(file);

        assertEquals(NOBODY, asked("127.0.0.1", "/api/v1/threads", bearer(token)));
    }

    @Test
    void takesNoTokenThatOthersCanRead() throws Exception {
        String token = token("ci", Role.CONFIGURE, Optional.empty());
        assertEquals(REFUSED, asked("10.0.0.7", "/api/v1/stations", bearer(token)));
        assertEquals(REFUSED, asked("10.0.0.7", "/", Map.of()));
        assertEquals(
                PASSED_ON, asked("10.0.0.1", "/api/v1/stations", bearer(token)), "its own address");

        settings = settings(true, true, false);

        assertEquals(PASSED_ON, asked("10.0.0.7", "/api/v1/stations", bearer(token)));
        assertEquals(NOBODY, asked("10.0.0.7", "/api/v1/stations", Map.of()));
    }

    private Map<String, String> session(Map<String, String> more) throws Exception {
        Files.writeString(data.resolve("admin-token"), "gw_token");
        Outcome outcome = logins.login("admin", "gw_token", "10.0.0.7").join();
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Host", "gateway.example");
        headers.put("Cookie", Visit.COOKIE + "=" + ((Outcome.Opened) outcome).session());
        return headers;
    }

    @Test
    void aSessionChangesSomethingOnlyForItsOwnPage() throws Exception {
        secure = true;
        String calls = "/api/v1/stations/A/calls";
        Map<String, String> session = session(Map.of());
        String csrf = sessions.find(session.get("Cookie").split("=")[1]).orElseThrow().csrf();
        assertEquals(PASSED_ON, asked("10.0.0.7", "/api/v1/threads", session));
        assertEquals(
                Optional.of(new Operator("admin", Role.CONFIGURE, Operator.Way.SESSION)),
                visit.operator());

        posted = "POST";
        assertEquals(REFUSED, asked("10.0.0.7", calls, session));
        session.put(Visit.CSRF_HEADER, csrf + "x");
        assertEquals(REFUSED, asked("10.0.0.7", calls, session));
        session.put(Visit.CSRF_HEADER, csrf);
        assertEquals(PASSED_ON, asked("10.0.0.7", calls, session));
        session.put("Origin", "https://evil.example");
        assertEquals(REFUSED, asked("10.0.0.7", calls, session));
        session.put("Origin", "https://gateway.example");
        assertEquals(PASSED_ON, asked("10.0.0.7", calls, session));

        session.remove(Visit.CSRF_HEADER);
        assertEquals(PASSED_ON, asked("10.0.0.7", "/api/v1/session", session), "a new login");
        posted = "DELETE";
        assertEquals(REFUSED, asked("10.0.0.7", "/api/v1/session", session));
    }

    @Test
    void aTokenCountsInPlaceOfASession() throws Exception {
        secure = true;
        Map<String, String> both = session(Map.of("Authorization", "Bearer no-token"));

        assertEquals(NOBODY, asked("10.0.0.7", "/api/v1/threads", both));
    }

    @Test
    void aPageForTheLoginIsAnsweredToNobodyToo() throws Exception {
        secure = true;

        assertEquals(PASSED_ON, asked("10.0.0.7", "/api/v1/session", Map.of()));
        assertEquals(Optional.empty(), visit.operator());
        assertEquals("10.0.0.7", visit.address());
        secure = false;
        assertEquals(REFUSED, asked("10.0.0.7", "/api/v1/session", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.9.0.1 | https | 203.0.113.7 | 203.0.113.7 | 200",
                "10.9.0.1 | https | 203.0.113.7, 10.9.0.2 | 203.0.113.7 | 200",
                "10.9.0.1 | https | 192.0.2.1, 203.0.113.7 | 203.0.113.7 | 200",
                "10.9.0.1 | https | 203.0.113.7, evil.example | 10.9.0.1 | 200",
                "10.9.0.1 | http | 203.0.113.7 | | 403",
                "10.0.0.7 | https | 203.0.113.7 | | 403",
                "127.0.0.1 | https | 203.0.113.7 | | 403",
            })
    void believesTheProxiesThatTheSiteTrusts(
            String from, String scheme, String way, String address, int expected) throws Exception {
        int status =
                asked(
                        from,
                        "/api/v1/session",
                        Map.of(
                                "Host", "localhost",
                                "X-Forwarded-Proto", scheme,
                                "X-Forwarded-For", way));

        assertEquals(expected, status);
        assertEquals(address, visit == null ? null : visit.address());
        assertEquals(Optional.empty(), visit == null ? Optional.empty() : visit.operator());
    }

    private List<String> audited() {
        try {
            return audit.read(all -> true, Long.MAX_VALUE, 100).stream()
                    .filter(one -> !one.by().equals("password"))
                    .map(
                            one ->
                                    "%s %s %s %s %s"
                                            .formatted(
                                                    one.who(),
                                                    one.by(),
                                                    one.from(),
                                                    one.what(),
                                                    one.answer().orElse("?")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatChangesAnythingIsInTheAuditLogBefore() throws Exception {
        secure = true;
        String token = token("ci", Role.OPERATE, Optional.empty());
        asked("10.0.0.7", "/api/v1/stations", bearer(token));
        posted = "POST";
        asked("10.0.0.7", "/api/v1/stations/A/calls", Map.of());
        assertEquals(List.of(), audited(), "questions, and nobody");

        asked("10.0.0.7", "/api/v1/stations/A/calls", bearer(token));

        String line = "ci token 10.0.0.7 POST /api/v1/stations/A/calls ";
        assertEquals(List.of(line + "?"), doneBefore);
        assertEquals(List.of(line + "200"), audited());
        visit.audit("Reset");
        assertEquals(List.of("Reset"), audit.read(all -> true, Long.MAX_VALUE, 1).get(0).details());
    }

    @Test
    void whatIsDeniedToSomebodyIsInTheAuditLog() throws Exception {
        secure = true;
        posted = "POST";
        String token = token("ci", Role.VIEW, Optional.empty());
        asked("10.0.0.7", "/api/v1/stations/A/calls", bearer(token));
        asked("10.0.0.7", "/api/v1/stations/A/calls", session(Map.of()));

        assertEquals(
                List.of(
                        "admin session 10.0.0.7 POST /api/v1/stations/A/calls 403",
                        "ci token 10.0.0.7 POST /api/v1/stations/A/calls 403"),
                audited());
    }

    @Test
    void changesNothingThatItCannotNote() throws Exception {
        Files.writeString(data.resolve("audit"), "no folder");
        String token = token("ci", Role.OPERATE, Optional.empty());
        assertEquals(PASSED_ON, asked("127.0.0.1", "/api/v1/stations", bearer(token)));
        posted = "POST";

        try (TakenLines log = TakenLines.of(AccessFilter.class)) {
            assertEquals(503, asked("127.0.0.1", "/api/v1/stations/A/calls", bearer(token)));
            assertTrue(log.lines().get(0).startsWith("SUB-3142"), log.lines()::toString);
        }
    }

    @Test
    void figuresNeedALoginIfTheSiteSaysSo() throws Exception {
        assertEquals(PASSED_ON, asked("10.0.0.7", "/metrics", Map.of()));

        settings = settings(false, true, true);

        assertEquals(NOBODY, asked("10.0.0.7", "/metrics", Map.of()));
        assertEquals(NOBODY, asked("10.0.0.7", "/substation/metrics", Map.of()));
        String token = token("prometheus", Role.VIEW, Optional.empty());
        assertEquals(PASSED_ON, asked("10.0.0.7", "/metrics", bearer(token)));
        assertEquals(PASSED_ON, asked("10.0.0.7", "/health/ready", Map.of()));
    }

    @Test
    void aLineThatCannotBeReadLetsNobodyIn() throws Exception {
        secure = true;
        String token = token("ci", Role.VIEW, Optional.empty());
        Path file = data.resolve("tokens");
        Files.writeString(file, Files.readString(file).replace(" view ", " everything "));

        try (TakenLines log = TakenLines.of(Class.forName("dev.substation.access.EntryFile"))) {
            assertEquals(NOBODY, asked("10.0.0.7", "/api/v1/stations", bearer(token)));
            assertEquals(
                    List.of(
                            "SUB-3140 %s cannot be used: line 2 is no entry; whoever it names cannot log in"
                                    .formatted(file)),
                    log.lines());
        }
    }

    private String token(String name, Role role, Optional<Instant> until) throws Exception {
        String text = ApiToken.random();
        new Credentials(data, InstantSource.system())
                .changeTokens(
                        all ->
                                Stream.concat(
                                                all.stream(),
                                                Stream.of(
                                                        new ApiToken(
                                                                name,
                                                                role,
                                                                ApiToken.hash(text),
                                                                Instant.EPOCH,
                                                                until)))
                                        .toList());
        return text;
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Host", "gateway.example", "Authorization", "Bearer " + token);
    }

    @Test
    void countsWhoIsRejected() throws Exception {
        asked("10.0.0.7", "/api/v1/stations", Map.of());
        posted = "POST";
        asked("10.0.0.7", "/sopa", Map.of());
        asked("127.0.0.1", "/api/v1/stations", Map.of());

        assertEquals(
                Map.of(RefusalReason.OTHER_MACHINE, 1L, RefusalReason.WRONG_PATH, 1L),
                refusals.at(Door.HTTP));
        assertEquals(
                Set.of("10.0.0.7 OTHER_MACHINE /api/v1/stations", "10.0.0.7 WRONG_PATH /sopa"),
                refusals.peers().all().stream()
                        .map(one -> one.address() + " " + one.reason() + " " + one.path())
                        .collect(Collectors.toSet()));
    }

    @Test
    void countsForeignNetworks() throws Exception {
        new AcceptFilter(Networks.of(List.of("10.0.0.0/8")).orElseThrow(), refusals, time)
                .doFilter(
                        proxy(
                                HttpServletRequest.class,
                                (name, arguments) ->
                                        name.equals("getRemoteAddr") ? "192.0.2.7" : "10.0.0.1"),
                        proxy(HttpServletResponse.class, this::answered),
                        (request, response) -> {});

        assertEquals(Map.of(RefusalReason.FOREIGN_NETWORK, 1L), refusals.at(Door.HTTP));
    }
}
