package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A site.yaml with ten thousand stations, as an operator's tool writes it. */
class ManyStationsTest {

    private static final int STATIONS = 10_000;

    private static Settings settings;

    @BeforeAll
    static void read() throws BadSettings {
        StringBuilder text =
                new StringBuilder("csms:\n  main: { url: \"ws://127.0.0.1/{station}\" }\n");
        text.append("  other: { url: \"ws://127.0.0.1/o/{station}\" }\n");
        text.append("defaults: { csms: main, accept: listed }\nstations:\n");
        for (int i = 0; i < STATIONS; i++) {
            text.append(
                    "  CP-%05d: { vendor: keba, callback: \"http://10.1.%d.%d:8080/\""
                            .formatted(i, i / 200, i % 200));
            text.append(
                    i % 10 == 0
                            ? ", split: { \"1\": CP-%05d-A, \"2\": CP-%05d-B }".formatted(i, i)
                            : "");
            text.append(i % 10 == 1 ? ", aliases: [BOX-%05d]".formatted(i) : "");
            text.append(" }\n");
        }
        for (int i = 0; i < 100; i++) {
            text.append("  \"P%02d-*\": { accept: any, csms: other }\n".formatted(i));
        }
        text.append("  \"P*\": { accept: any }\n");
        settings =
                SettingsFile.parse(
                        text.toString(), "site.yaml", Path.of("."), Map.of(), Clock.systemUTC());
    }

    @Test
    void findsAStationByItsNameAnAliasAPartOrAPattern() {
        StationSettings named = settings.station(new StationId("cp-09999")).orElseThrow();
        StationSettings byAlias = settings.station(new StationId("box-09991")).orElseThrow();
        UpstreamSettings part = settings.upstream(new StationId("CP-09990-B")).orElseThrow();
        StationSettings longest = settings.station(new StationId("p42-x")).orElseThrow();
        StationSettings shortest = settings.station(new StationId("PX")).orElseThrow();

        assertEquals("http://10.1.49.199:8080/", named.callback().orElseThrow().toString());
        assertEquals(new StationId("CP-09991"), byAlias.station());
        assertEquals(new StationId("CP-09990"), part.stations().get(0));
        assertEquals("other", longest.csms().name());
        assertEquals("main", shortest.csms().name());
        assertEquals(Optional.empty(), settings.station(new StationId("CP-10000")));
        assertEquals(Optional.empty(), settings.station(new StationId("CP-09990-A")));
    }

    @Test
    void asksNotAllStationsForEachQuestion() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < STATIONS; i++) {
            StationId station = new StationId("CP-%05d".formatted(i));
            assertTrue(settings.station(station).isPresent());
            assertFalse(settings.upstreams(station).isEmpty());
            settings.upstream(station);
        }
        Duration spent = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);

        // Searches of the list take ten seconds and more.
        assertTrue(spent.compareTo(Duration.ofSeconds(2)) < 0, "spent " + spent);
    }
}
