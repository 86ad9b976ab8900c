package dev.substation.fuzz;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** The JDK's HTTP client without a network: a script answers in the stations' place. */
final class ScriptedHttp extends HttpClient {

    /**
     * What a station answers.
     *
     * @param broken thrown in place of an answer when it is there
     */
    record Reply(
            int status, Map<String, String> headers, byte[] body, Optional<IOException> broken) {}

    private final Executor network;
    private final Function<String, Reply> script;
    private int underWay;

    /**
     * @param network carries out exchanges, not at once
     * @param script answers the body of a request
     */
    ScriptedHttp(Executor network, Function<String, Reply> script) {
        this.network = network;
        this.script = script;
    }

    /** Exchanges that have not ended. */
    int underWay() {
        return underWay;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        CompletableFuture<HttpResponse<T>> response = new CompletableFuture<>();
        underWay++;
        network.execute(
                () -> {
                    underWay--;
                    Reply reply = script.apply(body(request));
                    if (reply.broken().isPresent()) {
                        response.completeExceptionally(reply.broken().get());
                    } else {
                        answer(request, reply, handler, response);
                    }
                });
        return response;
    }

    private static <T> void answer(
            HttpRequest request,
            Reply reply,
            HttpResponse.BodyHandler<T> handler,
            CompletableFuture<HttpResponse<T>> response) {
        HttpHeaders headers =
                HttpHeaders.of(
                        reply.headers().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey, e -> List.of(e.getValue()))),
                        (name, value) -> true);
        HttpResponse.BodySubscriber<T> taking =
                handler.apply(
                        new HttpResponse.ResponseInfo() {
                            @Override
                            public int statusCode() {
                                return reply.status();
                            }

                            @Override
                            public HttpHeaders headers() {
                                return headers;
                            }

                            @Override
                            public Version version() {
                                return Version.HTTP_1_1;
                            }
                        });
        boolean[] cancelled = new boolean[1];
        taking.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {
                        cancelled[0] = true;
                    }
                });
        taking.onNext(List.of(ByteBuffer.wrap(reply.body())));
        if (!cancelled[0]) {
            taking.onComplete();
        }
        taking.getBody()
                .whenComplete(
                        (body, fault) -> {
                            if (fault == null) {
                                response.complete(
                                        new Response<>(reply.status(), request, headers, body));
                            } else {
                                response.completeExceptionally(fault);
                            }
                        });
    }

    private record Response<T>(int statusCode, HttpRequest request, HttpHeaders headers, T body)
            implements HttpResponse<T> {

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    private static String body(HttpRequest request) {
        HttpResponse.BodySubscriber<String> text =
                HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        request.bodyPublisher()
                .orElseThrow()
                .subscribe(
                        new Flow.Subscriber<>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                text.onSubscribe(subscription);
                            }

                            @Override
                            public void onNext(ByteBuffer piece) {
                                text.onNext(List.of(piece));
                            }

                            @Override
                            public void onError(Throwable fault) {
                                text.onError(fault);
                            }

                            @Override
                            public void onComplete() {
                                text.onComplete();
                            }
                        });
        return text.getBody().toCompletableFuture().join();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.PushPromiseHandler<T> pushes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
