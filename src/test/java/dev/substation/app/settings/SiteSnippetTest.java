package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.flow.settings.Networks;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.testing.OddTexts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of site.yaml with which somebody who was rejected would be let in. */
class SiteSnippetTest {

    private static final String SITE = "csms: { main: { url: \"ws://csms/{station}\" } }\n";

    @TempDir Path home;

    private Settings read(String yaml) throws BadSettings {
        return SettingsFile.parse(yaml, "site.yaml", home, Map.of(), Clock.systemUTC());
    }

    private Optional<String> snippet(RefusedPeer peer) throws BadSettings {
        return new SiteSnippet(read(SITE), "/gateway").of(peer);
    }

    private static RefusedPeer peer(
            RefusalReason reason, String path, String identity, Dialect dialect) {
        return new RefusedPeer(
                1,
                "203.0.113.7",
                Door.SOAP,
                reason,
                path,
                Optional.ofNullable(identity),
                Optional.ofNullable(dialect),
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }

    private static RefusedPeer unknown(String identity, Dialect dialect) {
        return peer(RefusalReason.UNKNOWN_IDENTITY, "/soap", identity, dialect);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void addsAnUnknownStationWithTheDialectThatItSpoke(Dialect dialect) throws Exception {
        String lines = snippet(unknown("KEBA-1", dialect)).orElseThrow();

        assertEquals("stations:\n  KEBA-1:\n    dialect: %s\n".formatted(dialect.word()), lines);
        assertEquals(
                Optional.of(dialect),
                read(SITE + lines).station(new StationId("KEBA-1")).orElseThrow().dialect());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00:90:0B:9C:79:42",
                "UID=1013,O=SolarDev",
                "007",
                "1e3",
                "null",
                "Yes",
                "~",
                "- a",
                "{station}",
                "#1",
                "a: b",
                "&a",
                "Zürich–7",
                "${env:HOME}",
                "it's"
            })
    void namesTheStationAsItIs(String identity) throws Exception {
        String lines = snippet(unknown(identity, null)).orElseThrow();

        assertEquals(List.of(new StationId(identity)), read(SITE + lines).names(), lines);
    }

    @Test
    void letsNobodyElseIn() throws Exception {
        for (String identity :
                List.of("*", "KEBA-*", "a\nb", "\"", "\\", "x\u202ey", " ", "\u0085")) {
            assertEquals(Optional.empty(), snippet(unknown(identity, Dialect.JSON_16)), identity);
        }
        for (String identity : OddTexts.LIST) {
            Optional<String> lines = snippet(unknown(identity, Dialect.JSON_16));
            if (lines.isPresent()) {
                assertEquals(
                        List.of(new StationId(identity)),
                        read(SITE + lines.get()).names(),
                        identity);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/sopa, /sopa",
        "/gateway//ocpp15/ws/, /ocpp15/ws",
        "/gateway/x, /x",
    })
    void givesTheSoapEndpointOneMorePath(String asked, String alias) throws Exception {
        String lines = snippet(peer(RefusalReason.WRONG_PATH, asked, null, null)).orElseThrow();

        assertEquals(
                List.of("/steve/services/CentralSystemService", alias),
                read(SITE + lines).http().soapAliases());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/…",
                "/api/v1/x",
                "/ocpp/A",
                "/a b",
                "/a\"b",
                "/a%20b",
                "",
                "/gateway"
            })
    void thatNoEndpointCanHave(String path) throws Exception {
        Optional<String> lines = snippet(peer(RefusalReason.WRONG_PATH, path, null, null));

        assertTrue(lines.isEmpty() || path.equals("/gateway"), lines::toString);
    }

    @Test
    void acceptsOneMoreAddress() throws Exception {
        String lines = snippet(peer(RefusalReason.FOREIGN_NETWORK, "", null, null)).orElseThrow();

        assertEquals("http:\n  accept-networks: [private, loopback, \"203.0.113.7\"]\n", lines);
        assertTrue(
                read(SITE + lines)
                        .http()
                        .accepted()
                        .contains(Networks.literal("203.0.113.7").orElseThrow()));
    }

    @ParameterizedTest
    @EnumSource(RefusalReason.class)
    void weakensNoLock(RefusalReason reason) throws Exception {
        Optional<String> lines = snippet(peer(reason, "/x", "KEBA-1", Dialect.SOAP_15));

        if (lines.isPresent()) {
            String only = lines.get();
            read(SITE + only);
            for (String key : List.of("password", "certificate", "secret", "tls", "accept:")) {
                assertTrue(!only.contains(key), only);
            }
        }
    }

    @Test
    void isThereOnceTheSiteNamesTheStation() throws Exception {
        RefusedPeer peer = unknown("keba-1", Dialect.JSON_16);

        assertTrue(!new SiteSnippet(read(SITE), "").isThere(peer));
        assertTrue(new SiteSnippet(read(SITE + "stations: { KEBA-1: {} }"), "").isThere(peer));
    }
}
