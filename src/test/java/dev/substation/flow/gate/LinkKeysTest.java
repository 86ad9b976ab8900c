package dev.substation.flow.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CSMS sets AuthorizationKey and SecurityProfile. */
class LinkKeysTest {

    private static final String OLD = "the-first-password";
    private static final String NEW = "0123456789ABCDEF0123456789abcdef01234567";
    private static final String SITE =
            """
            csms: { main: { url: "wss://127.0.0.1/{station}", user: "{station}", password: shown-at-the-csms } }
            stations:
              BOX: { password: "%s" }
              OPEN: {}
              NET: { split: { "1": NET-A, "2": NET-B } }
            """
                    .formatted(OLD);

    @TempDir Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final Map<String, ScriptedStation> stations = new HashMap<>();
    private ScriptedCsms csms;
    private LinkPasswords passwords;
    private Settings settings;
    private Gateway gateway;
    private StationLock lock;

    @BeforeEach
    void run() throws Exception {
        start(SITE);
    }

    private void start(String site) throws Exception {
        settings =
                SettingsFile.read(
                        home,
                        Files.writeString(home.resolve("site.yaml"), site),
                        Map.of(),
                        Clock.systemUTC());
        csms = new ScriptedCsms(time);
        gateway =
                SteppedGateway.started(
                        time,
                        settings,
                        new NoRules(),
                        ledger,
                        new CsmsLinks() {
                            @Override
                            public CsmsLink open(
                                    StationId id, CsmsSettings of, CsmsLink.Listener listener) {
                                return csms.open(id, of, listener);
                            }

                            @Override
                            public void show(LinkPasswords shown) {
                                passwords = shown;
                            }
                        },
                        (id, spoken, address) -> station(id.value(), spoken));
        lock = new StationLock(gateway::nextKeyShown, gateway::isRevoked);
        csms.connectAll();
        time.settle();
    }

    private ScriptedStation station(String id, Dialect dialect) {
        return stations.computeIfAbsent(id, name -> new ScriptedStation(name, dialect));
    }

    private ScriptedStation comes(String id, Dialect dialect) {
        ScriptedStation station = station(id, dialect);
        gateway.opened(station);
        gateway.call(
                station,
                new dev.substation.model.Call(
                        "id-1",
                        new StationId(id),
                        dev.substation.model.Direction.UP,
                        dialect,
                        Action.Heartbeat,
                        Payload.EMPTY,
                        List.of()));
        time.settle();
        csms.connectAll();
        time.settle();
        return station;
    }

    private String set(String upstream, String key, String value) {
        CompletableFuture<Answer> answer =
                csms.link(upstream)
                        .callStation(
                                Action.ChangeConfiguration, Payload.of("key", key, "value", value));
        time.settle();
        return answer.join()
                .fold(
                        result -> result.payload().text("status").orElse("none"),
                        failure -> failure.cause().name());
    }

    /** Whether a station with this password is let in. */
    private boolean opens(String station, String password) {
        return opens(station, (station + ":" + password).getBytes(UTF_8), false);
    }

    private boolean opens(String station, byte[] both, boolean secure) {
        StationSettings current = gateway.settings(new StationId(station)).orElseThrow();
        Optional<String> header =
                both.length == 0
                        ? Optional.empty()
                        : Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        boolean in =
                lock.objection(
                                current,
                                new Credentials(secure, header, Optional.empty(), List.of()))
                        .isEmpty();
        time.settle();
        return in;
    }

    private List<String> shownAtCsms(String identity) {
        CsmsSettings main = settings.csms().get("main");
        return passwords.of(new StationId(identity), main).stream()
                .map(bytes -> new String(bytes, ISO_8859_1))
                .toList();
    }

    private static String bytesOf(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }

    @Test
    void aKeyThatTheStationTakesCountsAtBothEndsFromTheNextConnectionOn() {
        ScriptedStation box = comes("BOX", Dialect.JSON_16);

        assertEquals("Accepted", set("BOX", "AuthorizationKey", NEW));

        assertEquals(NEW, box.last(Action.ChangeConfiguration).payload().text("value").orElse(""));
        assertFalse(opens("BOX", OLD));
        assertTrue(opens("BOX", NEW));
        assertTrue(opens("BOX", NEW.toLowerCase(java.util.Locale.ROOT)));
        assertTrue(opens("BOX", ("BOX:" + bytesOf(NEW)).getBytes(ISO_8859_1), false));
        assertEquals(List.of(bytesOf(NEW), NEW, "shown-at-the-csms"), shownAtCsms("BOX"));
    }

