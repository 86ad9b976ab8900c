package dev.substation.soap;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.gate.StationLock;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import jakarta.xml.ws.BindingType;
import jakarta.xml.ws.Provider;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.ServiceMode;
import jakarta.xml.ws.WebServiceProvider;
import jakarta.xml.ws.soap.SOAPBinding;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import javax.xml.transform.Source;
import org.apache.cxf.Bus;
import org.apache.cxf.binding.Binding;
import org.apache.cxf.bus.extension.ExtensionManagerBus;
import org.apache.cxf.continuations.Continuation;
import org.apache.cxf.continuations.ContinuationProvider;
import org.apache.cxf.endpoint.Endpoint;
import org.apache.cxf.interceptor.StaxOutInterceptor;
import org.apache.cxf.jaxws.EndpointImpl;
import org.apache.cxf.logging.FaultListener;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.staxutils.StaxSource;
import org.apache.cxf.transport.common.gzip.GZIPOutInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for SOAP stations: one CXF endpoint for all versions and addresses. Waiting for the
 * gateway holds no thread: the request is suspended, and resumed when the answer is there.
 */
@WebServiceProvider
@ServiceMode(Service.Mode.PAYLOAD)
@BindingType(SOAPBinding.SOAP12HTTP_BINDING)
public final class SoapFace implements Provider<Source>, AutoCloseable {

    /** Where CXF finds the endpoint below the servlet, whatever the station's path. */
    static final String ENDPOINT = "/ocpp";

    /**
     * How much longer than the CSMS's answer may take a request is kept: for the disk, for the link
     * to the CSMS that is being opened. The gateway answers in bounded time by itself.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int COMPRESS_FROM = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(SoapFace.class);

    private final StationGate gate;
    private final SoapCodec codec;
    private final Checks checks;
    private final CallbackClient callbacks;
    private final StationLock lock;
    private final Xml xml = new Xml();
    private final Resumptions resumptions = new Resumptions(System::nanoTime);
    private final Bus bus = new ExtensionManagerBus();
    private final EndpointImpl endpoint;
    private volatile boolean closed;

    /** Publishes the endpoint on a bus of its own; a {@link SoapServlet} brings requests to it. */
    public SoapFace(StationGate gate, SoapCodec codec, Checks checks, CallbackClient callbacks) {
        this.gate = gate;
        lock = new StationLock(gate::nextKeyShown, gate::isRevoked);
        this.codec = codec;
        this.checks = checks;
        this.callbacks = callbacks;
        endpoint = new EndpointImpl(bus, this);
        endpoint.getProperties().put(StaxOutInterceptor.FORCE_START_DOCUMENT, true);
        // Faults are logged once, by FaultOut.
        FaultListener silent = (exception, description, message) -> false;
        endpoint.getProperties().put(FaultListener.class.getName(), silent);
        endpoint.publish(ENDPOINT);
        furnish(endpoint.getServer().getEndpoint());
    }

    /** CXF's chain with our own reading, our own headers and our own faults. */
    private void furnish(Endpoint published) {
        Binding binding = published.getBinding();
        binding.getInInterceptors().clear();
        binding.getInInterceptors().add(new EnvelopeIn(xml));
        binding.getOutInterceptors().add(new AnswerOut());
        binding.getOutFaultInterceptors()
                .removeIf(i -> i.getClass().getSimpleName().equals("Soap12FaultOutInterceptor"));
        binding.getOutFaultInterceptors().add(new FaultOut(gate.refusals()));
        binding.getOutFaultInterceptors().add(new AnswerOut());
        GZIPOutInterceptor compress = new GZIPOutInterceptor(COMPRESS_FROM);
        published.getOutInterceptors().add(compress);
        published.getOutFaultInterceptors().add(compress);
    }

    /** The bus that a servlet needs to find the endpoint. */
    Bus bus() {
        return bus;
    }

