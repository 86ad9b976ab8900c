package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.ServletStreams;
import dev.substation.testing.stepped.SteppedTimers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lock on the door; what it says of paths and sub-protocols is tested on the real wire. */
class OcppUpgradeFilterTest {

    private static final int UPGRADED = 101;
    private static final List<StationId> LOCKED =
            List.of(new StationId("LOCKED"), new StationId("00:60:B5:2C:11:07"));

    private final Map<String, String> told = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private String guest;
    private Admission admission;
    private OcppUpgradeFilter filter;

    private interface Method {
        Object call(Object[] arguments);
    }

    private final StationGate gate = gate();

    @BeforeEach
    void make() throws Exception {
        ServerContainer container =
                proxy(
                        ServerContainer.class,
                        Map.of(
                                "upgradeHttpToWebSocket",
                                arguments -> {
                                    Newcomer newcomer =
                                            (Newcomer)
                                                    ((HttpServletRequest) arguments[0])
                                                            .getUserPrincipal();
                                    guest = newcomer.getName();
                                    admission = newcomer.admission();
                                    return status = UPGRADED;
                                }));
        Checks checks = new Checks(Dictionary.load());
        filter =
                new OcppUpgradeFilter(
                        new JsonFace(
                                container,
                                gate,
                                new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z")),
                                checks,
                                Runnable::run,
                                TrafficBudget.ofHeap(1 << 30)),
                        gate,
                        List.of("/ocpp"),
                        List.of("/soap"),
                        () -> true);
    }

    private static StationGate gate() {
        return new StationGate() {
            private final DoorRefusals refusals = new DoorRefusals(() -> Instant.EPOCH);

            @Override
            public DoorRefusals refusals() {
                return refusals;
            }

            @Override
            public long settingsVersion() {
                return 7;
            }

            @Override
            public Optional<StationSettings> settings(StationId station) {
                PlainSettings.Station plain = PlainSettings.station();
                boolean locked = LOCKED.contains(station);
                return Optional.of(
                        (locked ? plain.key("right").alias("00:60:B5:2C:11:07") : plain)
                                .build(locked ? LOCKED.get(0) : station));
            }

            @Override
            public Optional<Answer.Failure> turnedAway(StationId station, String peer) {
                return Optional.of(Answer.failure(Cause.CSMS_AWAY_REFUSED, "main", station))
                        .filter(away -> station.equals(new StationId("KEEPS")));
            }

            @Override
            public void opened(StationLink link) {}

            @Override
            public void closed(StationLink link) {}

            @Override
            public CompletableFuture<Answer> call(StationLink from, Call call) {
                return CompletableFuture.completedFuture(Answer.failure(Cause.STOPPING));
            }
        };
    }

    private void knock(String path, Map<String, String> headers) throws Exception {
        Map<String, String> sent = new HashMap<>(headers);
        sent.put("Upgrade", "websocket");
        sent.put("Connection", "Upgrade");
        sent.put("Sec-WebSocket-Protocol", "ocpp1.6");
        ask("GET", path, sent);
    }

    private void ask(String method, String path, Map<String, String> sent) throws Exception {
        Map<String, Method> request =
                Map.of(
                        "isSecure",
                        a -> false,
                        "getMethod",
                        a -> method,
                        "getRequestURI",
                        a -> path,
                        "getContextPath",
                        a -> "",
                        "getRemoteAddr",
                        a -> "10.0.0.7",
                        "getHeader",
                        a -> sent.get((String) a[0]),
                        "getHeaders",
                        a ->
                                Collections.enumeration(
                                        Optional.ofNullable(sent.get((String) a[0])).stream()
                                                .toList()));
        Map<String, Method> response =
                Map.of(
                        "setStatus",
                        a -> status = (int) a[0],
                        "setHeader",
                        a -> told.put((String) a[0], (String) a[1]),
                        "getOutputStream",
                        a -> ServletStreams.output(body));
        filter.doFilter(
                proxy(HttpServletRequest.class, request),
                proxy(HttpServletResponse.class, response),
                (req, res) -> status = 404);
    }

    private static <T> T proxy(Class<T> type, Map<String, Method> methods) {
        return type.cast(
                Proxy.newProxyInstance(
                        OcppUpgradeFilterTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> {
                            Method known = methods.get(method.getName());
                            Object result = known == null ? null : known.call(arguments);
                            if (method.getReturnType() == int.class && result == null) {
                                return 0;
                            }
                            return method.getReturnType() == void.class ? null : result;
                        }));
    }

