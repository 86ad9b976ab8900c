package dev.substation.tracing;

import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to the collector, in place of the library's sender, which waits for ever for the rest
 * of an answer that has begun. Here the whole of it has its time. What the collector does not take
 * is one warning a minute with a number. The library hears that all went well, for it would log the
 * same again, and its logger may belong to the server.
 */
final class CollectorClient implements HttpSender {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorClient.class);
    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);
    private static final int LONGEST_REASON = 200;
    private static final int TAKEN = 2;
    private static final int CLASS = 100;
    private static final HttpResponse SENT = new Sent();

    private final TracingSettings settings;
    private final Timers timers;
    private final Duration within;
    private final HttpClient client;
    private final Throttle told = new Throttle(TOLD_EVERY);

    /** What is under way: at most one, and one more at the end. */
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /**
     * @param within how long an answer may take, with its body
     */
    CollectorClient(
            TracingSettings settings,
            Executor executor,
            SSLContext trust,
            Timers timers,
            Duration within) {
        this.settings = settings;
        this.timers = timers;
        this.within = within;
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(within)
                        .sslContext(trust)
                        .executor(executor)
                        .build();
    }

    /** Where the library finds it. */
    ComponentLoader loader() {
        return new Loader(this);
    }

    @Override
    public void send(
            MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            message.writeMessage(body);
            post(body.toByteArray(), answered);
        } catch (IOException | RuntimeException fault) {
            notTaken(reason(fault));
            answered.accept(SENT);
        }
    }

    private void post(byte[] body, Consumer<HttpResponse> answered) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.endpoint())
                        .header("Content-Type", "application/x-protobuf")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        settings.headers().forEach(request::setHeader);
        CompletableFuture<java.net.http.HttpResponse<Void>> asked =
                client.sendAsync(request.build(), BodyHandlers.discarding());
        CompletableFuture<java.net.http.HttpResponse<Void>> ended = asked.copy();
        underWay.add(ended);
        Runnable onTime =
                timers.after(
                        within,
                        () ->
                                ended.completeExceptionally(
                                        new TimeoutException("no whole answer within " + within)));
        ended.whenComplete(
                (answer, fault) -> {
                    onTime.run();
                    underWay.remove(ended);
                    asked.cancel(true); // closes its connection, unless it has its answer
                    if (fault != null) {
                        notTaken(reason(fault));
                    } else if (answer.statusCode() / CLASS != TAKEN) {
                        notTaken("HTTP status " + answer.statusCode());
                    }
                    answered.accept(SENT);
                });
        if (closed) {
            ended.cancel(true);
        }
    }

    private void notTaken(String why) {
        if (!closed && told.passes(timers.moment())) {
            LOG.warn(Problem.TRACES_NOT_TAKEN.line(settings.endpoint(), why));
        }
    }

    /** What happened, with the first words that say more: a refused connection may have none. */
    private static String reason(Throwable fault) {
        Throwable first = fault instanceof CompletionException ? fault.getCause() : fault;
        String text = first.getClass().getSimpleName();
        for (Throwable cause = first; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                text += ": " + cause.getMessage().replaceAll("\\s+", " ").strip();
                break;
            }
        }
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
    }

    @Override
    public CompletableResultCode shutdown() {
        closed = true;
        underWay.forEach(one -> one.completeExceptionally(new CancellationException()));
        return CompletableResultCode.ofSuccess();
    }

    /** The library reads no more of an answer. */
    private record Sent() implements HttpResponse {

        @Override
        public int getStatusCode() {
            return CLASS * TAKEN;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }

    private record Loader(HttpSender sender) implements ComponentLoader {

        @Override
        public <T> Iterable<T> load(Class<T> wanted) {
            return wanted == HttpSenderProvider.class
                    ? Set.of(wanted.cast(new Provider(sender)))
                    : Set.of();
        }
    }

    private record Provider(HttpSender sender) implements HttpSenderProvider {

        @Override
        public HttpSender createSender(HttpSenderConfig config) {
            return sender;
        }
    }
}
