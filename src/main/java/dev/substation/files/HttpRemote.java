package dev.substation.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A file at an HTTP server. */
final class HttpRemote implements Remote {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int REDIRECTS = 5;
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(60);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final int CHUNKS_WAITING = 8;

    private final URI target;
    private final Targets targets;
    private final FileClients clients;

    HttpRemote(URI target, Targets targets, FileClients clients) {
        this.target = target;
        this.targets = targets;
        this.clients = clients;
    }

    @Override
    public Incoming fetch(long from, Optional<String> version) throws IOException {
        URI at = target;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            targets.check(at);
            HttpRequest.Builder request = request(at).GET().timeout(HEAD_WITHIN);
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
                version.ifPresent(tag -> request.header("If-Range", tag));
            }
            HttpResponse<InputStream> response =
                    awaited(
                            clients.http()
                                    .sendAsync(request.build(), BodyHandlers.ofInputStream()));
            Optional<URI> next = redirect(at, response);
            if (next.isEmpty()) {
                return incoming(response, from);
            }
            response.body().close();
            at = next.get();
        }
        throw new IOException("more than %d redirects".formatted(REDIRECTS));
    }

    private static Optional<URI> redirect(URI at, HttpResponse<?> response) throws IOException {
        if (response.statusCode() / 100 != 3) {
            return Optional.empty();
        }
        try {
            String location = response.headers().firstValue("Location").orElse("");
            URI next = at.resolve(location);
            boolean http = Targets.scheme(next).startsWith("http") && Targets.speaks(next);
            boolean lessSafe = isSecure(at) && !isSecure(next);
            if (location.isBlank() || !http || next.equals(at) || lessSafe) {
                throw new IOException(
                        "HTTP %d to an address that cannot be used"
                                .formatted(response.statusCode()));
            }
            return Optional.of(next);
        } catch (IllegalArgumentException e) {
            throw new IOException("HTTP %d to no address".formatted(response.statusCode()), e);
        }
    }

    private static boolean isSecure(URI address) {
        return Targets.scheme(address).equals("https");
    }

    private static Incoming incoming(HttpResponse<InputStream> response, long from)
            throws IOException {
        int status = response.statusCode();
        if (status != OK && status != PARTIAL) {
            response.body().close();
            throw new IOException("HTTP " + status);
        }
        long begins = status == PARTIAL ? from : 0;
        OptionalLong rest = response.headers().firstValueAsLong("Content-Length");
        return new Incoming(
                response.body(),
                begins,
                rest.isPresent() ? OptionalLong.of(begins + rest.getAsLong()) : rest,
                response.headers()
                        .firstValue("ETag")
                        .filter(tag -> !tag.startsWith("W/"))
                        .or(() -> response.headers().firstValue("Last-Modified")),
                response.body());
    }

    @Override
    public Outgoing send(Sending file) throws IOException {
        URI at = target.getPath() != null && target.getPath().endsWith("/") ? named(file) : target;
        targets.check(at);
        SubmissionPublisher<ByteBuffer> bytes =
                new SubmissionPublisher<>(clients.threads(), CHUNKS_WAITING);
        Once once = new Once(bytes, new CountDownLatch(1));
        BodyPublisher body =
                file.length().isPresent()
                        ? file.length().getAsLong() == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.fromPublisher(once, file.length().getAsLong())
                        : BodyPublishers.fromPublisher(once);
        HttpRequest request =
                request(at)
                        .method(file.method(), body)
                        .header("Content-Type", file.type().orElse("application/octet-stream"))
                        .build();
        CompletableFuture<HttpResponse<Void>> response =
                clients.http().sendAsync(request, BodyHandlers.discarding());
        response.whenComplete((answer, fault) -> once.begun().countDown());
        return new Sent(bytes, once, response);
    }

    private URI named(Sending file) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String whole = target.toString().replaceFirst("[?#].*$", "");
        return URI.create(whole + Targets.encoded(file.name()) + query);
    }

    /** Credentials of the address go as Basic authentication, as every browser does it. */
    private static HttpRequest.Builder request(URI at) {
        String user = at.getRawUserInfo();
        String plain = at.toString();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        user == null ? at : URI.create(plain.replaceFirst("//[^/@]*@", "//")));
        if (user != null) {
            byte[] login = at.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return request;
    }

    private static <T> T awaited(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(HEAD_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(Failures.reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no answer within %d s".formatted(HEAD_WITHIN.toSeconds()), e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the gateway stops");
        }
    }

    /**
     * A body that can be sent once: what was published before somebody subscribed is gone. A client
     * that connects again by itself would send the rest as if it were the whole.
     *
     * @param begun when it is subscribed to, or will never be
     */
    private record Once(SubmissionPublisher<ByteBuffer> bytes, CountDownLatch begun)
            implements Flow.Publisher<ByteBuffer> {

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            if (begun.getCount() == 0) {
                bytes.closeExceptionally(new IOException("the connection broke"));
            }
            bytes.subscribe(subscriber);
            begun.countDown();
        }

        void await() throws IOException {
            try {
                if (!begun.await(HEAD_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("no connection");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the gateway stops");
            }
        }
    }

    /** A request whose body is written piece by piece. */
    private record Sent(
            SubmissionPublisher<ByteBuffer> bytes,
            Once once,
            CompletableFuture<HttpResponse<Void>> response)
            implements Outgoing {

        @Override
        public void write(byte[] source, int from, int count) throws IOException {
            once.await();
            if (response.isDone()) {
                confirmed();
                throw new IOException("the server answered before it had the whole file");
            }
            ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(source, from, from + count));
            int lag = bytes.offer(piece, STALLED.toSeconds(), TimeUnit.SECONDS, this::isGivenUp);
            if (lag < 0) {
                throw new IOException(
                        "the server took nothing for %d s".formatted(STALLED.toSeconds()));
            }
        }

        private boolean isGivenUp(Flow.Subscriber<? super ByteBuffer> to, ByteBuffer piece) {
            return false;
        }

        @Override
        public void finish() throws IOException {
            once.await();
            bytes.close();
            confirmed();
        }

        private void confirmed() throws IOException {
            int status = awaited(response).statusCode();
            if (status / 100 != 2) {
                throw new IOException("HTTP " + status);
            }
        }

        @Override
        public void abort() {
            bytes.closeExceptionally(new IOException("broken off"));
            response.cancel(true);
        }
    }
}
