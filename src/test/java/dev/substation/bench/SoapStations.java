package dev.substation.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** Connections over which envelopes are posted, each when the answer to the last one has come. */
final class SoapStations implements Load {

    private final HttpClient client;
    private final URI url;
    private final int connections;
    private final LongFunction<String> envelope;
    private final Latencies latencies = new Latencies();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean sending;

    SoapStations(Executor workers, URI url, int connections, LongFunction<String> envelope) {
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(workers)
                        .build();
        this.url = url;
        this.connections = connections;
        this.envelope = envelope;
    }

    private void next() {
        long sent = System.nanoTime();
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/soap+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        envelope.apply(latencies.nextNumber())))
                        .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete(
                        (answer, fault) -> {
                            if (fault == null && answer.statusCode() == 200) {
                                latencies.add(System.nanoTime() - sent);
                            }
                            if (sending) {
                                next();
                            } else {
                                underWay.decrementAndGet();
                            }
                        });
    }

    @Override
    public Latencies.Figures run(long nanos) throws InterruptedException {
        while (underWay.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(1); // the last answers of the round before
        }
        latencies.begin();
        sending = true;
        underWay.set(connections);
        for (int i = 0; i < connections; i++) {
            next();
        }
        TimeUnit.NANOSECONDS.sleep(nanos);
        sending = false;
        return latencies.figures();
    }

    @Override
    public void close() {
        sending = false;
    }
}
