package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.PathSecret;
import dev.substation.flow.settings.StationCertificate;
import dev.substation.flow.settings.StationKey;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Stations: {@code defaults} and {@code stations.*}. A key that stands in both has its default in
 * {@code defaults}.
 */
final class StationKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<Boolean> ACCEPT =
            KEYS.add(
                    key("accept", Types.ACCEPT, Effect.LIVE)
                            .usually("listed")
                            .in(
                                    Scope.DEFAULTS,
                                    "`listed`: only stations with an entry of their own, or that match a pattern with `accept: any`; `any`: all stations")
                            .in(
                                    Scope.STATIONS,
                                    "For a pattern: whether matching stations may connect, `any` or `listed`",
                                    "any"));

    static final Key<Integer> STATIONS_MAX =
            KEYS.add(
                    key("stations-max", Types.COUNT, Effect.RESTART)
                            .usually("5000")
                            .in(
                                    Scope.DEFAULTS,
                                    "How many unlisted stations the gateway may know, see [below](#stations-without-an-entry-of-their-own)"));

    static final Key<Boolean> OFFLINE_BOOT =
            KEYS.add(
                    key("offline-boot", Types.OFFLINE_BOOT, Effect.LIVE)
                            .usually("all")
                            .in(
                                    Scope.DEFAULTS,
                                    "Whose boots are accepted while the CSMS is offline. `all`: of every station that may connect; `known`: only of stations with an entry of their own, or that the CSMS accepted before; others are answered Rejected with interval 60 s. Neither accepts a station whose last boot the CSMS answered with Pending or Rejected, or whose link the CSMS never accepted (401, 403, 404)"));

    static final Key<List<StationId>> ALIASES =
            KEYS.add(
                    key("aliases", Types.IDENTITIES, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Further identities of the station, for example a box that sometimes uses its MAC address; the CSMS knows it by the name of the entry",
                                    "[\"00:60:B5:2C:11:07\"]"));

    static final Key<Dialect> DIALECT =
            KEYS.add(
                    key("dialect", Types.DIALECT, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "`soap1.5`, `soap1.6` or `json1.6`. If unset, learned from the station",
                                    "soap1.5"));

    static final Key<InetSocketAddress> KEBA_UDP =
            KEYS.add(
                    key("keba-udp", Types.BOX_ADDRESS, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Address of a KEBA box without OCPP, which the gateway then reads and controls over KEBA's UDP interface, see [keba-udp.md](keba-udp.md)",
                                    "192.168.40.21"));

    static final Key<String> KEBA_UDP_CARD =
            KEYS.add(
                    key("keba-udp-card", Types.ID_TAG, Effect.LIVE)
                            .usually("no-card")
                            .in(
                                    Scope.STATIONS,
                                    "idTag of the sessions of such a box that began without a card, also of all sessions of a P20"));

    static final Key<String> VENDOR =
            KEYS.add(
                    key("vendor", Types.VENDOR, Effect.LIVE)
                            .usually("auto")
                            .perStation(
                                    "`keba`, `abl`, `technagon` or `generic`: the vendor profile ([vendors](vendors.md)); routes can use it in conditions. `auto`: the vendor that the station names in its BootNotification, see [below](#the-vendor-of-a-station)",
                                    "keba"));

    static final Key<String> CSMS =
            KEYS.add(
                    key("csms", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.DEFAULTS,
                                    "CSMS of stations that name none; optional if there is only one",
                                    "main")
                            .in(
                                    Scope.STATIONS,
                                    "Overrides `defaults.csms`. At a new CSMS the station boots, and the statuses of its connectors are sent again, see [operations](operations.md#moving-a-station-to-another-csms)",
                                    "main"));

    static final Key<OfflinePolicy> OFFLINE =
            KEYS.add(
                    key("offline", Types.OFFLINE, Effect.LIVE)
                            .usually("store-and-forward")
                            .perStation(
                                    "What happens to calls while the CSMS is offline. `store-and-forward`: answer, store, deliver later; `reject`: take none, so that the station keeps its own queue, see [below](#a-station-that-keeps-its-own-queue)",
                                    "reject"));

    static final Key<OnlineAuthorization> ONLINE_AUTHORIZATION =
            KEYS.add(
                    key("online-authorization", Types.ONLINE_AUTHORIZATION, Effect.LIVE)
                            .usually("FirstOnline")
                            .perStation(
                                    "Who decides about a card. `FirstOnline`: the CSMS; `FirstLocal`: the local list and the card files, if they accept the card, otherwise the CSMS; `OnlyLocal`: the local list and the card files alone, see [below](#who-decides-about-a-card)",
                                    "FirstLocal"));

    static final Key<OfflineAuthorization> OFFLINE_AUTHORIZATION =
            KEYS.add(
                    key("offline-authorization", Types.OFFLINE_AUTHORIZATION, Effect.LIVE)
                            .usually("OfflineLocalUnknownAuthorization")
                            .perStation(
                                    "How a card is answered while the CSMS is offline, see [below](#cards-while-the-csms-is-offline)"));

    static final Key<Boolean> STOP_REFUSED =
            KEYS.add(
                    key("stop-refused", Types.FLAG, Effect.LIVE)
                            .usually("true")
                            .perStation(
                                    "`true`: stop a transaction if the CSMS rejects its card after the station was answered Accepted, see [below](#cards-that-the-csms-refuses-afterwards)"));

    static final Key<Boolean> SPARE_LOCAL_LIST =
            KEYS.add(
                    key("spare-local-list", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .perStation(
                                    "`true`: for stations that block a rejected card in their own list. In place of Invalid, Blocked or Expired, the gateway answers Accepted and stops the transaction at once, see [below](#stations-that-block-cards-in-their-own-list)",
                                    "true"));

    static final Key<List<String>> CARDS =
            KEYS.add(
                    key("cards", Types.FILES, Effect.LIVE)
                            .perStation(
                                    "List of card files for `online-authorization` and `offline-authorization`; `*` in a file name stands for any text, see [below](#files-with-cards)",
                                    "[\"cards/*.csv\"]"));

    static final Key<Duration> CALL_WAIT =
            KEYS.add(
                    key("call-wait", Types.DURATION, Effect.LIVE)
                            .usually("30s")
                            .perStation("Timeout for a call to a station"));

    static final Key<Boolean> SUBPROTOCOL_REQUIRED =
            KEYS.add(
                    key("subprotocol-required", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .perStation(
                                    "`true`: reject a WebSocket without a sub-protocol; `false`: take it for ocpp1.6"));

    static final Key<Boolean> WEBSOCKET_CLOSE =
            KEYS.add(
                    key("websocket-close", Types.FLAG, Effect.LIVE)
                            .usually("true")
                            .in(
                                    Scope.STATIONS,
                                    "`false`: cut the connection instead of sending a Close frame, for example when the gateway stops. For a station that does not reconnect after a Close"));

    static final Key<URI> CALLBACK =
            KEYS.add(
                    key("callback", Types.HTTP_URL, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Address at which the gateway calls a SOAP station, in any network. If unset, learned from its `wsa:From`",
                                    "\"http://192.168.40.10:12801/\""));

    static final Key<CallbackFrom> CALLBACK_FROM =
            KEYS.add(
                    key("callback-from", Types.CALLBACK_FROM, Effect.LIVE)
                            .usually("same-host")
                            .perStation(
                                    "How to use the address that a SOAP station announces in `wsa:From`: `learn` calls the latest one; `same-host` uses a new one only if the station calls from that host, or if no other is known; `never`. See [security.md](security.md#where-stations-are-called)",
                                    "learn"));

    static final Key<String> CALLBACK_PATH =
            KEYS.add(
                    key("callback-path", Types.PATH, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Path such as `/ChargePointService`, for stations that omit it in `wsa:From`. The gateway appends it to that address, unless the address already ends with it. `callback` is used as written",
                                    "/ChargePointService"));

    static final Key<Boolean> SOAP_ACTION =
            KEYS.add(
                    key("soap-action", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .in(
                                    Scope.STATIONS,
                                    "`true`: send the header `SOAPAction` in addition to `action` in the Content-Type, for stations that need it"));

    static final Key<Integer> SECURITY_PROFILE =
            KEYS.add(
                    key("security-profile", Types.SECURITY_PROFILE, Effect.LIVE)
                            .usually("0")
                            .perStation(
                                    "Security profile of stations. `0`: only what the other keys require; `1`: a password; `2`: a password over TLS; `3`: a certificate over TLS. See [security.md](security.md#security-profiles)",
                                    "2"));

    static final Key<Boolean> TLS =
            KEYS.add(
                    key("tls", Types.TLS, Effect.LIVE)
                            .usually("optional")
                            .perStation(
                                    "`required`: stations may connect over TLS only", "required"));

    static final Key<StationCertificate> CERTIFICATE =
            KEYS.add(
                    key("certificate", Types.CERTIFICATE, Effect.LIVE)
                            .usually("optional")
                            .perStation(
                                    "Which certificate a station must present. `optional`: none, but if it presents one, the certificate must name it; `required`: one that names it; `any`: one that the authorities have signed; or parts of the subject, such as `CN=KEBA-7,O=Example`. See [security.md](security.md#certificates-of-stations)",
                                    "required"));

    static final Key<StationKey> PASSWORD =
            KEYS.add(
                    key("password", Types.STATION_KEY, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "What the station must present by HTTP Basic authentication, see [security.md](security.md). If unset, anyone who knows its identity can connect",
                                    "\"${file:keys/keba-hof-7}\""));

    static final Key<PathSecret> SECRET =
            KEYS.add(
                    key("secret", Types.PATH_SECRET, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Part of the address that only this station knows: it connects at `/soap/SECRET` or `/ocpp/SECRET/IDENTITY`, see [security.md](security.md#a-secret-in-the-address)",
                                    "\"${file:keys/keba-hof-7-path}\""));

    static final Key<String> CALLBACK_FINGERPRINT =
            KEYS.add(
                    key("callback-fingerprint", Types.FINGERPRINT, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "SHA-256 fingerprint of the only certificate that the station may present when the gateway calls it over HTTPS, for self-signed certificates; it may contain any name",
                                    "\"AB:CD:...\""));

    static final Key<Path> CALLBACK_TRUST_STORE =
            KEYS.add(
                    key("callback-trust-store", Types.FILE, Effect.LIVE)
                            .perStation(
                                    "PKCS12 or PEM file with the authorities to trust instead of those of Java for calls to SOAP stations over HTTPS, see [security.md](security.md#calls-over-https)",
                                    "keys/stations-ca.pem"));

    static final Key<String> CALLBACK_TRUST_STORE_PASSWORD =
            KEYS.add(
                    key("callback-trust-store-password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.DEFAULTS,
                                    "Password of a PKCS12 file",
                                    "\"${file:keys/stations-ca-password}\"")
                            .in(
                                    Scope.STATIONS,
                                    "Password of a PKCS12 file",
                                    "\"${file:keys/stations-ca-password}\""));

    static final Key<Path> CALLBACK_REVOCATION_LIST =
            KEYS.add(
                    key("callback-revocation-list", Types.FILE, Effect.LIVE)
                            .in(
                                    Scope.DEFAULTS,
                                    "PEM or DER file with the certificates that these authorities have revoked",
                                    "keys/stations.crl")
                            .in(
                                    Scope.STATIONS,
                                    "Revocation list of these authorities",
                                    "keys/stations.crl"));

    static final Key<Path> CALLBACK_CLIENT_CERTIFICATE =
            KEYS.add(
                    key("callback-client-certificate", Types.FILE_OF_STATION, Effect.LIVE)
                            .perStation(
                                    "PKCS12 or PEM file with the certificate that the gateway presents to a SOAP station that it calls over HTTPS",
                                    "keys/gateway.p12"));

    static final Key<Path> CALLBACK_CLIENT_KEY =
            KEYS.add(
                    key("callback-client-key", Types.FILE_OF_STATION, Effect.LIVE)
                            .in(
                                    Scope.DEFAULTS,
                                    "PEM file with its key, if it is in another file",
                                    "keys/gateway-key.pem")
                            .in(Scope.STATIONS, "Its key", "keys/gateway-key.pem"));

    static final Key<String> CALLBACK_CLIENT_KEY_PASSWORD =
            KEYS.add(
                    key("callback-client-key-password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.DEFAULTS,
                                    "Password of the key, or of the PKCS12 file",
                                    "\"${file:keys/gateway-password}\"")
                            .in(
                                    Scope.STATIONS,
                                    "Password of the key, or of the PKCS12 file",
                                    "\"${file:keys/gateway-password}\""));

    static final Key<ZoneId> TIME_ZONE =
            KEYS.add(
                    key("time-zone", Types.TIME_ZONE, Effect.LIVE)
                            .perStation(
                                    "Time zone of the stations' clocks, such as `Europe/Vienna` or `+02:00`, for times without a zone. If unset, they are UTC",
                                    "Europe/Vienna"));

    static final Key<Integer> REMOTE_START_CONNECTOR =
            KEYS.add(
                    key("remote-start-connector", Types.COUNT, Effect.LIVE)
                            .perStation(
                                    "Connector to use for a RemoteStartTransaction without a connector or with connector 0. If unset, the call passes unchanged",
                                    "1"));

    static final Key<Boolean> LONG_LOCAL_LIST =
            KEYS.add(
                    key("long-local-list", Types.LONG_LOCAL_LIST, Effect.LIVE)
                            .usually("reject")
                            .perStation(
                                    "What happens to a SendLocalList with more cards than the station holds, see [vendors](vendors.md#local-lists). `reject`: the CSMS gets the error `SUB-1027`. `cut`: the station gets as many cards as it holds, and asks the CSMS for each of the others",
                                    "cut"));

    static final Key<FileRelayMode> FILE_RELAY =
            KEYS.add(
                    key("file-relay", Types.FILE_RELAY, Effect.LIVE)
                            .usually("off")
                            .perStation(
                                    "Whether the gateway relays diagnostics, logs and firmware. `ftp` or `http`: the station gets an FTP or HTTP address of the gateway, see [operations](operations.md#files-of-stations). `off`: it gets the address that the CSMS sent",
                                    "ftp"));

    static final Key<Boolean> CSMS_MAY_MOVE =
            KEYS.add(
                    key("csms-may-move", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .perStation(
                                    "`true`: pass on calls of the CSMS that change which CSMS the station connects to, or under which name (`ServiceURL`, `CentralSystemAddress`, `OcppVersion`, `ChargeBoxId`, ...). `false`: answer such calls Rejected, because the station would leave the gateway"));

    static final Key<Boolean> TRANSPARENT =
            KEYS.add(
                    key("transparent", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .in(
                                    Scope.DEFAULTS,
                                    "`true`: serve stations as if the gateway were not there, for certification and strict CSMSs, see [below](#transparent-stations)")
                            .in(
                                    Scope.STATIONS,
                                    "Overrides `csms.*.transparent` and `defaults.transparent`",
                                    "true"));

    static final Key<String> UPSTREAM =
            KEYS.add(
                    key("upstream", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Name of the station at the CSMS. If unset, the same as here",
                                    "HOF-7"));

    static final Key<Map<String, String>> SPLIT =
            KEYS.add(
                    key("split", Types.CONNECTORS, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "Which connector is which station at the CSMS: `{ \"1\": NAME-A, \"2\": NAME-B }`, see [split-and-join.md](split-and-join.md)",
                                    "{ \"1\": KEBA-HOF-7-A, \"2\": KEBA-HOF-7-B }"));

    static final Key<Map<String, String>> WHOLE_STATION =
            KEYS.add(
                    key("whole-station", Types.REACHES, Effect.LIVE)
                            .in(
                                    Scope.STATIONS,
                                    "What happens to calls that concern a whole split station: `{ Reset: first }` with `first`, `each` or `local`",
                                    "{ Reset: first }"));

    static final List<Key<?>> ALL = KEYS.all();

    private StationKeys() {}
}
