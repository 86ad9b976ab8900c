package dev.substation.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.access.ApiToken;
import dev.substation.access.Credentials;
import dev.substation.access.Endpoint;
import dev.substation.access.Endpoints;
import dev.substation.access.Need;
import dev.substation.access.Role;
import dev.substation.access.User;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.Wait;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The lock of the administration, over the wire: each page for each kind of visitor. The gateway
 * lets its own machine in without a login; whoever names it by another name is nobody there.
 */
@ExtendWith(SharedGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccessCases {

    private static final String PASSWORD = "correct horse battery";
    private static final String ELSEWHERE = "gateway.example";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JSON = "Content-Type: application/json";

    /** What a page answers that a visitor reached: anything but these. */
    private static final List<Integer> LOCKED = List.of(401, 403);

    private final Map<Role, String> tokens = new java.util.EnumMap<>(Role.class);

    /** The address of this machine that asks: failed logins slow down others of it. */
    private String from = "127.0.0.1";

    private List<String> configuring = List.of();
    private Running running;
    private Credentials credentials;

    @BeforeAll
    void makeUsers(Running shared) throws IOException {
        running = shared;
        credentials = new Credentials(running.home().resolve("data"), InstantSource.system());
        for (Role role : Role.values()) {
            tokens.put(role, ApiToken.random());
        }
        credentials.changeTokens(
                all ->
                        tokens.entrySet().stream()
                                .map(
                                        one ->
                                                new ApiToken(
                                                        one.getKey().word(),
                                                        one.getKey(),
                                                        ApiToken.hash(one.getValue()),
                                                        Instant.EPOCH,
                                                        Optional.empty()))
                                .toList());
        String hash = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4)); // quick
        credentials.changeUsers(
                all ->
                        Arrays.stream(Role.values())
                                .map(
                                        role ->
                                                new User(
                                                        "u-" + role.word(),
                                                        role,
                                                        hash,
                                                        Instant.EPOCH))
                                .toList());
    }

    /** What was answered. */
    private record Said(int status, String head, String body) {

        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        JsonObject json() {
            return JsonParser.parseString(body.substring(body.indexOf('{'))).getAsJsonObject();
        }
    }

    private Said ask(String host, String line, String body, List<String> headers) {
        List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1", "Host: " + host));
        lines.addAll(headers);
        lines.add("Connection: close");
        lines.add("Content-Length: " + body.length());
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", running.gateway().port()));
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(UTF_8));
            String all = read(new BufferedInputStream(socket.getInputStream()));
            int end = all.indexOf("\r\n\r\n");
            return new Said(
                    Integer.parseInt(all.split(" ")[1]),
                    all.substring(0, end),
                    all.substring(end + 4));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /** All of an answer; of events, which have no end, the beginning. */
    private static String read(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            all.append((char) next);
            if (next == '\n'
                    && all.indexOf("text/event-stream") > 0
                    && all.indexOf("\r\n\r\n") > 0) {
                break;
            }
        }
        return all.toString();
    }

    private Said ask(String line, String... headers) {
        return ask(ELSEWHERE, line, "", List.of(headers));
    }

    private String bearer(Role role) {
        return "Authorization: Bearer " + tokens.get(role);
    }

    private Said login(String name, String password) {
        return ask(
                ELSEWHERE,
                "POST /api/v1/session",
                "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password),
                List.of(JSON));
    }

    /** The headers of a session: its cookie, and what its page sends. */
    private List<String> session(Role role) {
        Said said = login("u-" + role.word(), PASSWORD);
        assertEquals(200, said.status(), said.body());
        return List.of(
                "Cookie: " + said.header("Set-Cookie").split(";")[0],
                "X-CSRF-Token: " + said.json().get("csrfToken").getAsString());
    }

    /** One that still counts. */
    private List<String> session() {
        if (configuring.isEmpty()
                || ask("GET /api/v1/threads", configuring.get(0)).status() != 200) {
            configuring = session(Role.CONFIGURE);
        }
        return configuring;
    }

    static Stream<Endpoint> endpoints() {
        return Endpoints.all().stream();
    }

    private static String line(Endpoint endpoint) {
        return endpoint.method().replace("*", "GET")
                + " "
                + endpoint.path()
                        .replace("/health/**", "/health/live")
                        .replace("/console/**", "/console/app.js")
                        .replaceAll("\\{station}", "API-NEVER")
                        .replaceAll("\\{[^}]*}", "4711");
    }

    /** Each page x (nobody, each role, wrong CSRF, foreign origin, loopback). */
    @ParameterizedTest
    @MethodSource("endpoints")
    void eachPageIsDecidedForEachVisitor(Endpoint endpoint) {
        String line = line(endpoint);
        boolean open = endpoint.need() == Need.NOTHING || endpoint.need() == Need.METRICS;
        Optional<Role> needed = endpoint.need().role();
        boolean reads = !List.of("POST", "PUT", "DELETE").contains(endpoint.method());

        is(needed.isEmpty() ? 0 : 401, ask(line));
        is(needed.isEmpty() ? 0 : 401, ask(line, "Cookie: substation-session=nobody"));
        if (!open && !line.contains(" /console") && !line.matches("GET /(index.html)?")) {
            is(line.contains("/session") ? 0 : 401, ask(line, "Authorization: Bearer nobody"));
        }
        for (Role role : Role.values()) {
            boolean may = needed.map(role::covers).orElse(true);
            is(may ? 0 : 403, ask(line, bearer(role)));
        }
        is(0, ask(ELSEWHERE, line, "", session()));
        List<String> session = session();
        boolean guarded = !reads && !line.equals("POST /api/v1/session");
        is(guarded ? 403 : 0, ask(line, session.get(0)));
        is(guarded ? 403 : 0, ask(line, session.get(0), "X-CSRF-Token: wrong"));
        is(guarded ? 403 : 0, ask(line, session.get(0), "X-CSRF-Token: "));
        is(open ? 0 : 403, ask(line, bearer(Role.CONFIGURE), "Origin: https://evil.example"));
        is(open ? 0 : 403, ask(line, bearer(Role.CONFIGURE), "Sec-Fetch-Site: cross-site"));
        is(open ? 0 : 403, ask(line, "X-Forwarded-For: 127.0.0.1", bearer(Role.CONFIGURE)));
        is(0, ask("127.0.0.1", line, "", List.of()));
    }

    /**
     * @param status that is expected; 0 for a page that was reached
     */
    private static void is(int status, Said said) {
        if (status == 0) {
            assertFalse(LOCKED.contains(said.status()), () -> said.head() + said.body());
            assertTrue(said.status() != 404 || said.body().contains("{"), said::head);
        } else {
            assertEquals(status, said.status(), () -> said.head() + said.body());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/v1/nothing, 401, 404",
        "GET /api/v1/, 401, 404",
        "GET /api/v1/stations/A/B, 401, 404",
        "PUT /api/v1/stations, 401, 405",
        "OPTIONS /api/v1/stations, 401, 405",
        "GET /api/v1/application.wadl, 401, 404",
        "GET /WEB-INF/web.xml, 404, 404",
        "GET /META-INF/MANIFEST.MF, 404, 404",
        "GET /error, 404, 404",
        "GET /anything, 404, 404",
    })
    void whatIsNoPageIsClosed(String line, int nobody, int somebody) {
        assertEquals(nobody, ask(line).status());
        assertEquals(somebody, ask(line, bearer(Role.CONFIGURE)).status());
        assertEquals(somebody, ask("localhost", line, "", List.of()).status());
    }

    @Test
    void aSessionLastsFromLoginToLogout() {
        Said said = login("u-operate", PASSWORD);
        assertEquals(200, said.status(), said.body());
        assertTrue(
                said.header("Set-Cookie")
                        .matches(
                                "substation-session=[\\w-]{43}; Path=/; HttpOnly;"
                                        + " SameSite=Strict"),
                said.head());
        assertEquals("operate", said.json().get("role").getAsString());
        List<String> session =
                List.of(
                        "Cookie: " + said.header("Set-Cookie").split(";")[0],
                        "X-CSRF-Token: " + said.json().get("csrfToken").getAsString());
        JsonObject who = ask(ELSEWHERE, "GET /api/v1/session", "", session).json();
        assertEquals("u-operate", who.get("name").getAsString());
        assertEquals("session", who.get("by").getAsString());
        assertEquals(said.json().get("csrfToken"), who.get("csrfToken"));
        assertEquals(200, ask("GET /api/v1/stations", session.get(0)).status());

        Said out = ask(ELSEWHERE, "DELETE /api/v1/session", "", session);

        assertEquals(204, out.status());
        assertTrue(out.header("Set-Cookie").contains("Max-Age=0"), out.head());
        assertEquals(401, ask("GET /api/v1/stations", session.get(0)).status());
        assertEquals("{}", ask("GET /api/v1/session", session.get(0)).json().toString());
    }

    @Test
    void aLoginEndsTheSessionBefore() {
        List<String> first = session(Role.VIEW);
        ask(
                ELSEWHERE,
                "POST /api/v1/session",
                "{\"name\":\"u-view\",\"password\":\"" + PASSWORD + "\"}",
                List.of(JSON, first.get(0)));

        assertEquals(401, ask("GET /api/v1/stations", first.get(0)).status());
    }

    @Test
    void wrongLoginsAreRefusedAlikeAndThenSlowedDown() {
        from = "127.0.0.9";
        Said wrong = login("u-view", "another one!");
        assertEquals(401, wrong.status(), wrong.body());
        assertEquals(wrong.json(), login("nobody", PASSWORD).json());
        assertEquals(400, login("", PASSWORD).status());
        Said said = wrong;
        for (int i = 0; i < 6 && said.status() == 401; i++) {
            said = login("u-view", "another one!");
        }

        assertEquals(429, said.status(), said.body());
        assertTrue(Integer.parseInt(said.header("Retry-After")) <= 31, said.head());
        from = "127.0.0.1";
        assertEquals(200, login("u-view", PASSWORD).status());
    }

    /** Rules are text of the site: conditions, maps and log lines may name cards. */
    @Test
    void whatTheRulesDoIsNotForTheRoleView() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-RULES"))) {
            station.call("Heartbeat", "{}");
        }
        String log = "GET /api/v1/messages?station=API-RULES&part=call";
        Wait.until(
                "the message to be in the log",
                SOON,
                () -> ask(log, bearer(Role.VIEW)).body().contains("Heartbeat"));
        String id =
                ask(log, bearer(Role.VIEW))
                        .json()
                        .getAsJsonArray("messages")
                        .get(0)
                        .getAsJsonObject()
                        .get("id")
                        .getAsString();

        JsonObject viewed = ask("GET /api/v1/messages/" + id, bearer(Role.VIEW)).json();
        JsonObject operated = ask("GET /api/v1/messages/" + id, bearer(Role.OPERATE)).json();

        assertFalse(viewed.has("rules"), viewed::toString);
        assertTrue(viewed.get("rulesFault").getAsString().contains("operate"), viewed::toString);
        assertTrue(operated.getAsJsonObject("rules").has("steps"), operated::toString);
    }

    @Test
    void answersOfTheAdministrationAreKeptAndFramedNowhere() {
        for (String path : List.of("/api/v1/stations", "/api/v1/log", "/api/v1/nothing", "/x")) {
            Said said = ask("GET " + path, bearer(Role.VIEW));
            assertEquals("no-store", said.header("Cache-Control"), said.head());
            assertEquals("nosniff", said.header("X-Content-Type-Options"), said.head());
            assertEquals("no-referrer", said.header("Referrer-Policy"), said.head());
            assertTrue(
                    said.header("Content-Security-Policy").contains("frame-ancestors 'none'"),
                    said.head());
        }
    }

    @Test
    void aTokenOfTheCommandCountsUntilItIsRevoked(@TempDir Path temp) {
        String made = gw(temp, "tokens", "add", "by-command", "--role", "view").strip();
        String header = "Authorization: Bearer " + made;
        assertEquals(200, ask("GET /api/v1/stations", header).status());

        gw(temp, "tokens", "revoke", "by-command");

        assertEquals(401, ask("GET /api/v1/stations", header).status());
    }

    private String gw(Path temp, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--home", running.home().toString()));
        GatewayProcess ended =
                GatewayProcess.run(temp.resolve("log"), Map.of(), all.toArray(String[]::new));
        assertEquals(0, ended.status(), ended.log());
        return ended.log();
    }

    @Test
    void theAuditLogSaysWhoSentWhatAndWhatCameOfIt(@TempDir Path temp) {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-AUDIT"))) {
            station.answering("RemoteStartTransaction", "{\"status\":\"Rejected\"}");
            station.call("Heartbeat", "{}");
            List<String> headers = new ArrayList<>(session(Role.OPERATE));
            headers.add(JSON);
            String call =
                    "{\"action\":\"RemoteStartTransaction\","
                            + "\"payload\":{\"connectorId\":1,\"idTag\":\"AUDITCARD\"}}";
            String path = "POST /api/v1/stations/API-AUDIT/calls";
            assertEquals(200, ask(ELSEWHERE, path, call, headers).status());
            assertEquals(
                    403, ask(ELSEWHERE, path, call, List.of(JSON, bearer(Role.VIEW))).status());

            Wait.until(
                    "both to be in the audit log, with their answers",
                    SOON,
                    () -> {
                        String entries = audit("q=API-AUDIT");
                        return entries.contains("\"answer\":\"200\"")
                                && entries.contains("\"answer\":\"403\"");
                    });
            JsonObject entry =
                    ask("GET /api/v1/audit?q=RemoteStart&who=u-operate", bearer(Role.CONFIGURE))
                            .json()
                            .getAsJsonArray("entries")
                            .get(0)
                            .getAsJsonObject();
            assertEquals("session", entry.get("by").getAsString());
            assertEquals("127.0.0.1", entry.get("from").getAsString());
            assertEquals(path, entry.get("what").getAsString());
            assertEquals(
                    "[\"RemoteStartTransaction {\\\"connectorId\\\":1,\\\"idTag\\\":\\\"AU***\\\"}\","
                            + "\"{\\\"status\\\":\\\"Rejected\\\"}\"]",
                    entry.get("details").toString());
            assertTrue(audit("q=log%20in&who=u-operate").contains("\"by\":\"password\""));
            assertTrue(
                    ask("GET /api/v1/audit.csv?q=API-AUDIT", bearer(Role.CONFIGURE))
                            .body()
                            .contains(",u-operate,session,127.0.0.1," + path + ","));
            assertTrue(
                    ask("GET /api/v1/audit.jsonl?q=API-AUDIT", bearer(Role.CONFIGURE))
                            .body()
                            .contains("\"who\":\"u-operate\""));
            String shown = gw(temp, "audit", "--who", "u-operate", "--find", "API-AUDIT");
            assertTrue(shown.contains("| RemoteStartTransaction"), shown);
        }
    }

    /** In all dialects, in fields of OCPP and in what a maker sends. */
    @Test
    void noAnswerShowsACardToWhomMayOnlySee() {
        String card = "LOCKCARD0815";
        String start =
                "{\"connectorId\":1,\"idTag\":\"%s\",\"meterStart\":1,\"timestamp\":\"%s\"}"
                        .formatted(card, "2026-11-30T08:00:00Z");
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-CARDS"))) {
            station.call("Authorize", "{\"idTag\":\"" + card + "\"}");
            station.call("StartTransaction", start);
            station.call(
                    "DataTransfer",
                    "{\"vendorId\":\"V\",\"messageId\":\"shown\",\"data\":\"now " + card + "!\"}");
        }
        for (PlainSoapStation.Version version : PlainSoapStation.Version.values()) {
            try (PlainSoapStation station =
                    new PlainSoapStation(
                            version,
                            "API-CARDS-" + version,
                            running.gateway().uri("http", "/soap"))) {
                station.call("Authorize", "<o:idTag>" + card + "</o:idTag>");
                station.call(
                        "DataTransfer",
                        "<o:vendorId>V</o:vendorId><o:data>now " + card + "!</o:data>");
            }
        }
        String log = "messages?station=API-CARDS&action=DataTransfer&part=call";
        Wait.until(
                "the last message to be in the log",
                SOON,
                () -> ask("GET /api/v1/" + log, bearer(Role.VIEW)).body().contains("DataTransfer"));
        String id =
                ask("GET /api/v1/" + log, bearer(Role.VIEW))
                        .json()
                        .getAsJsonArray("messages")
                        .get(0)
                        .getAsJsonObject()
                        .get("id")
                        .getAsString();
        List<String> pages =
                List.of(
                        "stations?q=API-CARDS",
                        "stations/API-CARDS",
                        "messages?limit=500",
                        "messages.jsonl",
                        "messages/" + id,
                        "transactions?station=API-CARDS",
                        "transactions.csv?station=API-CARDS",
                        "vendors",
                        "refused",
                        "cards",
                        "csms");

        for (String page : pages) {
            Said said = ask("GET /api/v1/" + page, bearer(Role.VIEW));
            assertEquals(200, said.status(), page + said.body());
            assertFalse(said.body().contains(card), () -> page + said.body());
        }
        assertTrue(
                ask("GET /api/v1/" + log, bearer(Role.OPERATE)).body().contains("now " + card),
                "an operator sees what the maker has sent");
        String asked = "GET /api/v1/transactions?card=" + card;
        assertEquals(403, ask(asked, bearer(Role.VIEW)).status());
        assertEquals(403, ask("GET /api/v1/transactions.csv?card=x", bearer(Role.VIEW)).status());
        assertEquals(200, ask(asked, bearer(Role.OPERATE)).status());
        assertEquals(403, ask("GET /api/v1/log", bearer(Role.VIEW)).status());
    }

    private String audit(String query) {
        return ask("GET /api/v1/audit?" + query, bearer(Role.CONFIGURE)).body();
    }

    @Test
    void theFirstStartMakesTheAdminTokenAndNamesItsPlaceAlone() throws IOException {
        Path file = running.home().resolve("data/admin-token");
        String token = Files.readString(file).strip();

        String log = running.gateway().log();
        assertTrue(log.contains("need a login: the token in " + file), log);
        assertFalse(log.contains(token), "the token is in the log");
        assertEquals(200, ask("GET /api/v1/threads", "Authorization: Bearer " + token).status());
    }
}
