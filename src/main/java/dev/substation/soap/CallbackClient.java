package dev.substation.soap;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RefusalLog;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls stations at their own endpoints: SOAP 1.2 over one HTTP exchange per call (OCPP-S 1.6
 * section 3). Why the JDK's client and not CXF's: docs/adr/0007-callback-client.md.
 */
public final class CallbackClient implements StationLinks {

    private static final int MAX_ANSWER = 1 << 20;
    private static final int MAX_REASON = 160;
    private static final Logger LOG = LoggerFactory.getLogger(CallbackClient.class);

    /**
     * Calls that may be carried out twice without harm and with the same answer. Only these are
     * sent again when a connection breaks before the first byte of an answer: nobody can tell
     * whether the station had read the request, and starting a transaction twice is worse than an
     * error.
     */
    private static final Set<Action> REPEATABLE =
            Set.of(
                    Action.GetConfiguration,
                    Action.GetLocalListVersion,
                    Action.GetCompositeSchedule,
                    Action.ChangeConfiguration,
                    Action.ChangeAvailability,
                    Action.ClearCache,
                    Action.SetChargingProfile);

    private final HttpClients clients;
    private final SoapCodec codec;
    private final Checks checks;
    private final Supplier<String> ownUrl;
    private final CallbackNetworks networks;
    private final Executor lookups;
    private final Predicate<StationId> soapAction;
    private final CallbackPace pace = new CallbackPace(System::nanoTime);
    private final RefusalLog log = new RefusalLog(() -> new Moment(System.nanoTime()));
    private final Xml xml = new Xml();
    private final boolean mayClose = mayAskToClose();

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
        this.clients = clients;
        this.codec = codec;
        this.checks = checks;
        this.ownUrl = ownUrl;
        this.networks = new CallbackNetworks(allowed);
        this.lookups = lookups;
        this.soapAction = soapAction;
        if (!mayClose) {
            LOG.info(
                    "connections to stations are kept alive; jdk.httpclient.allowRestrictedHeaders"
                            + " does not name connection and host");
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

    private static boolean mayAskToClose() {
        try {
            HttpRequest.newBuilder().header("Connection", "close").header("Host", "a");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
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
                        .map(reason -> notCalled(station, address, reason));
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
                                notCalled(
                                        station,
                                        address,
                                        "it named another address before, and calls from "
                                                + peer
                                                + "; set its callback in site.yaml, or"
                                                + " callback-from: learn")));
    }

    private static Answer.Failure notCalled(StationId station, URI address, String reason) {
        return Cause.CALLBACK_REFUSED.with(
                Xml.printable(station.value(), 80),
                Xml.printable(address.toString(), MAX_REASON),
                reason);
    }

