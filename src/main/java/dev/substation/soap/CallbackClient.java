package dev.substation.soap;

import dev.substation.dialect.Checks;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls stations at their own endpoints: SOAP 1.2 over one HTTP exchange per call (OCPP-S 1.6
 * section 3). Why the JDK's client and not CXF's: docs/adr/0007-callback-client.md.
 */
public final class CallbackClient implements StationLinks {

    private static final Logger LOG = LoggerFactory.getLogger(CallbackClient.class);

    private final CallbackNetworks networks;
    private final CallbackTrip.Office office;

    /**
     * @param clients HTTP/1.1, redirects never followed, with a connect timeout. Before the first
     *     client of the JVM is made, {@code jdk.httpclient.allowRestrictedHeaders=connection,host}
     *     and {@code jdk.httpclient.keepalive.timeout=0} must be set, else connections are kept
     *     alive
     * @param ownUrl the public URL of the gateway's SOAP face, which strict stations want in
     *     wsa:From
     * @param allowed where stations are called that the site does not name the address of
     * @param lookups looks up names, which blocks; rejects what is too much
     * @param soapAction which stations want the header SOAPAction, that SOAP 1.2 does without
     */
    public CallbackClient(
            HttpClients clients,
            SoapCodec codec,
            Checks checks,
            Supplier<String> ownUrl,
            Networks allowed,
            Executor lookups,
            Predicate<StationId> soapAction) {
        networks = new CallbackNetworks(allowed);
        CallWriter writer = new CallWriter(codec, ownUrl, soapAction);
        CallbackPace pace = new CallbackPace(System::nanoTime);
        office =
                new CallbackTrip.Office(
                        clients,
                        writer,
                        new AnswerReader(codec, checks, pace),
                        networks,
                        lookups,
                        pace);
        if (!writer.mayClose()) {
            LOG.info(
                    "connections to stations are kept alive, because "
                            + "jdk.httpclient.allowRestrictedHeaders does not contain connection and host");
        }
    }

    /** One that calls all stations with one client. */
    public CallbackClient(
            HttpClient http,
            SoapCodec codec,
            Checks checks,
            Supplier<String> ownUrl,
            Networks allowed,
            Executor lookups,
            Predicate<StationId> soapAction) {
        this(HttpClients.of(http), codec, checks, ownUrl, allowed, lookups, soapAction);
    }

    @Override
    public StationLink callback(StationId station, Dialect dialect, String address) {
        return new CallbackLink(station, dialect, address, "", false, Optional.empty());
    }

    @Override
    public StationLink pinned(StationId station, Dialect dialect, String address) {
        return pinned(station, dialect, address, "");
    }

    /**
     * A link to the address that the site names.
     *
     * @param peer where the station's connection came from
     */
    StationLink pinned(StationId station, Dialect dialect, String address, String peer) {
        return new CallbackLink(station, dialect, address, peer, true, Optional.empty());
    }

    /**
     * A link to an address that a station gave of itself. It cannot be called when the address is
     * in a network that is not allowed.
     *
     * @param station as it calls itself, which may be one of its further names
     * @param peer where its connection came from
     */
    StationLink learnt(
            StationId station,
            StationSettings settings,
            Dialect dialect,
            URI address,
            String peer) {
        Optional<Answer.Failure> barred =
                Networks.literal(address.getHost())
                        .flatMap(number -> networks.objection(address.getHost(), number))
                        .map(reason -> CallbackTrip.notCalled(station, address, reason));
        if (barred.isPresent()) {
            return new ListenOnlyLink(station, dialect, peer, barred);
        }
        boolean moves =
                settings.callbackFrom() == CallbackFrom.LEARN
                        || CallbackAddress.isAt(address, peer);
        return new CallbackLink(
                station,
                dialect,
                address.toString(),
                peer,
                false,
                moves
                        ? Optional.empty()
                        : Optional.of(
                                CallbackTrip.notCalled(
                                        station,
                                        address,
                                        "it named another address before, and calls from "
                                                + peer
                                                + "; set its callback in site.yaml, or"
                                                + " callback-from: learn")));
    }

    /**
     * A link to a station without a known address.
     *
     * @param peer where its connection came from, for the log
     */
    public StationLink listenOnly(StationId station, Dialect dialect, String peer) {
        return new ListenOnlyLink(station, dialect, peer, Optional.empty());
    }

    private record ListenOnlyLink(
            StationId station, Dialect dialect, String peer, Optional<Answer.Failure> objection)
            implements StationLink {

        @Override
        public String address() {
            return peer;
        }

        @Override
        public Kind kind() {
            return Kind.LISTEN_ONLY;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(
                    objection.orElseGet(
                            () ->
                                    Answer.failure(
                                            Cause.NO_CALLBACK, station.value(), station.value())));
        }

        /** There is nothing to end. */
        @Override
        public void close(String reason) {}
    }

    private final class CallbackLink implements StationLink {

        private final CallbackTarget target;
        private final Optional<Answer.Failure> objection;

        CallbackLink(
                StationId station,
                Dialect dialect,
                String address,
                String peer,
                boolean pinned,
                Optional<Answer.Failure> objection) {
            this.target = new CallbackTarget(station, dialect, address, peer, pinned);
            this.objection = objection;
        }

        @Override
        public StationId station() {
            return target.station();
        }

        @Override
        public Dialect dialect() {
            return target.dialect();
        }

        @Override
        public Kind kind() {
            return Kind.CALLED_BACK;
        }

        @Override
        public String address() {
            return target.address();
        }

        @Override
        public String peer() {
            return target.peer();
        }

        @Override
        public Optional<Answer.Failure> objection() {
            return objection;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return new CallbackTrip(office, target, call, deadline).start();
        }

        /** A call under way ends by its answer or deadline; there is no connection to close. */
        @Override
        public void close(String reason) {}
    }
}
