package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a site says that stations are split, joined and renamed. */
class WiringSettingsTest {

    private static final String CSMS =
            "csms: { main: { url: \"ws://h/{station}\", user: \"{station}\", password: all } }\n";
    private static final StationId NET = new StationId("NET");

    @TempDir Path home;

    private Settings read(String yaml) throws BadSettings {
        return SettingsFile.parse(CSMS + yaml, "site.yaml", home, Map.of(), Clock.systemUTC());
    }

    @Test
    void aSplitNamesAnUpstreamStationForEachConnectorTheFirstSpeaksForTheWhole() throws Exception {
        Settings settings =
                read("stations: { NET: { split: { \"2\": NET-B, \"1\": NET-A, \"3\": NET-B } } }");

        List<UpstreamSettings> parts = settings.upstreams(NET);

        assertEquals(
                List.of("NET-A", "NET-B"),
                parts.stream().map(part -> part.identity().value()).toList());
        assertEquals(Shape.HEAD, parts.get(0).shape());
        assertEquals(Shape.PART, parts.get(1).shape());
        assertEquals(
                List.of(new ConnectorMapping(1, NET, 2), new ConnectorMapping(2, NET, 3)),
                parts.get(1).plugs());
        assertEquals(Optional.of(parts.get(1)), settings.upstream(new StationId("net-b")));
        assertEquals(Optional.empty(), settings.upstream(NET), "the CSMS knows no NET any more");
    }

    @Test
    void nobodyComesInByTheNameThatAnotherStationHasAtTheCsms() throws Exception {
        Settings settings =
                read(
                        """
                        defaults: { accept: any }
                        stations: { NET: { split: { "1": NET-A, "2": NET-B } }, OLD: { upstream: NEW } }
                        """);

        assertEquals(Optional.empty(), settings.station(new StationId("net-b")));
        assertEquals(Optional.empty(), settings.station(new StationId("NEW")));
        assertTrue(settings.station(new StationId("OLD")).isPresent());
        assertTrue(settings.station(new StationId("ANOTHER")).isPresent());
    }

    @Test
    void eachUpstreamStationMayHaveCredentialsOfItsOwn() throws Exception {
        Settings settings =
                read(
                        """
                        stations: { NET: { split: { "1": NET-A, "2": NET-B } }, PLAIN: {} }
                        upstream: { NET-B: { password: secret }, PLAIN: { user: me } }
                        """);

        assertEquals("all", password(settings, "NET-A"));
        assertEquals("secret", password(settings, "NET-B"));
        assertEquals("me", user(settings, "PLAIN"));
        assertEquals("NET-B", user(settings, "NET-B"));
    }

    private static String password(Settings settings, String identity) {
        return settings.upstream(new StationId(identity))
                .orElseThrow()
                .csms()
                .password()
                .orElseThrow();
    }

    private static String user(Settings settings, String identity) {
        StationId id = new StationId(identity);
        return settings.upstream(id).orElseThrow().csms().userFor(id).orElseThrow();
    }

    @Test
    void aJoinNamesTheConnectorsOfOneUpstreamStation() throws Exception {
        Settings settings =
                read(
                        """
                        stations: { A: {}, B: {} }
                        upstream: { HOF: { join: { "1": A, "2": B/2, "3": A/2 } } }
                        """);

        UpstreamSettings joined = settings.upstream(new StationId("HOF")).orElseThrow();

        assertEquals(
                List.of(
                        new ConnectorMapping(1, new StationId("A"), 1),
                        new ConnectorMapping(2, new StationId("B"), 2),
                        new ConnectorMapping(3, new StationId("A"), 2)),
                joined.plugs());
        assertEquals(List.of(joined), settings.upstreams(new StationId("B")));
        assertEquals(List.of(new StationId("A"), new StationId("B")), joined.stations());
    }

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stations: { A: { split: {} } }                                | 2:18: write which connector is which station at the CSMS, such as { "1": A-A, "2": A-B }
            stations: { A: { split: B } }                                 | 2:25: "split" must be a section with connectors and stations, such as { "1": NAME-A, "2": NAME-B }, not a value
            stations: { A: { split: { x: B, "1": C } } }                  | 2:18: "x" is no connector; write a number from 0 to 100
            stations: { A: { split: { "1": B } }, B: {} }                 | 2:39: the CSMS would know both this station and the split of A as B; give one another name
            stations: { A: { split: { "1": C } }, B: { split: { "1": C } } } | 2:44: the CSMS would know both the split of A and the split of B as C; give one another name
            stations: { A: { split: { "0": C, "1": C } } }                | 2:18: "0" is the station as a whole and needs an identity of its own; C is a connector's too
            stations: { A: { split: { "1": C }, upstream: D } }           | 2:37: a station is split or renamed, not both; give the new name in split
            stations: { A*: { upstream: D } }                             | 2:19: upstream belongs to one station, not to a pattern; remove it
            stations: { A: { whole-station: { Reset: each } } }           | 2:18: this is for a station that is split; add split, or remove it
            stations: { A: { split: { "1": B }, whole-station: { Reset: all } } } | 2:37: Reset goes to first, each or local, not to "all"
            upstream: { H: { join: { "1": A } } }                         | 2:18: there is no station "A" under stations; add it there, or write its name as it is there (NAME/2 is its connector 2)
            """)
    // spotless:on
    void aMistakeIsToldWithItsPlaceAndWhatToWrite(String yaml, String sentence) {
        BadSettings bad = assertThrows(BadSettings.class, () -> read(yaml));

        assertEquals("site.yaml:" + sentence, bad.problems().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "1": A, "3": B  | write which station is which connector, numbered from 1 without a gap, such as { "1": BOX-A, "2": BOX-B }
                    "1": A, "2": C  | there is no station "C" under stations; add it there, or write its name as it is there (NAME/2 is its connector 2)
                    """)
    void aJoinThatCannotBeIsRefused(String connectors, String sentence) {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () ->
                                read(
                                        "stations: { A: {}, B: {} }\nupstream: { H: { join: { "
                                                + connectors
                                                + " } } }"));

        assertEquals("site.yaml:3:18: " + sentence, bad.problems().get(0));
    }

    @Test
    void aStationIsJoinedOnce() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () ->
                                read(
                                        """
                                        stations: { A: { upstream: C }, B: {} }
                                        upstream: { H: { join: { "1": A } }, I: { join: { "1": B } }, J: { join: { "1": B } } }
                                        """));

        assertEquals(
                List.of(
                        "site.yaml:3:68: the station B is joined to I already; remove it from one",
                        "site.yaml:2:18: the station is joined to H; remove one of the two"),
                bad.problems());
    }
}