    private static Map<String, String> showing(String credentials) {
        return Map.of(
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void letsInAStationThatShowsItsPassword() throws Exception {
        knock("/ocpp/LOCKED", showing("locked:right"));

        assertEquals(UPGRADED, status);
    }

    @ParameterizedTest
    @CsvSource({
        "/ocpp/locked, LOCKED:right",
        "/ocpp//00:60:B5:2C:11:07/, 00:60:b5:2c:11:07:right",
        "/4/00%3A60%3AB5%3A2C%3A11%3A07, locked:right",
        "/ocpp/LOCKED, 00:60:B5:2C:11:07:right"
    })
    void callsAStationByTheNameOfItsEntryWhicheverOfItsNamesItShows(String path, String credentials)
            throws Exception {
        knock(path, showing(credentials));

        assertEquals(UPGRADED, status);
        assertEquals("LOCKED", guest);
    }

    @ParameterizedTest
    @CsvSource({"00:60:B5:2C:11:07:wrong,a wrong password", "OTHER:right,another user"})
    void anAliasOpensNoDoorByItself(String credentials, String words) throws Exception {
        knock("/ocpp/00:60:B5:2C:11:07", showing(credentials));

        assertEquals(401, status);
        assertTrue(body.toString(StandardCharsets.UTF_8).contains(words), body.toString());
    }

    @Test
    void aWebSocketKnowsByWhatItWasLetIn() throws Exception {
        knock("/ocpp/00:60:b5:2c:11:07", showing("LOCKED:right"));

        assertEquals(new StationId("LOCKED"), admission.station());
        assertEquals(new StationId("00:60:B5:2C:11:07"), admission.name());
        assertTrue(admission.locks().asksForPassword());
        assertEquals(7, admission.version());
    }

    @Test
    void asksAStationThatShowsNothingForItsPassword() throws Exception {
        knock("/ocpp/LOCKED", Map.of());

        assertEquals(401, status);
        assertEquals("Basic realm=\"Substation\"", told.get("WWW-Authenticate"));
        assertEquals(
                "The station LOCKED shows no password; it must show its identity and its password"
                        + " of site.yaml by HTTP Basic authentication\n",
                body.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"LOCKED:wrong,a wrong password", "OTHER:right,another user than its identity"})
    void refusesAWrongPasswordAndTheRightOneOfAnotherUser(String credentials, String words)
            throws Exception {
        knock("/ocpp/locked", showing(credentials));

        assertEquals(401, status);
        assertTrue(body.toString(StandardCharsets.UTF_8).contains(words), body.toString());
    }

    @Test
    void turnsAStationAwayThatKeepsItsMessagesItself() throws Exception {
        knock("/ocpp/KEEPS", Map.of());

        assertEquals(503, status);
        assertEquals("60", told.get("Retry-After"));
        assertTrue(
                body.toString(StandardCharsets.UTF_8).startsWith("The CSMS main is offline"),
                body.toString());
    }

    @Test
    void countsWhyStationsAreRejected() throws Exception {
        knock("/ocpp", Map.of());
        knock("/ocpp/LOCKED", showing("LOCKED:wrong"));
        knock("/ocpp/LOCKED", showing("OTHER:right"));
        knock("/ocpp/KEEPS", Map.of());
        ask("GET", "/ocpp/ANY", Map.of());
        ask("POST", "/ocpp/ANY", Map.of());
        ask("GET", "/ocpp/ANY", Map.of("Upgrade", "websocket"));
        ask(
                "GET",
                "/ocpp/ANY",
                Map.of(
                        "Upgrade",
                        "websocket",
                        "Connection",
                        "Upgrade",
                        "Sec-WebSocket-Protocol",
                        "ocpp2.0.1"));
        knock("/ocpp/LOCKED", showing("LOCKED:right"));

        assertEquals(
                Map.of(
                        RefusalReason.WRONG_PATH, 1L,
                        RefusalReason.WRONG_PASSWORD, 2L,
                        RefusalReason.CSMS_AWAY, 1L,
                        RefusalReason.NO_WEBSOCKET, 3L,
                        RefusalReason.WRONG_SUBPROTOCOL, 1L),
                gate.refusals().at(Door.WEBSOCKET));
        RefusedPeer locked = refused(RefusalReason.WRONG_PASSWORD);
        assertEquals(2, locked.times());
        assertEquals(Optional.of("LOCKED"), locked.identity());
        assertEquals(Optional.of(Dialect.JSON_16), locked.dialect());
        assertEquals("/…/LOCKED", locked.path(), "a secret may be in it");
        RefusedPeer other = refused(RefusalReason.WRONG_SUBPROTOCOL);
        assertEquals(Optional.of("ANY"), other.identity());
        assertEquals(Optional.empty(), other.dialect(), "it speaks another one");
        assertTrue(other.why().contains("ocpp2.0.1"), other.why());
    }

    private RefusedPeer refused(RefusalReason reason) {
        return gate.refusals().peers().all().stream()
                .filter(one -> one.reason() == reason)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void webSocketAtASoapPathIsServedWhenThePathNamesTheStation() throws Exception {
        knock("/soap/OPEN", Map.of());

        assertEquals(UPGRADED, status);
    }

    @Test
    void soapAtAWebSocketAddressIsToldTheRightOne() throws Exception {
        ask("POST", "/ocpp/OPEN", Map.of("Host", "gw:8080"));

        assertEquals(405, status);
        String told = body.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("SOAP stations post to http://gw:8080/soap"), told);
    }

    @ParameterizedTest
    @CsvSource({"/soap,OCPP over SOAP", "/soap/,OCPP over SOAP", "/ocpp,must end in"})
    void webSocketWithoutIdentityIsToldTheRightAddress(String path, String words) throws Exception {
        knock(path, Map.of("Host", "gw:8080"));

        assertEquals(404, status);
        String told = body.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains(words), told);
        assertTrue(told.contains("ws://gw:8080/ocpp/STATION-1"), told);
    }

    @Test
    void asksNobodyForAPasswordThatIsNotSet() throws Exception {
        knock("/ocpp/OPEN", showing("somebody:something"));

        assertEquals(UPGRADED, status);
    }
}