    /**
     * Takes one request; called again when the answer is there. CXF passes the body; the reader
     * behind it is the visit's.
     *
     * @throws Refusal for everything that the station gets as a fault
     */
    @Override
    public Source invoke(Source body) {
        Message message = PhaseInterceptorChain.getCurrentMessage();
        SoapExchange visit = message.getExchange().get(SoapExchange.class);
        if (visit.answer().isEmpty()) {
            visit.asked(askOrSayWhyNot(visit));
        }
        CompletableFuture<Answer> pending = visit.answer().orElseThrow();
        if (!pending.isDone()) {
            await(message, visit, pending);
            return null;
        }
        return pending.exceptionally(thrown -> failed(visit, thrown))
                .join()
                .fold(result -> written(visit, result), SoapFace::refused);
    }

    private static Source refused(Answer.Failure failure) {
        throw Refusal.of(failure);
    }

    private void await(Message message, SoapExchange visit, CompletableFuture<Answer> pending) {
        if (visit.suspend()) {
            throw Refusal.of(
                    Answer.failure(Cause.INTERNAL, visit.decoded().orElseThrow().action()));
        }
        ContinuationProvider continuations = message.get(ContinuationProvider.class);
        if (continuations == null) {
            throw new IllegalStateException("the servlet is not registered with asyncSupported");
        }
        Continuation continuation = continuations.getContinuation();
        continuation.suspend(visit.patience().toMillis());
        pending.whenComplete(
                (answer, thrown) ->
                        resumptions.resume(visit.post(), () -> resume(continuation, visit)));
    }

    private void resume(Continuation continuation, SoapExchange visit) {
        try {
            continuation.resume();
        } catch (IllegalStateException e) {
            resumptions.done(visit.post());
            // The exchange is over: the station went away, or the patience ended just now.
            LOG.debug("nobody waits for the answer id={}", visit.messageId(), e);
        }
    }

    private static Answer failed(SoapExchange visit, Throwable thrown) {
        LOG.error(
                "id={} {}",
                visit.messageId(),
                Answer.failure(Cause.INTERNAL, visit.decoded().orElseThrow().action()).line(),
                thrown);
        return Answer.failure(Cause.INTERNAL, visit.decoded().orElseThrow().action());
    }

    private CompletableFuture<Answer> askOrSayWhyNot(SoapExchange visit) {
        try {
            return ask(visit);
        } catch (Refusal refusal) {
            gate.rejected(rejected(visit), refusal.failure());
            throw refusal;
        }
    }

    /** A rejected call as far as it was read; not at all, when the station may not come in. */
    private Call rejected(SoapExchange visit) {
        return visit.decoded()
                .map(body -> call(visit, body))
                .orElseGet(
                        () ->
                                new Call(
                                        visit.messageId(),
                                        visit.station().orElseThrow(),
                                        Direction.UP,
                                        visit.dialect(),
                                        visit.operation(),
                                        Payload.EMPTY,
                                        List.of()));
    }

    private CompletableFuture<Answer> ask(SoapExchange visit) {
        StationId station = visit.station().orElseThrow();
        StationSettings settings =
                gate.settings(station)
                        .orElseThrow(
                                () -> Refusal.of(gate.unknown(Xml.printable(station.value(), 80))));
        lock.objection(settings, visit.post().credentials()).ifPresent(SoapFace::refused);
        visit.patience(settings.csms().answerWait().plus(PATIENCE));

        SoapCodec.Decoded read = read(visit);
        visit.decoded(read);
        SoapCodec.Decoded body = meant(read);
        visit.decoded(body);
        refuse(
                body.part() == Part.RESPONSE || body.direction() == Direction.DOWN,
                Answer.failure(Cause.UNKNOWN_ACTION, Xml.printable(body.action().name(), 60)));
        visit.post()
                .only()
                .filter(only -> only != body.dialect())
                .ifPresent(only -> wrongPath(visit.post(), only, body.dialect()));
        checks.shape(body.dialect(), Direction.UP, body.action(), Part.REQUEST, body.payload())
                .ifPresent(SoapFace::refused);
        settings.dialect()
                .filter(set -> set != body.dialect())
                .ifPresent(set -> wrongDialect(station, set, body.dialect()));
        Oddities.Found odd = Oddities.request(visit, body);
        StationLink link = link(visit, settings, body.dialect(), odd);
        return gate.call(link, call(visit, body).noting(odd.notes()));
    }

