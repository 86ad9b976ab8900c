package dev.substation.app;

import dev.substation.api.StationState;
import dev.substation.api.TransactionState;
import dev.substation.app.settings.Settings;
import dev.substation.dialect.Masking;
import dev.substation.dialect.Secrets;
import dev.substation.dialect.Times;
import dev.substation.dialect.Vendors;
import dev.substation.flow.desk.StationFigure;
import dev.substation.flow.desk.StationOverview;
import dev.substation.flow.desk.StationVendor.Origin;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.upstream.LinkOverview;
import dev.substation.flow.upstream.Outage;
import dev.substation.model.Dialect;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import dev.substation.store.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts into words how stations stand, for the API. */
final class StationStates {

    private static final String NEVER_HEARD = "never-heard";
    private static final String FAULTED = "Faulted";

    private final Settings settings;
    private final Secrets secrets;
    private final Optional<Backlog> backlog;

    /**
     * @param backlog what waits for CSMSs; empty if that is not known now
     */
    StationStates(Settings settings, Optional<Backlog> backlog) {
        this.settings = settings;
        secrets = settings.secrets(); // it costs to make
        this.backlog = backlog;
    }

    /** One that the site names and that nobody has heard. */
    StationState neverHeard(StationId station) {
        Optional<StationSettings> known = settings.station(station);
        Optional<String> vendor =
                known.filter(one -> !one.learnsVendor()).map(StationSettings::vendor);
        List<StationState.Link> links = links(station, List.of());
        return new StationState(
                station.value(),
                NEVER_HEARD,
                Optional.empty(),
                known.flatMap(StationSettings::dialect).map(Dialect::word),
                vendor.orElse(Vendors.GENERIC),
                (vendor.isPresent() ? Origin.SITE : Origin.UNKNOWN).word(),
                known.flatMap(StationSettings::callback).map(Object::toString).map(this::shown),
                false,
                List.of(),
                waiting(links),
                List.of(),
                links,
                List.of(),
                0,
                Optional.empty());
    }

    StationState of(StationOverview seen) {
        List<StationState.Link> links = links(seen.station(), seen.links());
        Instant heard = seconds(seen.lastHeard());
        List<StationState.Connector> connectors =
                seen.connectors().entrySet().stream()
                        .map(one -> connector(one.getKey(), one.getValue()))
                        .toList();
        return new StationState(
                seen.station().value(),
                state(seen),
                Optional.of(heard),
                Optional.of(seen.dialect().word()),
                seen.vendor().vendor(),
                seen.vendor().origin().word(),
                seen.address().map(this::shown),
                seen.callable(),
                problems(seen, links, connectors, heard),
                waiting(links),
                connectors,
                links,
                seen.transactions().stream().map(StationStates::transaction).toList(),
                seen.failures(),
                seen.boot().map(secrets::masked).map(Masking::masked));
    }

    private static String state(StationOverview seen) {
        return StationFigure.state(seen.connected(), seen.dialect());
    }

    private List<String> problems(
            StationOverview seen,
            List<StationState.Link> links,
            List<StationState.Connector> connectors,
            Instant heard) {
        List<String> problems = new ArrayList<>();
        seen.unreached()
                .ifPresent(
                        unreached ->
                                problems.add(
                                        "Calls to it fail since %s: %s. %s"
                                                .formatted(
                                                        seconds(unreached.since()),
                                                        shown(unreached.last().line()),
                                                        unreached.last().cause().remedy())));
        for (StationState.Link link : links) {
            if (link.reason().isPresent()) {
                problems.add(
                        "The CSMS %s is away for %s%s: %s"
                                .formatted(
                                        link.csms(),
                                        link.identity(),
                                        link.since().map(time -> " since " + time).orElse(""),
                                        link.reason().get()));
            }
        }
        if (!seen.connected() && !seen.transactions().isEmpty()) {
            problems.add(
                    "It was last heard at %s, and %d transactions of it are open"
                            .formatted(heard, seen.transactions().size()));
        }
        connectors.stream()
                .filter(connector -> connector.status().equals(FAULTED))
                .forEach(connector -> problems.add(fault(connector)));
        return problems;
    }

    private static String fault(StationState.Connector connector) {
        return "Connector %d is Faulted: %s"
                .formatted(
                        connector.connectorId(),
                        List.of(
                                        connector.errorCode(),
                                        connector.vendorErrorCode(),
                                        connector.info())
                                .stream()
                                .flatMap(Optional::stream)
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(", ")));
    }

    /** The links that the settings give it, as they stand; those of no use are closed. */
    private List<StationState.Link> links(StationId station, List<LinkOverview> open) {
        Map<StationId, LinkOverview> known =
                open.stream()
                        .collect(
                                Collectors.toMap(
                                        LinkOverview::identity, Function.identity(), (a, b) -> a));
        return settings.upstreams(station).stream()
                .map(
                        upstream ->
                                link(upstream, Optional.ofNullable(known.get(upstream.identity()))))
                .toList();
    }

    private StationState.Link link(UpstreamSettings upstream, Optional<LinkOverview> known) {
        Optional<Outage> outage = known.flatMap(LinkOverview::outage);
        Optional<Backlog.Waiting> waits =
                backlog.flatMap(rows -> Optional.ofNullable(rows.of().get(upstream.identity())));
        return new StationState.Link(
                upstream.identity().value(),
                upstream.csms().name(),
                known.map(LinkOverview::state)
                        .orElse(LinkOverview.State.CLOSED)
                        .name()
                        .toLowerCase(Locale.ROOT),
                outage.map(Outage::since).map(StationStates::seconds),
                outage.map(Outage::why).map(this::shown),
                outage.flatMap(Outage::nextAttempt).map(StationStates::seconds),
                waits.map(Backlog.Waiting::rows).orElse(0L),
                waits.map(Backlog.Waiting::oldest).map(Duration::toSeconds));
    }

    private static long waiting(List<StationState.Link> links) {
        return links.stream().mapToLong(StationState.Link::waiting).sum();
    }

    private static StationState.Connector connector(long connectorId, Payload told) {
        return new StationState.Connector(
                connectorId,
                new StatusNotification(told).status().orElse(""),
                told.text("errorCode"),
                told.text("vendorErrorCode"),
                told.text("info"),
                told.text("timestamp"));
    }

    private String shown(String text) {
        return secrets.inText(text);
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A transaction, its card masked. */
    static TransactionState transaction(TransactionRow row) {
        return new TransactionState(
                row.key(),
                row.station().value(),
                row.connectorId(),
                row.upstream().value(),
                row.csms(),
                row.upstreamConnectorId(),
                row.stationId(),
                row.csmsId().map(CsmsTransactionId::text),
                row.startedWith().map(StationStates::card),
                new IdTagInfo(row.idTagInfo()).status(),
                new IdTagInfo(row.idTagInfo()).parentIdTag().map(StationStates::card),
                row.meterStart(),
                row.end().meterStop(),
                row.energy(),
                row.end().reason(),
                row.end().idTag().map(StationStates::card),
                row.startedAt().flatMap(Times::parse),
                row.end().time().flatMap(Times::parse),
                seconds(row.started()),
                row.stopped().map(StationStates::seconds),
                row.end().byOperator());
    }

    private static String card(String idTag) {
        return Masking.masked("idTag", idTag);
    }
}
