package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.app.settings.Settings;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.StationFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import dev.substation.store.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Metrics of each station and of each CSMS. Only those that {@code site.yaml} names have some: who
 * invents identities must not fill the memory of Prometheus. Names that other exporters of OCPP use
 * start with {@code ocpp_}, so that boards made for them work here (docs/monitoring.md).
 */
final class SiteMetrics {

    private static final String STATION = "cp_id";
    private static final String CSMS = "csms";

    private final Supplier<Settings> settings;
    private final Site inUse;

    /**
     * @param settings what site.yaml says
     * @param inUse what counts: some stations stay with their CSMS for now
     */
    SiteMetrics(Supplier<Settings> settings, Site inUse) {
        this.settings = settings;
        this.inUse = inUse;
    }

    /** The metrics at a time of the clock on the wall. */
    List<Metric> of(Figures figures, Optional<Backlog> backlog, Instant now) {
        Map<StationId, StationFigure> known =
                figures.stations().stream()
                        .collect(Collectors.toMap(StationFigure::station, Function.identity()));
        return List.of(
                Metric.gauge("ocpp_central_up", "1 while the gateway runs", 1),
                stations(
                        known,
                        Metric.gauges(
                                "ocpp_cp_connected",
                                "Whether the WebSocket of a station is open, or a SOAP station was heard in the last 15 minutes"),
                        figure -> figure.connected() ? 1 : 0),
                lastHeard(known, now),
                stations(
                        known,
                        Metric.gauges("ocpp_tx_active", "Open transactions of a station"),
                        StationFigure::transactions),
                stations(
                        known,
                        Metric.counters(
                                "substation_station_call_failures_total",
                                "Calls to a station that did not reach it or got no answer"),
                        StationFigure::failures),
                stations(
                        known,
                        Metric.gauges(
                                "substation_station_unreached",
                                "Whether the last call to a station did not reach it"),
                        figure -> figure.unreached() ? 1 : 0),
                latency(figures),
                deliveries(figures),
                waiting(backlog),
                oldest(backlog));
    }

    private Metric stations(
            Map<StationId, StationFigure> known,
            Metric metric,
            ToLongFunction<StationFigure> value) {
        Metric filled = metric;
        for (StationId name : settings.get().names()) {
            StationFigure figure = known.get(name);
            filled =
                    filled.with(
                            figure == null ? 0 : value.applyAsLong(figure), STATION, name.value());
        }
        return filled;
    }

    /** Without those that were never heard: 1970 would be wrong. */
    private Metric lastHeard(Map<StationId, StationFigure> known, Instant now) {
        Metric filled =
                Metric.gauges(
                        "ocpp_cp_last_msg_ts",
                        "When a station was last heard, in seconds since 1970");
        for (StationId name : settings.get().names()) {
            StationFigure figure = known.get(name);
            if (figure != null) {
                filled =
                        filled.with(
                                now.minus(figure.silence()).getEpochSecond(),
                                STATION,
                                name.value());
            }
        }
        return filled;
    }

    private static Metric latency(Figures figures) {
        Metric filled =
                Metric.histograms(
                        "substation_call_duration_seconds",
                        "Time from a call to its answer, from stations (up) and from the CSMS (down)");
        for (var one : figures.latencies().up().entrySet()) {
            filled = filled.with(one.getValue(), "direction", "up", "action", one.getKey());
        }
        for (var one : figures.latencies().down().entrySet()) {
            filled = filled.with(one.getValue(), "direction", "down", "action", one.getKey());
        }
        return filled;
    }

    private static Metric deliveries(Figures figures) {
        Metric filled =
                Metric.histograms(
                        "substation_delivery_duration_seconds",
                        "Time that the CSMS takes to answer a message of the outbox");
        for (var one : figures.latencies().deliveries().entrySet()) {
            filled = filled.with(one.getValue(), "action", one.getKey());
        }
        return filled;
    }

    private Metric waiting(Optional<Backlog> backlog) {
        Map<String, Long> rows = new TreeMap<>();
        backlog.ifPresent(
                known -> {
                    settings.get().csms().keySet().forEach(name -> rows.put(name, 0L));
                    known.of()
                            .forEach(
                                    (upstream, waits) ->
                                            rows.merge(csms(upstream), waits.rows(), Long::sum));
                });
        Metric filled =
                Metric.gauges(
                        "substation_csms_outbox_messages", "Messages that a CSMS must still get");
        for (var one : rows.entrySet()) {
            filled = filled.with(one.getValue(), CSMS, one.getKey());
        }
        return filled;
    }

    private Metric oldest(Optional<Backlog> backlog) {
        Map<String, Duration> ages = new TreeMap<>();
        backlog.ifPresent(
                known -> {
                    settings.get().csms().keySet().forEach(name -> ages.put(name, Duration.ZERO));
                    known.of()
                            .forEach(
                                    (upstream, waits) ->
                                            ages.merge(
                                                    csms(upstream),
                                                    waits.oldest(),
                                                    (one, other) ->
                                                            one.compareTo(other) > 0
                                                                    ? one
                                                                    : other));
                });
        Metric filled =
                Metric.gauges(
                        "substation_csms_outbox_oldest_age_seconds",
                        "Age of the oldest message that a CSMS must still get");
        for (var one : ages.entrySet()) {
            filled = filled.with(one.getValue().toSeconds(), CSMS, one.getKey());
        }
        return filled;
    }

    /** Of one that the site no longer has, a word that no CSMS has for a name. */
    private String csms(StationId upstream) {
        return inUse.upstream(upstream)
                .map(UpstreamSettings::csms)
                .map(CsmsSettings::name)
                .orElse("(former)");
    }
}
