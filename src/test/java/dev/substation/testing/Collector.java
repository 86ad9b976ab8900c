package dev.substation.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * A collector of traces: takes OTLP over HTTP in protobuf (opentelemetry-proto,
 * ExportTraceServiceRequest) and keeps the spans.
 */
public final class Collector implements AutoCloseable {

    /**
     * A span as it came over the wire.
     *
     * @param parent empty for one without
     * @param kind 1 internal, 2 server, 3 client
     * @param nanos how long it took
     * @param status 2 for an error
     */
    public record Span(
            String trace,
            String id,
            String parent,
            String name,
            long kind,
            long nanos,
            Map<String, String> attributes,
            long status) {

        /** An attribute; empty when the span has none of this name. */
        public String at(String name) {
            return attributes.getOrDefault(name, "");
        }
    }

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicInteger stalled = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile boolean stalls;

    private Collector(HttpServer server) {
        this.server = server;
    }

    public static Collector start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Collector collector = new Collector(server);
            server.createContext(
                    "/v1/traces",
                    exchange -> {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        if ("gzip"
                                .equals(
                                        exchange.getRequestHeaders()
                                                .getFirst("Content-Encoding"))) {
                            body =
                                    new GZIPInputStream(new ByteArrayInputStream(body))
                                            .readAllBytes();
                        }
                        collector.took(
                                body,
                                exchange.getRequestHeaders().getFirst("Content-Type"),
                                exchange.getRequestHeaders().getFirst("Authorization"));
                        collector.answer(exchange);
                    });
            server.setExecutor(collector.threads);
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (stalls) {
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            stalled.incrementAndGet();
        } else {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }
    }

    /** Whether answers begin and never end, from now on. */
    public void stalling(boolean now) {
        stalls = now;
    }

    /** How many answers never ended. */
    public int stalled() {
        return stalled.get();
    }

    /** Its address without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with this status from now on. */
    public void answering(int httpStatus) {
        status = httpStatus;
    }

    /** All spans so far. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** The names of services that sent them. */
    public List<String> services() {
        return List.copyOf(services);
    }

    /** What the requests showed. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** The span of this name and station, once it has come. */
    public Span await(String name, String station) {
        Wait.until(
                "the span " + name + " of " + station,
                Duration.ofSeconds(30),
                () -> find(name, station).isPresent());
        return find(name, station).orElseThrow();
    }

    private Optional<Span> find(String name, String station) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .filter(span -> span.at("ocpp.station").equals(station))
                .findFirst();
    }

    /** The spans of one trace. */
    public List<Span> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    private void took(byte[] body, String type, String authorization) {
        if (!"application/x-protobuf".equals(type)) {
            throw new AssertionError("no protobuf but " + type);
        }
        authorizations.add(String.valueOf(authorization));
        fields(
                ByteBuffer.wrap(body),
                (request, ofResource) ->
                        fields(
                                (ByteBuffer) ofResource,
                                (number, value) -> {
                                    if (number == 1) {
                                        fields((ByteBuffer) value, this::resource);
                                    } else if (number == 2) {
                                        fields((ByteBuffer) value, this::scope);
                                    }
                                }));
    }

    private void resource(int number, Object value) {
        if (number == 1) {
            Map<String, String> attribute = new TreeMap<>();
            attribute((ByteBuffer) value, attribute);
            attribute.computeIfPresent(
                    "service.name",
                    (name, service) -> {
                        services.add(service);
                        return service;
                    });
        }
    }

    private void scope(int number, Object value) {
        if (number == 2) {
            spans.add(span((ByteBuffer) value));
        }
    }

    private static Span span(ByteBuffer bytes) {
        Map<Integer, Object> one = new TreeMap<>();
        Map<String, String> attributes = new TreeMap<>();
        fields(
                bytes,
                (number, value) -> {
                    if (number == 9) {
                        attribute((ByteBuffer) value, attributes);
                    } else {
                        one.put(number, value);
                    }
                });
        List<Long> status = new ArrayList<>();
        if (one.get(15) instanceof ByteBuffer told) {
            fields(
                    told,
                    (number, value) -> {
                        if (number == 3) {
                            status.add((Long) value);
                        }
                    });
        }
        return new Span(
                hex(one.get(1)),
                hex(one.get(2)),
                hex(one.get(4)),
                text(one.get(5)),
                (Long) one.get(6),
                (Long) one.get(8) - (Long) one.get(7),
                attributes,
                status.isEmpty() ? 0 : status.get(0));
    }

    private static void attribute(ByteBuffer bytes, Map<String, String> into) {
        List<Object> parts = new ArrayList<>();
        fields(bytes, (number, value) -> parts.add(value));
        List<String> texts = new ArrayList<>();
        fields(
                (ByteBuffer) parts.get(1),
                (number, value) -> texts.add(number == 1 ? text(value) : String.valueOf(value)));
        into.put(text(parts.get(0)), texts.get(0));
    }

    /** The fields of a message of protobuf: their numbers, and bytes or a number. */
    private static void fields(ByteBuffer bytes, BiConsumer<Integer, Object> taken) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            Object value =
                    switch ((int) key & 7) {
                        case 0 -> varint(in);
                        case 1 -> in.getLong();
                        case 2 -> {
                            int length = (int) varint(in);
                            ByteBuffer part = in.slice(in.position(), length);
                            in.position(in.position() + length);
                            yield part;
                        }
                        case 5 -> (long) in.getInt();
                        default -> throw new AssertionError("no protobuf: " + key);
                    };
            taken.accept((int) (key >>> 3), value);
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(Object value) {
        ByteBuffer part = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    private static String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    private static String hex(Object value) {
        return value == null ? "" : HexFormat.of().formatHex(bytes(value));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