    @Test
    void theLinkIsOpenedAnewOnceTheCsmsHasItsAnswer() {
        comes("BOX", Dialect.JSON_16);
        ScriptedCsms.Link before = csms.link("BOX");

        set("BOX", "AuthorizationKey", NEW);
        boolean closedAtOnce = before.closed;
        time.pass(Duration.ofSeconds(1));
        time.settle();

        assertFalse(closedAtOnce);
        assertTrue(before.closed);
        assertTrue(csms.isOnline("BOX"));
    }

    @Test
    void whatCountsSurvivesARestartAndIsNowhereInClear() throws Exception {
        comes("BOX", Dialect.JSON_16);
        set("BOX", "AuthorizationKey", "a plain key of words");

        start(SITE);

        assertFalse(opens("BOX", OLD));
        assertTrue(opens("BOX", "a plain key of words"));
        assertEquals(List.of("a plain key of words", "shown-at-the-csms"), shownAtCsms("BOX"));
        String remembered =
                ledger.load().memories().stream()
                        .map(memory -> memory.key() + memory.value())
                        .collect(Collectors.joining("\n"));
        assertFalse(remembered.contains("a plain key of words"), remembered);
        assertFalse(remembered.contains("shown-at-the-csms"), remembered);
        assertTrue(
                gateway.facts().setByCsms().toString().contains("2026-01-01T08:00:0"),
                gateway.facts().setByCsms().toString());
    }

    @Test
    void anotherPasswordInSiteYamlBeatsTheKeyOfTheCsms() throws Exception {
        comes("BOX", Dialect.JSON_16);
        set("BOX", "AuthorizationKey", NEW);

        start(SITE.replace(OLD, "of-somebody-at-the-site"));

        assertTrue(opens("BOX", "of-somebody-at-the-site"));
        assertFalse(opens("BOX", NEW));
        assertEquals(3, shownAtCsms("BOX").size(), "that at the CSMS was not changed");

        start(SITE.replace("shown-at-the-csms", "changed"));

        assertEquals(List.of(), shownAtCsms("BOX"));
        assertTrue(opens("BOX", OLD), "forgotten for good");
    }

    @Test
    void onceItWasTakenTheCsmsIsShownTheNewKeyAlone() {
        comes("BOX", Dialect.JSON_16);
        set("BOX", "AuthorizationKey", NEW);
        CsmsSettings main = settings.csms().get("main");
        StationId box = new StationId("BOX");

        passwords.taken(box, main, passwords.of(box, main).get(1));
        time.settle();

        assertEquals(List.of(NEW), shownAtCsms("BOX"));
    }

    @Test
    void untilAStationThatMustRebootHasShownTheNewKeyBothCount() {
        comes("BOX", Dialect.JSON_16)
                .answering(call -> Answer.result(Payload.of("status", "RebootRequired")));

        assertEquals("RebootRequired", set("BOX", "AuthorizationKey", NEW));

        assertTrue(opens("BOX", OLD));
        assertTrue(opens("BOX", NEW));
        assertFalse(opens("BOX", OLD));
        assertTrue(opens("BOX", NEW));
    }

    @Test
    void aStationThatHasNoPasswordComesInWithoutUntilItHasShownTheNewOne() {
        comes("OPEN", Dialect.JSON_16)
                .answering(call -> Answer.result(Payload.of("status", "RebootRequired")));

        set("OPEN", "AuthorizationKey", NEW);

        assertTrue(opens("OPEN", new byte[0], false));
        assertTrue(opens("OPEN", NEW));
        assertFalse(opens("OPEN", new byte[0], false));
    }

