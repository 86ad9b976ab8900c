package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.admin.Metric;
import dev.substation.flow.desk.Acceptance;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AcceptanceMetricsTest {

    @Test
    void showsWhoIsNotAcceptedAndWhatIsToBeStopped() {
        Map<String, List<Metric.Sample>> metrics =
                AcceptanceMetrics.of(new Acceptance(1, 2, 3, 4)).stream()
                        .collect(Collectors.toMap(Metric::name, Metric::samples));

        assertEquals(
                Map.of(
                        "substation_stations_not_accepted",
                        List.of(
                                new Metric.Sample(Map.of("status", "Pending"), 1),
                                new Metric.Sample(Map.of("status", "Rejected"), 2)),
                        "substation_boots_owed",
                        List.of(new Metric.Sample(Map.of(), 3)),
                        "substation_refused_card_stops",
                        List.of(new Metric.Sample(Map.of(), 4))),
                metrics);
    }
}
