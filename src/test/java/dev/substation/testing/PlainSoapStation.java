package dev.substation.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A station of OCPP 1.5 or 1.6 over SOAP that has no line in common with the gateway: its envelopes
 * are text, the JDK's HTTP client sends them, the JDK's HTTP server takes the calls of the csms.
 */
public final class PlainSoapStation implements AutoCloseable {

    /** A version of OCPP-S with the namespaces of its two services. */
    public enum Version {
        V15("1.5", "2012/06"),
        V16("1.6", "2015/10");

        private final String word;
        private final String cs;
        private final String cp;

        Version(String word, String year) {
            this.word = word;
            this.cs = "urn://Ocpp/Cs/" + year + "/";
            this.cp = "urn://Ocpp/Cp/" + year + "/";
        }

        /** {@code 1.5}. */
        public String word() {
            return word;
        }

        /** The namespace of what the station sends and is answered. */
        public String cs() {
            return cs;
        }

        /** The namespace of what the station is sent and answers. */
        public String cp() {
            return cp;
        }
    }

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Version version;
    private final String identity;
    private final HttpServer callback;
    private final ExecutorService callbackThreads = Executors.newFixedThreadPool(2);
    private final Map<String, String> scripts = new ConcurrentHashMap<>();
    private final List<SoapMessage> visits = new CopyOnWriteArrayList<>();
    private volatile URI gateway;

    /**
     * Opens the callback address.
     *
     * @param gateway where the gateway takes SOAP, such as {@code http://localhost:8080/soap}
     */
    public PlainSoapStation(Version version, String identity, URI gateway) {
        this.version = version;
        this.identity = identity;
        this.gateway = gateway;
        try {
            callback =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        callback.createContext("/", this::visited);
        callback.setExecutor(callbackThreads);
        callback.start();
    }

    public String identity() {
        return identity;
    }

    public Version version() {
        return version;
    }

    /** Where the station takes calls. */
    public URI callbackAddress() {
        return URI.create("http://127.0.0.1:" + callback.getAddress().getPort() + "/");
    }

    /** The gateway has moved, as after a restart on another port. */
    public void turnTo(URI newGateway) {
        gateway = newGateway;
    }

    /**
     * Sends an operation and waits for the answer.
     *
     * @param fields the children of the request element, without prefixes
     */
    public SoapMessage call(String action, String fields) {
        return callLater(action, fields).join();
    }

    /** Sends an operation without waiting. */
    public CompletableFuture<SoapMessage> callLater(String action, String fields) {
        return post(request(action, fields));
    }

    /** Sends any text as an envelope. */
    public CompletableFuture<SoapMessage> post(String envelope) {
        HttpRequest request =
                HttpRequest.newBuilder(gateway)
                        .timeout(ANSWERED_WITHIN)
                        .header("Content-Type", "application/soap+xml; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(envelope))
                        .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(
                        response ->
                                new SoapMessage(
                                        response.statusCode(),
                                        response.headers().map(),
                                        response.body()));
    }

    /** The envelope that {@link #call} sends. */
    public String request(String action, String fields) {
        return envelope(
                version.cs,
                "<o:chargeBoxIdentity e:mustUnderstand=\"true\">"
                        + identity
                        + "</o:chargeBoxIdentity>"
                        + "<a:Action e:mustUnderstand=\"true\">/"
                        + action
                        + "</a:Action>"
                        + "<a:MessageID>urn:uuid:"
                        + UUID.randomUUID()
                        + "</a:MessageID>"
                        + "<a:From><a:Address>"
                        + callbackAddress()
                        + "</a:Address></a:From>"
                        + "<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>"
                        + "<a:To e:mustUnderstand=\"true\">"
                        + gateway
                        + "</a:To>",
                element(version.cs, action, "Request", fields));
    }

    /** What the station answers when this operation is called. */
    public void answering(String action, String fields) {
        scripts.put(action, fields);
    }

    /** The calls of this operation that have come, in order. */
    public List<SoapMessage> visits(String action) {
        return visits.stream()
                .filter(visit -> visit.header("Action").equals("/" + action))
                .toList();
    }

    /** Waits for a call of this operation. */
    public SoapMessage awaitVisit(String action) {
        Wait.until(
                action + " arrives at " + identity,
                Duration.ofSeconds(20),
                () -> !visits(action).isEmpty());
        return visits(action).get(visits(action).size() - 1);
    }

    private void visited(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        SoapMessage visit = new SoapMessage(0, Map.copyOf(exchange.getRequestHeaders()), text);
        visits.add(visit);
        String action = visit.header("Action").replaceFirst("^/", "");
        String fields = scripts.get(action);
        byte[] answer =
                (fields == null ? notSupported() : answer(visit, action, fields))
                        .getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/soap+xml; charset=utf-8");
        exchange.sendResponseHeaders(fields == null ? 500 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String answer(SoapMessage visit, String action, String fields) {
        return envelope(
                version.cp,
                "<a:MessageID>urn:uuid:"
                        + UUID.randomUUID()
                        + "</a:MessageID><a:RelatesTo>"
                        + visit.header("MessageID")
                        + "</a:RelatesTo><a:Action>/"
                        + action
                        + "Response</a:Action>"
                        + "<a:To>http://www.w3.org/2005/08/addressing/anonymous</a:To>",
                element(version.cp, action, "Response", fields));
    }

    private String notSupported() {
        return envelope(
                version.cp,
                "",
                "<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>o:NotSupported</e:Value></e:Subcode></e:Code>"
                        + "<e:Reason><e:Text xml:lang=\"en\">not scripted</e:Text></e:Reason></e:Fault>");
    }

    private static String element(String namespace, String action, String part, String fields) {
        String name = Character.toLowerCase(action.charAt(0)) + action.substring(1) + part;
        return "<" + name + " xmlns=\"" + namespace + "\">" + fields + "</" + name + ">";
    }

    private static String envelope(String namespace, String header, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:o=\""
                + namespace
                + "\"><e:Header>"
                + header
                + "</e:Header><e:Body>"
                + body
                + "</e:Body></e:Envelope>";
    }

    /** Closes the callback address. */
    @Override
    public void close() {
        callback.stop(0);
        callbackThreads.shutdownNow();
        try {
            callbackThreads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
