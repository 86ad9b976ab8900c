package dev.substation.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
