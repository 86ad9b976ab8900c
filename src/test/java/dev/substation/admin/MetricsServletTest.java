package dev.substation.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.desk.Latency;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsServletTest {

    @Test
    void writesThePrometheusTextFormat() {
        Metric calls =
                Metric.counters("substation_calls_total", "Calls\nanswered")
                        .with(3, "action", "Heartbeat", "outcome", "answered")
                        .with(1, "action", "a\"b\\c\nd", "outcome", "SUB-2001");
        Metric waiting = Metric.gauge("substation_outbox_messages", "Messages", 7);

        assertEquals(
                """
                # HELP substation_calls_total Calls\\nanswered
                # TYPE substation_calls_total counter
                substation_calls_total{action="Heartbeat",outcome="answered"} 3
                substation_calls_total{action="a\\"b\\\\c\\nd",outcome="SUB-2001"} 1
                # HELP substation_outbox_messages Messages
                # TYPE substation_outbox_messages gauge
                substation_outbox_messages 7
                """,
                MetricsServlet.text(List.of(calls, waiting)));
    }

    @Test
    void writesHistogramsInSeconds() {
        Latency.Reading reading =
                new Latency.Reading(
                        List.of(2L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 1L),
                        Duration.ofMillis(90_512));
        Metric took = Metric.histograms("x_seconds", "Time").with(reading, "action", "Reset");

        String text = MetricsServlet.text(List.of(took));

        List<String> lines = text.lines().toList();
        assertEquals("# TYPE x_seconds histogram", lines.get(1));
        assertEquals("x_seconds_bucket{action=\"Reset\",le=\"0.005\"} 2", lines.get(2));
        assertEquals("x_seconds_bucket{action=\"Reset\",le=\"1\"} 3", lines.get(9));
        assertEquals("x_seconds_bucket{action=\"Reset\",le=\"60\"} 3", lines.get(14));
        assertEquals("x_seconds_bucket{action=\"Reset\",le=\"+Inf\"} 4", lines.get(15));
        assertEquals("x_seconds_sum{action=\"Reset\"} 90.512", lines.get(16));
        assertEquals("x_seconds_count{action=\"Reset\"} 4", lines.get(17));
    }
}