    /** A call of the station by the name that the site knows it by, whatever it calls itself. */
    private Call call(SoapExchange visit, SoapCodec.Decoded body) {
        StationId shown = visit.station().orElseThrow();
        return new Call(
                visit.messageId(),
                gate.settings(shown).map(StationSettings::station).orElse(shown),
                Direction.UP,
                body.dialect(),
                body.action(),
                body.payload(),
                body.notes());
    }

    /** The body as its station means it. */
    private SoapCodec.Decoded meant(SoapCodec.Decoded body) {
        Checks.Normalised meant =
                checks.read(
                        body.dialect(),
                        body.direction(),
                        body.action(),
                        body.part(),
                        body.payload());
        return body.with(meant.payload(), meant.notes());
    }

    private SoapCodec.Decoded read(SoapExchange visit) {
        Envelope envelope = visit.envelope().orElseThrow();
        try {
            SoapCodec.Decoded body =
                    codec.read(envelope.reader(), Direction.UP, envelope.identityNamespace());
            envelope.finish();
            return body;
        } catch (BadMessage e) {
            throw Refusal.of(e.failure());
        } catch (XMLStreamException e) {
            throw Refusal.malformed(Xml.reason(e));
        }
    }

    private static void refuse(boolean when, Answer.Failure failure) {
        if (when) {
            throw Refusal.of(failure);
        }
    }

    private static void wrongPath(Post post, Dialect only, Dialect sent) {
        throw Refusal.of(
                Answer.failure(
                        Cause.WRONG_PATH,
                        Xml.printable(post.path(), 80),
                        "it takes "
                                + only.word()
                                + " and the message is "
                                + sent.word()
                                + "; use "
                                + post.context()
                                + "/soap"));
    }

    private static void wrongDialect(StationId station, Dialect set, Dialect sent) {
        String name = Xml.printable(station.value(), 60);
        throw Refusal.of(Answer.failure(Cause.WRONG_DIALECT, name, sent.word(), set.word(), name));
    }

    private StationLink link(
            SoapExchange visit, StationSettings settings, Dialect dialect, Oddities.Found odd) {
        Envelope envelope = visit.envelope().orElseThrow();
        StationId station = visit.station().orElseThrow();
        String peer = visit.post().peer();
        if (settings.callback().isPresent()) {
            return callbacks.pinned(station, dialect, settings.callback().get().toString(), peer);
        }
        if (settings.callbackFrom() == CallbackFrom.NEVER) {
            return callbacks.listenOnly(station, dialect, peer);
        }
        String from = envelope.from().orElse("");
        Optional<URI> address = CallbackAddress.of(envelope.from(), envelope.replyTo(), peer);
        odd.add(address.isEmpty(), Oddity.NO_ADDRESS, "Header/From", from, "none")
                .add(
                        address.isPresent() && CallbackAddress.usable(from, peer).isEmpty(),
                        Oddity.FROM,
                        "Header/From",
                        from,
                        address.map(URI::toString).orElse(""));
        return address.map(uri -> CallbackAddress.with(uri, settings.callbackPath()))
                .map(uri -> callbacks.learnt(station, settings, dialect, uri, peer))
                .orElseGet(() -> callbacks.listenOnly(station, dialect, peer));
    }

    private Source written(SoapExchange visit, Answer.Result result) {
        SoapCodec.Decoded call = visit.decoded().orElseThrow();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = xml.writer(bytes);
            List<Note> notes =
                    codec.write(
                            out,
                            call.dialect(),
                            Direction.UP,
                            call.action(),
                            Part.RESPONSE,
                            result.payload());
            out.close();
            LOG.debug(
                    "answered station={} action={} id={}",
                    visit.station().orElseThrow(),
                    call.action(),
                    visit.messageId());
            if (!notes.isEmpty()) {
                gate.said(call(visit, call), result, notes);
            }
            return new StaxSource(xml.reader(bytes.toByteArray(), Optional.empty()));
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the answer to " + call.action(), e);
        }
    }

    /** A request that had been suspended is through. */
    void done(Post post) {
        resumptions.done(post);
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes the endpoint down; requests that come now are answered 503 by the servlet. */
    @Override
    public void close() {
        closed = true;
        endpoint.stop();
        bus.shutdown(true);
    }
}
