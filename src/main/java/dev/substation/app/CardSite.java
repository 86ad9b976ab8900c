package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A site's settings with the files of cards that they name. What the settings say of a station is
 * asked several times for each message and never changes, so it is looked up once.
 */
final class CardSite implements Site {

    private static final int KEPT = 20_000; // of each kind, twice; see RecentlyAsked

    private final Settings settings;
    private final CardFiles files;
    private final RecentlyAsked<StationId, Optional<StationSettings>> stations =
            new RecentlyAsked<>(KEPT);
    private final RecentlyAsked<StationId, List<UpstreamSettings>> upstreams =
            new RecentlyAsked<>(KEPT);
    private final RecentlyAsked<StationId, Optional<UpstreamSettings>> named =
            new RecentlyAsked<>(KEPT);

    private final Predicate<X509Certificate> revoked;

    CardSite(Settings settings, CardFiles files) {
        this.settings = settings;
        this.files = files;
        revoked = settings.http().tls().flatMap(Settings.Tls::revoked).orElse(certificate -> false);
    }

    @Override
    public Optional<StationSettings> station(StationId station) {
        return stations.answer(station, settings::station);
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        return upstreams.answer(station, settings::upstreams);
    }

    @Override
    public List<SharedLimit> sharedLimits() {
        return settings.sharedLimits();
    }

    @Override
    public boolean isSetUp() {
        return settings.isSetUp();
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return revoked.test(certificate);
    }

    @Override
    public int highestProfile() {
        return settings.highestProfile();
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        return named.answer(identity, settings::upstream);
    }

    @Override
    public UpstreamSettings former(StationId identity, String csms) {
        return settings.former(identity, csms);
    }

    @Override
    public Secrets secrets() {
        return settings.secrets();
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return files.find(settings.cards(station), idTag).map(card -> card.in(zone(station)));
    }

    /** Card files are written at the site, where its clocks show the time. */
    private ZoneId zone(StationId station) {
        return station(station).flatMap(known -> known.quirks().timeZone()).orElse(ZoneOffset.UTC);
    }
}
