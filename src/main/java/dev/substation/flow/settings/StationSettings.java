package dev.substation.flow.settings;

import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the site says of one station: its entry in {@code site.yaml} over the defaults.
 *
 * @param aliases what else it calls itself; the gateway and the CSMS know it by {@code station}
 * @param listed whether it has an entry of its own, rather than being let in with others
 * @param acceptedOffline whether its boot is accepted while the CSMS is away, even if the CSMS has
 *     never accepted it
 * @param dialect what it must speak; empty when it is learnt
 * @param vendor {@code keba}, {@code abl}, {@code technagon} or {@code generic}, or {@code auto}
 *     for the one that the station names at its boot
 * @param callback the pinned callback address; empty when it is learnt from {@code wsa:From}
 * @param offline what becomes of its calls while the CSMS is away
 * @param onlineAuthorization who decides about a card
 * @param offlineAuthorization what to answer while the CSMS is away
 * @param stopsRefused whether a transaction is stopped if the CSMS rejects its card after the
 *     station got Accepted
 * @param sparesLocalList whether the station is never answered that a card is rejected, because it
 *     would block the card in its own list; its transaction is stopped instead
 * @param callWait how long a call to the station may take
 * @param subprotocolRequired whether a WebSocket without a sub-protocol is refused rather than
 *     taken for ocpp1.6
 * @param callbackPath what belongs behind the path of an address that it gives of itself; empty for
 *     nothing
 * @param soapAction whether calls to it carry the header SOAPAction, which SOAP 1.2 does without
 * @param webSocketClose whether its WebSocket is closed with a Close frame, rather than cut
 * @param callbackFrom what becomes of the addresses that it gives of itself
 * @param locks what it must show
 * @param quirks what is known of its own ways
 * @param charging how it is limited, and who keeps its charging profiles
 * @param transparent whether it is served as if the gateway were not there
 * @param udp where it is, if it is a KEBA box without OCPP
 */
public record StationSettings(
        StationId station,
        List<StationId> aliases,
        boolean listed,
        boolean acceptedOffline,
        Optional<Dialect> dialect,
        String vendor,
        Optional<URI> callback,
        CsmsSettings csms,
        OfflinePolicy offline,
        OnlineAuthorization onlineAuthorization,
        OfflineAuthorization offlineAuthorization,
        boolean stopsRefused,
        boolean sparesLocalList,
        Duration callWait,
        boolean subprotocolRequired,
        String callbackPath,
        boolean soapAction,
        boolean webSocketClose,
        CallbackFrom callbackFrom,
        StationLocks locks,
        StationQuirks quirks,
        ChargingSettings charging,
        boolean transparent,
        Optional<UdpBox> udp) {

    /** In the place of a vendor: that of the station's boot. */
    public static final String LEARNED_VENDOR = "auto";

    /** Whether the vendor is the one that the station names at its boot. */
    public boolean learnsVendor() {
        return vendor.equals(LEARNED_VENDOR);
    }

    /** The same at another csms. */
    public StationSettings at(CsmsSettings other) {
        return with(other, locks, transparent);
    }

    /** The same with other locks. */
    public StationSettings behind(StationLocks others) {
        return with(csms, others, transparent);
    }

    /** The same for a station that is served in the usual way still. */
    public StationSettings notYetTransparent() {
        return with(csms, locks, false);
    }

    private StationSettings with(CsmsSettings at, StationLocks behind, boolean isTransparent) {
        return new StationSettings(
                station,
                aliases,
                listed,
                acceptedOffline,
                dialect,
                vendor,
                callback,
                at,
                offline,
                onlineAuthorization,
                offlineAuthorization,
                stopsRefused,
                sparesLocalList,
                callWait,
                subprotocolRequired,
                callbackPath,
                soapAction,
                webSocketClose,
                callbackFrom,
                behind,
                quirks,
                charging,
                isTransparent,
                udp);
    }

    /** The names that it may show, its own first. */
    public Stream<StationId> names() {
        return Stream.concat(Stream.of(station), aliases.stream());
    }

    /** Whether the list alone decides about cards, and no answer of the CSMS does. */
    public boolean onlyListCounts() {
        return onlineAuthorization == OnlineAuthorization.OnlyLocal;
    }

    /** Whether it keeps its messages itself while the CSMS is away. */
    public boolean keepsItsOwn() {
        return offline == OfflinePolicy.REJECT;
    }
}