    /**
     * A link to a station that told no address.
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
                            () -> Cause.NO_CALLBACK.with(station.value(), station.value())));
        }

        /** There is nothing to end. */
        @Override
        public void close(String reason) {}
    }

    private final class CallbackLink implements StationLink {

        private final StationId station;
        private final Dialect dialect;
        private final String address;
        private final String peer;

        /** Whether the site named the address, so that it is called wherever it is. */
        private final boolean pinned;

        private final Optional<Answer.Failure> objection;

        CallbackLink(
                StationId station,
                Dialect dialect,
                String address,
                String peer,
                boolean pinned,
                Optional<Answer.Failure> objection) {
            this.station = station;
            this.dialect = dialect;
            this.address = address;
            this.peer = peer;
            this.pinned = pinned;
            this.objection = objection;
        }

        @Override
        public StationId station() {
            return station;
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }

        @Override
        public Kind kind() {
            return Kind.CALLED_BACK;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public String peer() {
            return peer;
        }

        @Override
        public Optional<Answer.Failure> objection() {
            return objection;
        }

        /** Whether the station comes from another address than the one that it named. */
        boolean onlyNames(InetAddress found) {
            return !peer.isEmpty() && Networks.literal(peer).filter(found::equals).isEmpty();
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return new Trip(this, call, deadline).start();
        }

        /** A call under way ends by its answer or deadline; there is no connection to close. */
        @Override
        public void close(String reason) {}
    }

    /** One call on its way to a station and back. */
    private final class Trip {

        private final CallbackLink link;
        private final Call call;
        private final Duration deadline;
        private final String messageId = "urn:uuid:" + UUID.randomUUID();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private volatile List<Note> written = List.of();
        private volatile CompletableFuture<?> flying = CompletableFuture.completedFuture(null);

        Trip(CallbackLink link, Call call, Duration deadline) {
            this.link = link;
            this.call = call;
            this.deadline = deadline;
        }

        CompletableFuture<Answer> start() {
            try {
                URI address = URI.create(link.address);
                if (link.pinned) {
                    go(address, Optional.empty());
                } else {
                    find(address);
                }
            } catch (IllegalArgumentException e) {
                answer.complete(unusable());
            }
            answer.completeOnTimeout(timedOut(), deadline.toNanos(), TimeUnit.NANOSECONDS);
            // Whichever way it ended: cancelling is what closes a connection that still hangs.
            return answer.whenComplete((any, never) -> flying.cancel(true))
                    .thenApply(told -> told.noting(written));
        }

        /**
         * Looks an address up, once, and goes to what was found if it may be called: a name that
         * leads elsewhere a moment later leads nobody astray.
         */
        private void find(URI address) {
            String host = address.getHost();
            Optional<InetAddress> number = host == null ? Optional.empty() : Networks.literal(host);
            if (host == null) {
                answer.complete(unusable());
            } else if (number.isPresent()) {
                judged(address, number.get());
            } else {
                try {
                    lookups.execute(() -> lookUp(address));
                } catch (RejectedExecutionException e) {
                    answer.complete(unreachable("too many names are being looked up"));
                }
            }
        }

        private void lookUp(URI address) {
            try {
                judged(address, InetAddress.getByName(address.getHost()));
            } catch (UnknownHostException e) {
                answer.complete(unknownName());
            }
        }

        private void judged(URI address, InetAddress found) {
            Optional<String> objection = networks.objection(address.getHost(), found);
            if (objection.isPresent()) {
                answer.complete(notCalled(link.station, address, objection.get()));
                return;
            }
            Optional<String> tooEarly =
                    link.onlyNames(found)
                            ? pace.tooEarly(link.station, link.address)
                            : Optional.empty();
            if (tooEarly.isPresent()) {
                answer.complete(unreachable(tooEarly.get()));
            } else if (!answer.isDone()) {
                goTo(address, found);
            }
        }

        /** Over TLS the name stays: the certificate must bear it, so it cannot lead elsewhere. */
        private void goTo(URI address, InetAddress found) {
            boolean named = Networks.literal(address.getHost()).isEmpty();
            if (named && mayClose && address.getScheme().equals("http")) {
                String number = found.getHostAddress().replaceFirst("%.*", "");
                String host = number.contains(":") ? "[" + number + "]" : number;
                String port = address.getPort() < 0 ? "" : ":" + address.getPort();
                String path = address.toString().substring(named(address).length());
                go(
                        URI.create("http://" + host + port + path),
                        Optional.of(address.getRawAuthority()));
            } else {
                go(address, Optional.empty());
            }
        }

        private static String named(URI address) {
            return address.getScheme() + "://" + address.getRawAuthority();
        }

        private void go(URI address, Optional<String> host) {
            if (!"https".equals(address.getScheme())) {
                go(clients.plain(), address, host);
                return;
            }
            try {
                lookups.execute(() -> goSecurely(address, host));
            } catch (RejectedExecutionException e) {
                answer.complete(unreachable("too many names are being looked up"));
            }
        }

        /** Reads what the site says of the station's certificate, which may block. */
        private void goSecurely(URI address, Optional<String> host) {
            try {
                go(clients.secure(link.station), address, host);
            } catch (IOException e) {
                Answer.Failure unusable = unreachable(String.valueOf(e.getMessage()));
                log.line(link.station + " " + e.getMessage(), unusable.cause())
                        .ifPresent(more -> LOG.warn("{}{}", unusable.line(), more));
                answer.complete(unusable);
            }
        }

        private void go(HttpClient http, URI address, Optional<String> host) {
            try {
                attempt(http, request(address, host), true);
            } catch (IllegalArgumentException e) {
                answer.complete(unusable());
            } catch (XMLStreamException e) {
                LOG.error(
                        "station={} {}",
                        link.station,
                        Cause.INTERNAL.with(call.action()).line(),
                        e);
                answer.complete(Cause.INTERNAL.with(call.action()));
            }
        }

        private void attempt(HttpClient http, HttpRequest request, boolean first) {
            CompletableFuture<HttpResponse<byte[]>> sent =
                    http.sendAsync(request, info -> new BoundedBody(MAX_ANSWER));
            flying = sent;
            sent.whenComplete(
                    (response, thrown) -> {
                        if (thrown == null) {
                            answer.complete(read(response));
                        } else if (first
                                && !answer.isDone()
                                && REPEATABLE.contains(call.action())
                                && brokeBeforeAnswer(unwrapped(thrown))) {
                            attempt(http, request, false);
                        } else {
                            answer.complete(failure(unwrapped(thrown)));
                        }
                    });
        }

        /**
         * @param host the name in the address, where the address has the number in its place
         */
        private HttpRequest request(URI address, Optional<String> host) throws XMLStreamException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address)
                            .version(HttpClient.Version.HTTP_1_1)
                            .header(
                                    "Content-Type",
                                    Soap.V12.contentType()
                                            + "; action=\"/"
                                            + call.action().name()
                                            + "\"")
                            .header("Accept", "application/soap+xml, text/xml")
                            .header("User-Agent", "Substation")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(envelope()));
            if (mayClose) {
                request.header("Connection", "close");
            }
            if (soapAction.test(link.station)) {
                request.header("SOAPAction", "\"/" + call.action().name() + "\"");
            }
            host.ifPresent(name -> request.header("Host", name));
            return request.build();
        }

        private byte[] envelope() throws XMLStreamException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            XMLStreamWriter out = xml.writer(bytes);
            CallEnvelope envelope =
                    new CallEnvelope(
                            SoapCodec.namespace(link.dialect, Direction.DOWN),
                            link.station.value(),
                            "/" + call.action().name(),
                            messageId,
                            link.address,
                            ownUrl.get());
            envelope.open(out);
            written =
                    codec.write(
                            out,
                            link.dialect,
                            Direction.DOWN,
                            call.action(),
                            Part.REQUEST,
                            call.payload());
            envelope.close(out);
            return bytes.toByteArray();
        }

        private Answer read(HttpResponse<byte[]> response) {
            int status = response.statusCode();
            boolean good = status >= 200 && status < 300;
            try {
                byte[] body =
                        Encodings.decode(
                                response.body(),
                                response.headers().firstValue("Content-Encoding").orElse(null),
                                MAX_ANSWER);
                Envelope envelope =
                        new Envelope(
                                xml.reader(
                                        body,
                                        Encodings.charset(
                                                response.headers()
                                                        .firstValue("Content-Type")
                                                        .orElse(null))));
                envelope.open();
                pace.answered(link.station, link.address);
                if (envelope.element().orElseThrow().equals("Fault")) {
                    return fault(StationFault.read(envelope.reader()), status);
                }
                return good ? result(envelope) : refused(status);
            } catch (BadMessage e) {
                return good ? garbled(e.failure().description()) : refused(status);
            } catch (XMLStreamException e) {
                return good ? garbled(Xml.reason(e)) : refused(status);
            } catch (Refusal e) {
                return good ? garbled(e.getMessage()) : refused(status);
            } catch (RuntimeException e) {
                LOG.error(
                        "station={} {}",
                        link.station,
                        Cause.INTERNAL.with("the answer to " + call.action()).line(),
                        e);
                return Cause.INTERNAL.with(call.action());
            }
        }

        private Answer fault(StationFault fault, int status) {
            return Differences.ofFault(link.dialect, call.action(), fault.subCode())
                    .<Answer>map(result -> result)
                    .orElseGet(() -> fault.failure(link.station, link.address, status));
        }

        private Answer result(Envelope envelope) throws XMLStreamException, BadMessage {
            SoapCodec.Decoded body = codec.read(envelope.reader(), Direction.DOWN);
            envelope.finish();
            if (body.part() != Part.RESPONSE || !body.action().equals(call.action())) {
                return garbled(
                        "it answered with " + Xml.printable(envelope.element().orElse("?"), 60));
            }
            return checks.shape(
                            body.dialect(),
                            Direction.DOWN,
                            body.action(),
                            Part.RESPONSE,
                            body.payload())
                    .<Answer>map(failure -> garbled(failure.description()))
                    .orElseGet(
                            () ->
                                    new Answer.Result(body.payload(), body.notes())
                                            .noting(
                                                    Oddities.answer(
                                                            link.station,
                                                            envelope,
                                                            body,
                                                            messageId)));
        }

        private Answer.Failure refused(int status) {
            ErrorCode code =
                    switch (status) {
                        case 404, 405, 501 -> ErrorCode.NotSupported;
                        case 401, 403 -> ErrorCode.SecurityError;
                        default -> ErrorCode.GenericError;
                    };
            Answer.Failure plain =
                    Cause.STATION_REFUSED.with(
                            code,
                            "The station %s answered %s with HTTP %d at %s"
                                    .formatted(link.station, call.action(), status, link.address));
            return new Answer.Failure(
                    plain.cause(),
                    plain.code(),
                    plain.description(),
                    plain.details().with("httpStatus", (long) status));
        }

        private Answer.Failure failure(Throwable thrown) {
            if (thrown instanceof HttpConnectTimeoutException) {
                return unreachable("no connection to " + link.address + " in time");
            }
            if (thrown instanceof HttpTimeoutException) {
                return timedOut();
            }
            if (thrown instanceof BoundedBody.TooLarge) {
                return garbled("its answer is larger than " + MAX_ANSWER + " bytes");
            }
            if (thrown instanceof ConnectException) {
                return caused(thrown, UnresolvedAddressException.class)
                        ? unknownName()
                        : unreachable("nobody takes the connection at " + link.address);
            }
            if (thrown instanceof SSLException) {
                Answer.Failure failed =
                        unreachable(
                                "TLS fails at "
                                        + link.address
                                        + ": "
                                        + Xml.printable(
                                                String.valueOf(thrown.getMessage()), MAX_REASON));
                log.line(link.station + " " + thrown.getMessage(), failed.cause())
                        .ifPresent(more -> LOG.warn("{}{}", failed.line(), more));
                return failed;
            }
            if (brokeBeforeAnswer(thrown)) {
                return unreachable("it closed the connection before it answered");
            }
            LOG.debug("call to {} failed", link.address, thrown);
            return garbled("its HTTP answer is broken");
        }

        private Answer.Failure unusable() {
            return unreachable("the address " + link.address + " is not usable");
        }

        private Answer.Failure unknownName() {
            return unreachable("the name in " + link.address + " is not known");
        }

        private Answer.Failure unreachable(String reason) {
            return Cause.STATION_UNREACHABLE.with(link.station, reason);
        }

        private Answer.Failure garbled(String reason) {
            return Cause.STATION_GARBLED.with(
                    link.station, call.action(), Xml.printable(reason, MAX_REASON));
        }

        private Answer.Failure timedOut() {
            return Cause.STATION_TIMED_OUT.with(
                    link.station, call.action(), deadline.toMillis() / 1000.0);
        }
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> kind) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    /**
     * A reset or an end of stream before the first byte: what a kept-alive connection does that the
     * station has closed meanwhile. The JDK's client says it in words alone.
     */
    private static boolean brokeBeforeAnswer(Throwable thrown) {
        String words = String.valueOf(thrown.getMessage());
        return thrown instanceof IOException
                && !(thrown instanceof ConnectException)
                && !(thrown instanceof HttpTimeoutException)
                && (words.contains("header parser received no bytes")
                        || thrown instanceof SocketException
                        || words.contains("Connection reset")
                        || words.contains("Broken pipe"));
    }
}
