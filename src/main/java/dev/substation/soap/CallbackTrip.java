package dev.substation.soap;

import dev.substation.flow.settings.Networks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call on its way to a station and back. */
final class CallbackTrip {

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

    private static final Logger LOG = LoggerFactory.getLogger(CallbackTrip.class);
    private static final int MOST_OF_ADDRESS = 160;

    /**
     * What all calls share.
     *
     * @param networks where stations are called that the site does not name the address of
     * @param lookups looks up names, which blocks; rejects what is too much
     */
    record Office(
            HttpClients clients,
            CallWriter writer,
            AnswerReader reader,
            CallbackNetworks networks,
            Executor lookups,
            CallbackPace pace) {}

    private final Office office;
    private final CallbackTarget target;
    private final Call call;
    private final Duration deadline;
    private final String messageId = "urn:uuid:" + UUID.randomUUID();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CallFailures failures;
    private volatile List<Note> written = List.of();
    private volatile CompletableFuture<?> flying = CompletableFuture.completedFuture(null);

    CallbackTrip(Office office, CallbackTarget target, Call call, Duration deadline) {
        this.office = office;
        this.target = target;
        this.failures = new CallFailures(target, call.action(), deadline);
        this.call = call;
        this.deadline = deadline;
        call.trail().sentAs(messageId);
    }

    CompletableFuture<Answer> start() {
        try {
            URI address = URI.create(target.address());
            if (target.pinned()) {
                go(address, Optional.empty());
            } else {
                find(address);
            }
        } catch (IllegalArgumentException e) {
            answer.complete(failures.unusable());
        }
        answer.completeOnTimeout(failures.timedOut(), deadline.toNanos(), TimeUnit.NANOSECONDS);
        // Whichever way it ended: cancelling is what closes a connection that still hangs.
        return answer.whenComplete((any, never) -> flying.cancel(true))
                .thenApply(told -> told.noting(written));
    }

    /**
     * Looks an address up, once, and goes to what was found if it may be called: a name that leads
     * elsewhere a moment later leads nobody astray.
     */
    private void find(URI address) {
        String host = address.getHost();
        Optional<InetAddress> number = host == null ? Optional.empty() : Networks.literal(host);
        if (host == null) {
            answer.complete(failures.unusable());
        } else if (number.isPresent()) {
            judged(address, number.get());
        } else {
            try {
                office.lookups().execute(() -> lookUp(address));
            } catch (RejectedExecutionException e) {
                answer.complete(failures.unreachable("too many names are being looked up"));
            }
        }
    }

    private void lookUp(URI address) {
        try {
            judged(address, InetAddress.getByName(address.getHost()));
        } catch (UnknownHostException e) {
            answer.complete(failures.unknownName());
        }
    }

    private void judged(URI address, InetAddress found) {
        Optional<String> objection = office.networks().objection(address.getHost(), found);
        if (objection.isPresent()) {
            answer.complete(notCalled(target.station(), address, objection.get()));
            return;
        }
        Optional<String> tooEarly =
                target.onlyNames(found)
                        ? office.pace().tooEarly(target.station(), target.address())
                        : Optional.empty();
        if (tooEarly.isPresent()) {
            answer.complete(failures.unreachable(tooEarly.get()));
        } else if (!answer.isDone()) {
            goTo(address, found);
        }
    }

    /** Over TLS the name stays: the certificate must bear it, so it cannot lead elsewhere. */
    private void goTo(URI address, InetAddress found) {
        boolean named = Networks.literal(address.getHost()).isEmpty();
        if (named && office.writer().mayClose() && address.getScheme().equals("http")) {
            String number = found.getHostAddress().replaceFirst("%.*", "");
            String host = number.contains(":") ? "[" + number + "]" : number;
            String port = address.getPort() < 0 ? "" : ":" + address.getPort();
            String path = address.toString().substring(named(address).length());
            go(URI.create("http://" + host + port + path), Optional.of(address.getRawAuthority()));
        } else {
            go(address, Optional.empty());
        }
    }

    private static String named(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private void go(URI address, Optional<String> host) {
        if (!"https".equals(address.getScheme())) {
            go(office.clients().plain(), address, host);
            return;
        }
        try {
            office.lookups().execute(() -> goSecurely(address, host));
        } catch (RejectedExecutionException e) {
            answer.complete(failures.unreachable("too many names are being looked up"));
        }
    }

    /** Reads what the site says of the station's certificate, which may block. */
    private void goSecurely(URI address, Optional<String> host) {
        try {
            go(office.clients().secure(target.station()), address, host);
        } catch (IOException e) {
            answer.complete(failures.unreachable(String.valueOf(e.getMessage())));
        }
    }

    private void go(HttpClient http, URI address, Optional<String> host) {
        try {
            CallWriter.Written envelope = office.writer().envelope(target, call, messageId);
            HttpRequest request = office.writer().request(address, host, target, envelope);
            written = envelope.notes();
            attempt(http, request, true);
        } catch (IllegalArgumentException e) {
            answer.complete(failures.unusable());
        } catch (XMLStreamException e) {
            LOG.error(
                    "station={} {}",
                    target.station(),
                    Answer.failure(Cause.INTERNAL, call.action()).line(),
                    e);
            answer.complete(Answer.failure(Cause.INTERNAL, call.action()));
        }
    }

    private void attempt(HttpClient http, HttpRequest request, boolean first) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, info -> new BoundedBody(CallFailures.MAX_ANSWER));
        flying = sent;
        sent.whenComplete(
                (response, thrown) -> {
                    if (thrown == null) {
                        answer.complete(
                                office.reader()
                                        .read(
                                                response,
                                                target,
                                                call.action(),
                                                messageId,
                                                failures));
                    } else if (first
                            && !answer.isDone()
                            && REPEATABLE.contains(call.action())
                            && CallFailures.brokeBeforeAnswer(CallFailures.unwrapped(thrown))) {
                        attempt(http, request, false);
                    } else {
                        answer.complete(failures.of(CallFailures.unwrapped(thrown)));
                    }
                });
    }

    /** Why a station is not called at the address that it named. */
    static Answer.Failure notCalled(StationId station, URI address, String reason) {
        return Answer.failure(
                Cause.CALLBACK_REFUSED,
                Xml.printable(station.value(), 80),
                Xml.printable(address.toString(), MOST_OF_ADDRESS),
                reason);
    }
}
