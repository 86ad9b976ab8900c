package dev.substation.testing.soap;

import dev.substation.dialect.Checks;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.settings.Networks;
import dev.substation.soap.CallbackClient;
import dev.substation.soap.SoapFace;
import dev.substation.soap.SoapPaths;
import dev.substation.soap.SoapServlet;
import dev.substation.testing.ServletStreams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

/**
 * The SOAP face without a socket: the servlet, CXF's chain and the codec, with requests as a
 * container would bring them. Resumed requests are taken up on the executor of the test.
 */
public final class SoapDoor implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Executor container;
    private final CallbackClient callbacks;
    private final SoapServlet servlet;
    private final SoapFace face;

    /**
     * A request of a station.
     *
     * @param path with what stands behind a question mark
     */
    public record Request(String method, String path, Map<String, String> headers, byte[] body) {}

    /** What became of a request. */
    public static final class Reply {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private int status = 200;
        private int answers;
        private ServletException escaped;
        private Runnable going;

        public int status() {
            return status;
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public byte[] body() {
            return body.toByteArray();
        }

        /** How often the exchange was completed; one in the end. */
        public int answers() {
            return answers;
        }

        /** What the servlet let out, or null. */
        public Exception escaped() {
            return escaped;
        }
    }

    /** The parts that calls to stations need, for they are read by the face's own code. */
    public static StationLinks callbacks(
            HttpClient http, SoapCodec codec, Checks checks, Executor lookups) {
        return new CallbackClient(
                http,
                codec,
                checks,
                () -> "http://10.0.0.1:8080/soap",
                Networks.of(List.of("private", "loopback")).orElseThrow(),
                lookups,
                station -> false);
    }

    /**
     * @param container runs what a container's thread would
     * @param callbacks made by {@link #callbacks}
     */
    public SoapDoor(
            StationGate gate,
            SoapCodec codec,
            Checks checks,
            StationLinks callbacks,
            Executor container)
            throws ServletException {
        this.container = container;
        this.callbacks = (CallbackClient) callbacks;
        face = new SoapFace(gate, codec, checks, this.callbacks);
        servlet =
                new SoapServlet(
                        face,
                        new SoapPaths(List.of(SoapPaths.STEVE)),
                        SoapServlet.MAX_BYTES,
                        PATIENCE);
        ServletContext context =
                proxy(ServletContext.class, (name, a) -> name.equals("getContextPath") ? "" : null);
        servlet.init(
                proxy(
                        ServletConfig.class,
                        (name, a) ->
                                switch (name) {
                                    case "getServletContext" -> context;
                                    case "getServletName" -> "soap";
                                    case "getInitParameterNames" -> Collections.emptyEnumeration();
                                    default -> null;
                                }));
    }

    /** Brings a request; the reply is complete now or when the executor was let run. */
    public Reply send(Request request, String peer) {
        Exchange exchange = new Exchange(request, peer);
        exchange.serve(DispatcherType.REQUEST);
        return exchange.reply;
    }

    /**
     * The station closes its connection just before its request is resumed. Payara was seen to
     * resume it nevertheless, without what CXF had left at it.
     */
    public void leave(Reply reply) {
        reply.going.run();
    }

    @Override
    public void close() {
        servlet.destroy();
        face.close();
    }

    /** One request and its response; one thread. */
    private final class Exchange {

        private final Reply reply = new Reply();
        private final Request request;
        private final String peer;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, Object> attributes = new HashMap<>();
        private final ByteArrayInputStream in;
        private final HttpServletResponse response;
        private boolean serving;
        private boolean asynchronous;
        private boolean dispatched;
        private boolean gone;

        Exchange(Request request, String peer) {
            this.request = request;
            this.peer = peer;
            headers.putAll(request.headers());
            in = new ByteArrayInputStream(request.body());
            response = response();
            reply.going = this::go;
        }

        private void go() {
            gone = true;
            attributes.remove(AbstractHTTPDestination.CXF_CONTINUATION_MESSAGE);
        }

        void serve(DispatcherType type) {
            serving = true;
            asynchronous = false;
            try {
                servlet.service(request(type), response);
            } catch (ServletException e) {
                reply.escaped = e;
            } catch (IOException e) {
                reply.escaped = new ServletException(e);
            }
            serving = false;
            if (dispatched) {
                dispatched = false;
                dispatch();
            } else if (!asynchronous) {
                reply.answers++;
            }
        }

        private void dispatch() {
            container.execute(() -> serve(DispatcherType.ASYNC));
        }

        private HttpServletRequest request(DispatcherType type) {
            int query = request.path().indexOf('?');
            String path = query < 0 ? request.path() : request.path().substring(0, query);
            return proxy(
                    HttpServletRequest.class,
                    (name, a) ->
                            switch (name) {
                                case "getMethod" -> request.method();
                                case "getDispatcherType" -> type;
                                case "getRequestURI", "getServletPath" -> path;
                                case "getContextPath" -> "";
                                case "getQueryString" ->
                                        query < 0 ? null : request.path().substring(query + 1);
                                case "getRequestURL" ->
                                        new StringBuffer("http://10.0.0.1:8080" + path);
                                case "getRemoteAddr" -> peer;
                                case "getContentType" -> headers.get("Content-Type");
                                case "getHeader" -> headers.get((String) a[0]);
                                case "getHeaders" ->
                                        Collections.enumeration(
                                                headers.containsKey((String) a[0])
                                                        ? List.of(headers.get((String) a[0]))
                                                        : List.of());
                                case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                                case "getContentLength" -> request.body().length;
                                case "getContentLengthLong" -> (long) request.body().length;
                                case "getInputStream" -> ServletStreams.input(in);
                                case "getAttribute" -> attributes.get((String) a[0]);
                                case "setAttribute" -> attributes.put((String) a[0], a[1]);
                                case "removeAttribute" -> attributes.remove((String) a[0]);
                                case "isAsyncSupported" -> true;
                                case "startAsync" -> startAsync();
                                default -> null;
                            });
        }

        private AsyncContext startAsync() {
            if (gone) {
                throw new IllegalStateException("Response already closed");
            }
            asynchronous = true;
            return proxy(
                    AsyncContext.class,
                    (name, a) -> {
                        if (name.equals("dispatch") && serving) {
                            dispatched = true; // Servlet 6 section 9.6
                        } else if (name.equals("dispatch")) {
                            dispatch();
                        }
                        return null;
                    });
        }

        private HttpServletResponse response() {
            return proxy(
                    HttpServletResponse.class,
                    (name, a) ->
                            switch (name) {
                                case "setStatus" -> reply.status = (int) a[0];
                                case "getStatus" -> reply.status;
                                case "setContentType" ->
                                        reply.headers.put("Content-Type", (String) a[0]);
                                case "setHeader", "addHeader" ->
                                        reply.headers.put((String) a[0], (String) a[1]);
                                case "getOutputStream" -> ServletStreams.output(reply.body);
                                default -> null;
                            });
        }
    }

    /** How a method of an interface is answered; null stands for false and 0 too. */
    private interface Method {
        Object call(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Method method) {
        return type.cast(
                Proxy.newProxyInstance(
                        SoapDoor.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, called, arguments) -> {
                            Object value = method.call(called.getName(), arguments);
                            Class<?> returned = called.getReturnType();
                            if (returned == void.class) {
                                return null;
                            }
                            if (value == null && returned.isPrimitive()) {
                                return returned == boolean.class
                                        ? (Object) false
                                        : returned == long.class ? (Object) 0L : (Object) 0;
                            }
                            return value;
                        }));
    }
}
