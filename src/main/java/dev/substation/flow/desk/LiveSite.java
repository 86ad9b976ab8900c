package dev.substation.flow.desk;

import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the site, which change while the gateway runs. Some upstream stations are held:
 * they stay for now with the CSMS, and the way to it, that they had, such as a station that charges
 * and has another CSMS in {@code site.yaml} by now. Changed on the desk, read from any thread.
 */
public final class LiveSite implements Site {

    /** What counts at one time; all of it changes together. */
    private record Now(Site site, Map<StationId, CsmsSettings> held, long version) {}

    private volatile Now now;

    /**
     * @param held upstream stations with the CSMS that they stay with for now
     */
    public LiveSite(Site site, Map<StationId, CsmsSettings> held) {
        now = new Now(site, Map.copyOf(held), 0);
    }

    /** A site that can change. */
    public static LiveSite of(Site site) {
        return site instanceof LiveSite live ? live : new LiveSite(site, Map.of());
    }

    /** Takes other settings from now on. */
    public void use(Site site, Map<StationId, CsmsSettings> held) {
        now = new Now(site, Map.copyOf(held), version() + 1);
    }

    /** How often others were taken. */
    public long version() {
        return now.version();
    }

    /** What the settings say, with nobody held. */
    public Site wished() {
        return now.site();
    }

    /** The upstream stations that are held, with the CSMS that they stay with. */
    public Map<StationId, CsmsSettings> held() {
        return now.held();
    }

    @Override
    public Optional<StationSettings> station(StationId station) {
        Now current = now;
        Optional<StationSettings> settings = current.site().station(station);
        return current.held().isEmpty()
                ? settings
                : settings.map(
                        found ->
                                current.site().upstreams(found.station()).stream()
                                        .findFirst()
                                        .map(first -> current.held().get(first.identity()))
                                        .map(found::at)
                                        .orElse(found));
    }

    @Override
    public boolean isSetUp() {
        return now.site().isSetUp();
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        Now current = now;
        List<UpstreamSettings> upstreams = current.site().upstreams(station);
        return upstreams.stream().anyMatch(one -> current.held().containsKey(one.identity()))
                ? upstreams.stream().map(one -> placed(one, current)).toList()
                : upstreams;
    }

    private static UpstreamSettings placed(UpstreamSettings upstream, Now current) {
        CsmsSettings held = current.held().get(upstream.identity());
        return held == null ? upstream : upstream.at(held);
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        Now current = now;
        return current.site().upstream(identity).map(upstream -> placed(upstream, current));
    }

    @Override
    public UpstreamSettings former(StationId identity, String csms) {
        return now.site().former(identity, csms);
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return now.site().isRevoked(certificate);
    }

    @Override
    public int highestProfile() {
        return now.site().highestProfile();
    }

    @Override
    public List<SharedLimit> sharedLimits() {
        return now.site().sharedLimits();
    }

    @Override
    public Secrets secrets() {
        return now.site().secrets();
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return now.site().card(station, idTag);
    }
}
