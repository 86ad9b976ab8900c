package dev.substation.testing.soap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.testing.ServletStreams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As much of a servlet container as one servlet needs, over the JDK's HTTP server: a real wire and
 * asynchronous requests, without the half minute that a real container takes to start.
 */
public final class SmallContainer implements AutoCloseable {

    /** How one method of a servlet interface is answered. */
    private interface Method {
        Object call(Object[] arguments) throws Exception;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Servlet servlet;

    /**
     * @param threadCount how many requests can be worked on at a time
     */
    public SmallContainer(Servlet servlet, int threadCount) throws IOException, ServletException {
        this.servlet = servlet;
        threads = Executors.newFixedThreadPool(threadCount);
        ServletContext context =
                proxy(ServletContext.class, Map.of("getContextPath", arguments -> ""));
        servlet.init(
                proxy(
                        ServletConfig.class,
                        Map.of(
                                "getServletContext",
                                arguments -> context,
                                "getServletName",
                                arguments -> "soap",
                                "getInitParameterNames",
                                arguments -> Collections.emptyEnumeration())));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> new Exchange(exchange).serve(DispatcherType.REQUEST));
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        servlet.destroy();
    }

    private static <T> T proxy(Class<T> type, Map<String, Method> methods) {
        return type.cast(
                Proxy.newProxyInstance(
                        SmallContainer.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> {
                            Method known = methods.get(method.getName());
                            if (known != null) {
                                return known.call(arguments);
                            }
                            Class<?> returned = method.getReturnType();
                            if (returned == boolean.class) {
                                return false;
                            }
                            if (returned == int.class) {
                                return 0;
                            }
                            return returned == long.class ? (Object) 0L : null;
                        }));
    }

    /** One request and its response. */
    private final class Exchange {

        private final HttpExchange http;
        private final Map<String, Object> attributes = new ConcurrentHashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final HttpServletResponse response;
        private int status = 200;
        private volatile boolean asynchronous;
        private boolean serving;
        private boolean dispatched;

        Exchange(HttpExchange http) {
            this.http = http;
            response = response();
        }

        void serve(DispatcherType type) throws IOException {
            synchronized (this) {
                serving = true;
                asynchronous = false;
            }
            try {
                servlet.service(request(type), response);
            } catch (ServletException e) {
                status = 599; // no servlet of ours may throw
            }
            boolean again;
            synchronized (this) {
                serving = false;
                again = dispatched;
                dispatched = false;
            }
            if (again) {
                dispatch();
            } else if (!asynchronous) {
                finish();
            }
        }

        private void finish() throws IOException {
            http.sendResponseHeaders(status, body.size() == 0 ? -1 : body.size());
            if (body.size() > 0) {
                http.getResponseBody().write(body.toByteArray());
            }
            http.close();
        }

        private void dispatch() {
            threads.execute(
                    () -> {
                        try {
                            serve(DispatcherType.ASYNC);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }

        private HttpServletRequest request(DispatcherType type) {
            Map<String, Method> m = new HashMap<>();
            String path = http.getRequestURI().getPath();
            String host = http.getRequestHeaders().getFirst("Host");
            m.put("getMethod", a -> http.getRequestMethod());
            m.put("getDispatcherType", a -> type);
            m.put("getRequestURI", a -> path);
            m.put("getServletPath", a -> path);
            m.put("getContextPath", a -> "");
            m.put("getQueryString", a -> http.getRequestURI().getRawQuery());
            m.put("getRequestURL", a -> new StringBuffer("http://" + host + path));
            m.put("getRemoteAddr", a -> http.getRemoteAddress().getAddress().getHostAddress());
            m.put("getContentType", a -> http.getRequestHeaders().getFirst("Content-Type"));
            m.put("getHeader", a -> http.getRequestHeaders().getFirst((String) a[0]));
            m.put("getHeaders", a -> headers((String) a[0]));
            m.put(
                    "getHeaderNames",
                    a -> Collections.enumeration(http.getRequestHeaders().keySet()));
            m.put("getContentLengthLong", a -> contentLength());
            m.put("getInputStream", a -> ServletStreams.input(http.getRequestBody()));
            m.put("getAttribute", a -> attributes.get((String) a[0]));
            m.put("setAttribute", a -> a[1] == null ? null : attributes.put((String) a[0], a[1]));
            m.put("removeAttribute", a -> attributes.remove((String) a[0]));
            m.put("isAsyncSupported", a -> true);
            m.put("startAsync", a -> startAsync());
            return proxy(HttpServletRequest.class, m);
        }

        private Enumeration<String> headers(String name) {
            return Collections.enumeration(http.getRequestHeaders().getOrDefault(name, List.of()));
        }

        private long contentLength() {
            String length = http.getRequestHeaders().getFirst("Content-Length");
            return length == null ? -1 : Long.parseLong(length);
        }

        private synchronized AsyncContext startAsync() {
            asynchronous = true;
            return proxy(AsyncContext.class, Map.of("dispatch", a -> dispatchOrRemember()));
        }

        /** Servlet 6 section 9.6: a dispatch waits until the thread in the servlet has left it. */
        private synchronized Object dispatchOrRemember() {
            if (serving) {
                dispatched = true;
            } else {
                dispatch();
            }
            return null;
        }

        private HttpServletResponse response() {
            Map<String, Method> m = new HashMap<>();
            m.put("setStatus", a -> status = (int) a[0]);
            m.put("getStatus", a -> status);
            m.put("setContentType", a -> header("Content-Type", (String) a[0]));
            m.put("setHeader", a -> header((String) a[0], (String) a[1]));
            m.put("addHeader", a -> header((String) a[0], (String) a[1]));
            m.put("getOutputStream", a -> ServletStreams.output(body));
            return proxy(HttpServletResponse.class, m);
        }

        private Object header(String name, String value) {
            http.getResponseHeaders().set(name, value);
            return null;
        }
    }
}