    @Test
    void aStationThatLeavesTheCallUnansweredMayShowEither() {
        comes("BOX", Dialect.JSON_16)
                .answering(
                        call -> Answer.failure(Cause.STATION_TIMED_OUT, "BOX", call.action(), 30));

        set("BOX", "AuthorizationKey", NEW);

        assertTrue(opens("BOX", OLD));
        assertEquals(List.of(), shownAtCsms("BOX"), "the CSMS does not know that it was taken");
        assertTrue(opens("BOX", NEW));
        assertFalse(opens("BOX", OLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rejected", "NotSupported"})
    void aKeyThatTheStationDoesNotTakeChangesNothing(String status) {
        comes("BOX", Dialect.JSON_16)
                .answering(call -> Answer.result(Payload.of("status", status)));

        assertEquals(status, set("BOX", "AuthorizationKey", NEW));

        assertTrue(opens("BOX", OLD));
        assertFalse(opens("BOX", NEW));
        assertEquals(List.of(), shownAtCsms("BOX"));
    }

    @ParameterizedTest
    @CsvSource({"SOAP_15", "SOAP_16"})
    void theLinkOfASoapStationTakesAKeyWithoutTheStation(Dialect dialect) {
        ScriptedStation box = comes("BOX", dialect);

        assertEquals("Accepted", set("BOX", "authorizationkey", NEW));

        assertTrue(box.calls.isEmpty());
        assertTrue(opens("BOX", OLD), "what the station shows is not changed");
        assertEquals(3, shownAtCsms("BOX").size());
    }

    @ParameterizedTest
    @CsvSource({
        "123456789012345, Rejected, 15 bytes",
        "1234567890123456, Accepted, 16",
        "12345678901234567890123456789012345678901, Rejected, 41",
        "'', Rejected, none",
    })
    void theLinkOfASoapStationTakesWhatTheWhitePaperAllows(String key, String status, String why) {
        comes("BOX", Dialect.SOAP_16);

        assertEquals(status, set("BOX", "AuthorizationKey", key), why);
    }

    @Test
    void eachPartOfASplitStationHasAKeyOfItsOwn() {
        ScriptedStation net = comes("NET", Dialect.JSON_16);

        assertEquals("Accepted", set("NET-B", "AuthorizationKey", NEW));
        assertEquals("Rejected", set("NET-A", "SecurityProfile", "1"));

        assertTrue(net.calls.isEmpty());
        assertEquals(3, shownAtCsms("NET-B").size());
        assertEquals(List.of(), shownAtCsms("NET-A"));
    }

    @Test
    void aProfileGoesUpAndNeverDown() throws Exception {
        ScriptedStation box = comes("BOX", Dialect.JSON_16);

        assertEquals("Accepted", set("BOX", "SecurityProfile", "1"));
        int calls = box.calls.size();
        assertEquals("Rejected", set("BOX", "SecurityProfile", "0"));
        start(SITE);

        assertEquals(1, calls);
        assertEquals(1, box.calls.size(), "a lower one is not sent to the station");
        assertEquals(1, gateway.settings(new StationId("BOX")).orElseThrow().locks().profile());

        start(
                SITE.replace("{ password: ", "{ security-profile: 2, tls: optional, password: ")
                        .replace("security-profile: 2", "security-profile: 1"));

        assertEquals(1, gateway.settings(new StationId("BOX")).orElseThrow().locks().profile());
    }

    @ParameterizedTest
    @CsvSource({
        "BOX, 2, no TLS is served",
        "BOX, 3, no certificate is asked for",
        "OPEN, 1, no password is known",
    })
    void aProfileThatWouldLockTheStationOutIsRejected(String station, String profile, String why) {
        ScriptedStation box = comes(station, Dialect.JSON_16);

        assertEquals("Rejected", set(station, "SecurityProfile", profile), why);

        assertTrue(box.calls.isEmpty());
        assertTrue(opens("BOX", OLD));
    }

    @Test
    void aProfileThatTheStationDoesNotTakeIsNotDemanded() {
        comes("BOX", Dialect.JSON_16)
                .answering(call -> Answer.result(Payload.of("status", "Rejected")));

        assertEquals("Rejected", set("BOX", "SecurityProfile", "1"));

        assertEquals(0, gateway.settings(new StationId("BOX")).orElseThrow().locks().profile());
    }
}
