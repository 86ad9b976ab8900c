package dev.substation.app;

import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The site, with stations at the CSMS where their transactions run. */
final class PlacedSite implements Site {

    private final Site site;
    private final Placement placement;

    PlacedSite(Site site, Placement placement) {
        this.site = site;
        this.placement = placement;
    }

    @Override
    public Optional<StationSettings> station(StationId station) {
        return site.station(station)
                .map(
                        settings ->
                                site.upstreams(station).stream()
                                        .findFirst()
                                        .flatMap(first -> placement.heldAt(first.identity()))
                                        .map(settings::at)
                                        .orElse(settings));
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        List<UpstreamSettings> upstreams = site.upstreams(station);
        boolean held =
                upstreams.stream().anyMatch(one -> placement.heldAt(one.identity()).isPresent());
        return held ? upstreams.stream().map(this::placed).toList() : upstreams;
    }

    private UpstreamSettings placed(UpstreamSettings upstream) {
        return placement.heldAt(upstream.identity()).map(upstream::at).orElse(upstream);
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return site.isRevoked(certificate);
    }

    @Override
    public int highestProfile() {
        return site.highestProfile();
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        return site.upstream(identity).map(this::placed);
    }

    @Override
    public UpstreamSettings former(StationId identity, String csms) {
        return site.former(identity, csms);
    }

    @Override
    public Secrets secrets() {
        return site.secrets();
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return site.card(station, idTag);
    }
}
