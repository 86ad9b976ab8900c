package dev.substation.testing;

import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.HttpProxy;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.PathSecret;
import dev.substation.flow.settings.StationCertificate;
import dev.substation.flow.settings.StationKey;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.UdpBox;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings as a plain site would have them; a test says what is different. */
public final class PlainSettings {

    private PlainSettings() {}

    /**
     * A CSMS that is strict, without login and without pings.
     *
     * @param url {@code ws} or {@code wss}, with {@code {station}} where the identity goes
     */
    public static Csms csms(String url) {
        return new Csms(url);
    }

    /** A generic station that need show nothing, of a CSMS that is nowhere. */
    public static Station station() {
        return new Station();
    }

    /** A CSMS in the making. */
    public static final class Csms {

        private final String url;
        private Optional<HttpProxy> proxy = Optional.empty();
        private Optional<String> user = Optional.empty();
        private Optional<String> password = Optional.empty();
        private TlsSettings tls = TlsSettings.USUAL;
        private boolean strict = true;
        private Duration pingInterval = Duration.ZERO;
        private Duration answerWait = Duration.ofSeconds(15);
        private Duration reconnectMin = Duration.ofSeconds(1);
        private Duration reconnectMax = Duration.ofMinutes(1);
        private CsmsSettings.Delivery delivery = CsmsSettings.Delivery.USUAL;

        private Csms(String url) {
            this.url = url;
        }

        public Csms proxy(String address) {
            proxy = Optional.of(HttpProxy.of(address).orElseThrow());
            return this;
        }

        public Csms login(String name, String secret) {
            user = Optional.of(name);
            password = Optional.of(secret);
            return this;
        }

        public Csms trust(Optional<Path> store, Optional<String> secret) {
            return tls(
                    new TlsSettings(
                            store,
                            secret,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }

        public Csms tls(TlsSettings settings) {
            tls = settings;
            return this;
        }

        public Csms lenient() {
            strict = false;
            return this;
        }

        public Csms ping(Duration interval) {
            pingInterval = interval;
            return this;
        }

        public Csms answerWait(Duration wait) {
            answerWait = wait;
            return this;
        }

        public Csms reconnect(Duration min, Duration max) {
            reconnectMin = min;
            reconnectMax = max;
            return this;
        }

        public Csms delivery(CsmsSettings.Delivery how) {
            delivery = how;
            return this;
        }

        public CsmsSettings build() {
            return new CsmsSettings(
                    "main",
                    url,
                    proxy,
                    Dialect.JSON_16,
                    user,
                    password,
                    tls,
                    strict,
                    pingInterval,
                    answerWait,
                    reconnectMin,
                    reconnectMax,
                    delivery);
        }
    }

    /** A station in the making; one can be built under many identities. */
    public static final class Station {

        private List<StationId> aliases = List.of();
        private boolean listed = true;
        private boolean acceptedOffline = true;
        private Optional<Dialect> dialect = Optional.empty();
        private String vendor = "generic";
        private Optional<URI> callback = Optional.empty();
        private CsmsSettings csms = PlainSettings.csms("ws://127.0.0.1/{station}").build();
        private OfflinePolicy offline = OfflinePolicy.STORE_AND_FORWARD;
        private OfflineAuthorization mode = OfflineAuthorization.OfflineLocalUnknownAuthorization;
        private OnlineAuthorization online = OnlineAuthorization.FirstOnline;
        private boolean stopsRefused = true;
        private boolean sparesLocalList;
        private Duration callWait = Duration.ofSeconds(30);
        private String callbackPath = "";
        private boolean soapAction;
        private CallbackFrom callbackFrom = CallbackFrom.SAME_HOST;
        private StationLocks locks = StationLocks.NONE;
        private StationQuirks quirks = StationQuirks.NONE;
        private ChargingSettings charging = ChargingSettings.USUAL;
        private boolean transparent;
        private Optional<UdpBox> udp = Optional.empty();

        private Station() {}

        /** Let in with others, by a pattern or because all are. */
        public Station stranger() {
            listed = false;
            return this;
        }

        /** With {@code aliases}. */
        public Station alias(String... names) {
            aliases = Stream.of(names).map(StationId::new).toList();
            return this;
        }

        /** With {@code offline-boot: known}. */
        public Station notAcceptedOffline() {
            acceptedOffline = false;
            return this;
        }

        public Station dialect(Dialect set) {
            dialect = Optional.of(set);
            return this;
        }

        public Station vendor(String name) {
            vendor = name;
            return this;
        }

        public Station callback(String address) {
            callback = Optional.of(URI.create(address));
            return this;
        }

        public Station csms(CsmsSettings of) {
            csms = of;
            return this;
        }

        public Station offline(OfflinePolicy policy, OfflineAuthorization authorization) {
            offline = policy;
            mode = authorization;
            return this;
        }

        public Station online(OnlineAuthorization authorization) {
            online = authorization;
            return this;
        }

        public Station callWait(Duration wait) {
            callWait = wait;
            return this;
        }

        public Station callbackPath(String behind) {
            callbackPath = behind;
            return this;
        }

        public Station soapAction() {
            soapAction = true;
            return this;
        }

        public Station callbackFrom(CallbackFrom policy) {
            callbackFrom = policy;
            return this;
        }

        /** As {@code site.yaml} says it. */
        public Station certificate(String text) {
            StationCertificate certificate = StationCertificate.of(text).orElseThrow();
            return locks(locks.profile(), locks.tls(), locks.secret(), certificate, locks.key());
        }

        /** With {@code stop-refused: false}. */
        public Station sparingLocalList() {
            sparesLocalList = true;
            return this;
        }

        public Station lettingRefusedCharge() {
            stopsRefused = false;
            return this;
        }

        public Station key(String password) {
            Optional<StationKey> key = Optional.of(new StationKey(password));
            return locks(locks.profile(), locks.tls(), locks.secret(), locks.certificate(), key);
        }

        /** With {@code security-profile}. */
        public Station profile(int profile) {
            return locks(profile, locks.tls(), locks.secret(), locks.certificate(), locks.key());
        }

        /** With {@code tls: required}. */
        public Station tls() {
            return locks(locks.profile(), true, locks.secret(), locks.certificate(), locks.key());
        }

        public Station secret(String text) {
            Optional<PathSecret> secret = Optional.of(PathSecret.of(text).orElseThrow());
            return locks(locks.profile(), locks.tls(), secret, locks.certificate(), locks.key());
        }

        private Station locks(
                int profile,
                boolean tls,
                Optional<PathSecret> secret,
                StationCertificate certificate,
                Optional<StationKey> key) {
            locks = new StationLocks(profile, tls, secret, certificate, key, Optional.empty());
            return this;
        }

        public Station quirks(StationQuirks own) {
            quirks = own;
            return this;
        }

        /** With {@code keba-udp}. */
        public Station udp(InetSocketAddress address) {
            udp = Optional.of(new UdpBox(address, "no-card"));
            return this;
        }

        public Station charging(ChargingSettings own) {
            charging = own;
            return this;
        }

        public Station transparent() {
            transparent = true;
            return this;
        }

        public StationSettings build(StationId identity) {
            return new StationSettings(
                    identity,
                    aliases,
                    listed,
                    acceptedOffline,
                    dialect,
                    vendor,
                    callback,
                    csms,
                    offline,
                    online,
                    mode,
                    stopsRefused,
                    sparesLocalList,
                    callWait,
                    false,
                    callbackPath,
                    soapAction,
                    true,
                    callbackFrom,
                    locks,
                    quirks,
                    charging,
                    transparent,
                    udp);
        }
    }
}
