package dev.substation.front;

import dev.substation.model.Problem;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the front into the filter chains of the HTTP listeners of Payara: those that are open, and
 * those that are opened later. A chain is never changed but replaced, so that what is under way
 * goes on as it began. Payara's own classes are found by name: their jars cannot be compiled with.
 */
public final class ContainerListeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerListeners.class);

    private static final String HABITAT = "org.glassfish.internal.api.Globals";
    private static final String LOCATOR = "org.glassfish.hk2.api.ServiceLocator";
    private static final String SERVICE = "com.sun.enterprise.v3.services.impl.GrizzlyService";
    private static final String OPENED = "com.sun.enterprise.v3.services.impl.MapperUpdateListener";
    private static final String LISTENER = "org.glassfish.grizzly.config.dom.NetworkListener";
    private static final String PROTOCOL = "org.glassfish.grizzly.config.dom.Protocol";
    private static final String ENVIRONMENT = "org.glassfish.api.admin.ServerEnvironment";
    private static final String ADMINISTRATION = "admin-listener";
    private static final String HTTP = "org.glassfish.grizzly.http.HttpServerFilter";

    private final ClientConnections visitors;
    private final HiddenLines closedConnections;
    private final String advice;
    private final Executor workers;
    private final Object locator;
    private final Object service;
    private final Object opened;

    /** The transports that have the front, with their chains as they were. */
    private final Map<Transport, FilterChain> before = new LinkedHashMap<>();

    private ContainerListeners(Front front, String advice, Executor workers)
            throws ReflectiveOperationException {
        this.visitors = new ClientConnections(front);
        closedConnections = HiddenLines.ofClosedConnections(visitors.served()::isGone);
        this.advice = advice;
        this.workers = workers;
        locator = type(HABITAT).getMethod("getDefaultHabitat").invoke(null);
        service = theOnly(SERVICE);
        opened =
                Proxy.newProxyInstance(
                        type(OPENED).getClassLoader(),
                        new Class<?>[] {type(OPENED)},
                        (self, method, arguments) -> heard(self, method, arguments));
    }

    /**
     * Puts the front in front of the container.
     *
     * @param advice what a station is to do that speaks TLS to the plain port
     * @param workers runs what must not hold up the container
     * @return what takes it out again; nothing when the container is not Payara
     */
    public static AutoCloseable guard(Front front, String advice, Executor workers) {
        try {
            ContainerListeners listeners = new ContainerListeners(front, advice, workers);
            type(SERVICE)
                    .getMethod("addMapperUpdateListener", type(OPENED))
                    .invoke(listeners.service, listeners.opened);
            listeners.insert();
            return listeners;
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.warn(Problem.FRONT_MISSING.line(e));
            return () -> {};
        }
    }

    /** Where the container listens without TLS, or will; empty when it is not Payara. */
    public static Optional<InetSocketAddress> plain() {
        try {
            Object locator = type(HABITAT).getMethod("getDefaultHabitat").invoke(null);
            for (Object listener : listeners(locator)) {
                Object protocol = said(LISTENER, listener, "findHttpProtocol");
                boolean open = "true".equals(said(LISTENER, listener, "getEnabled"));
                if (open
                        && protocol != null
                        && !"true".equals(said(PROTOCOL, protocol, "getSecurityEnabled"))) {
                    return Optional.of(
                            InetSocketAddress.createUnresolved(
                                    said(LISTENER, listener, "getAddress").toString(),
                                    Integer.parseInt(
                                            said(LISTENER, listener, "getPort").toString())));
                }
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.debug("the port of the container is not known", e);
        }
        return Optional.empty();
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, ContainerListeners.class.getClassLoader());
    }

    private Object theOnly(String name) throws ReflectiveOperationException {
        Object found =
                type(LOCATOR)
                        .getMethod("getService", Class.class, Annotation[].class)
                        .invoke(locator, type(name), new Annotation[0]);
        if (found == null) {
            throw new ClassNotFoundException(name + " is not at work");
        }
        return found;
    }

    /** Payara calls this while it opens a listener, before it lets connections in. */
    private Object heard(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "update" -> {
                try {
                    workers.execute(this::insertWhenOpen);
                } catch (RejectedExecutionException stopping) {
                    LOG.debug("a listener is opened while the gateway stops");
                }
                return null;
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "equals" -> {
                return self == arguments[0];
            }
            default -> {
                return "front of Substation";
            }
        }
    }

    private void insertWhenOpen() {
        try {
            // Whoever opens a listener holds this lock until it is open.
            synchronized (service) {
                insert();
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.error(Problem.FRONT_MISSING.line(e), e);
        }
    }

    private synchronized void insert() throws ReflectiveOperationException {
        for (Transport transport : transports()) {
            if (!before.containsKey(transport)
                    && transport.getProcessor() instanceof FilterChain chain
                    && speaksHttp(chain)) {
                before.put(transport, chain);
                transport.setProcessor(guarded(chain));
                LOG.debug("front at transport={}", transport.getName());
            }
        }
    }

    private List<Transport> transports() throws ReflectiveOperationException {
        List<Transport> transports = new ArrayList<>();
        Method lookup = type(SERVICE).getMethod("lookupNetworkProxy", type(LISTENER));
        for (Object listener : listeners(locator)) {
            Object proxy = lookup.invoke(service, listener);
            if (proxy == null) {
                continue;
            }
            Object grizzly = call(proxy, "getUnderlyingListener");
            if (call(grizzly, "getTransport") instanceof Transport transport) {
                transports.add(transport);
            }
        }
        return transports;
    }

    /** All but that of the administration: applications of more than a megabyte come in there. */
    private static List<Object> listeners(Object locator) throws ReflectiveOperationException {
        Object all =
                type(LOCATOR)
                        .getMethod("getAllServices", Class.class, Annotation[].class)
                        .invoke(locator, type(LISTENER), new Annotation[0]);
        List<Object> listeners = new ArrayList<>();
        for (Object listener : (List<?>) all) {
            if (!ADMINISTRATION.equals(said(LISTENER, listener, "getName"))) {
                listeners.add(listener);
            }
        }
        return listeners;
    }

    /** What a part of the configuration says, whose own class nobody may call. */
    private static Object said(String type, Object on, String method)
            throws ReflectiveOperationException {
        return type(type).getMethod(method).invoke(on);
    }

    private static Object call(Object on, String method) throws ReflectiveOperationException {
        try {
            return on.getClass().getMethod(method).invoke(on);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }

    private static boolean speaksHttp(FilterChain chain) {
        return chain.stream().anyMatch(ContainerListeners::readsHttp);
    }

    private static boolean readsHttp(Filter filter) {
        Class<?> type = filter.getClass();
        while (type != null && !type.getName().equals(HTTP)) {
            type = type.getSuperclass();
        }
        return type != null;
    }

    /** The same chain with the two filters of the front. */
    private FilterChain guarded(FilterChain chain) {
        boolean secure = chain.stream().anyMatch(SSLBaseFilter.class::isInstance);
        GateFilter gate = new GateFilter(visitors, secure, advice);
        FilterChainBuilder builder = FilterChainBuilder.stateless();
        boolean first = true;
        for (Filter filter : chain) {
            builder.add(filter);
            if (first) {
                builder.add(gate);
                first = false;
                if (!secure) {
                    builder.add(new RequestFilter(visitors, false));
                }
            }
            if (filter instanceof SSLBaseFilter tls) {
                tls.addHandshakeListener(gate);
                builder.add(new RequestFilter(visitors, true));
            }
        }
        return builder.build();
    }

    /**
     * Takes the front out, when the gateway alone ends. When the whole server ends, the shut door
     * stays: what came in now would find half an application.
     */
    @Override
    public synchronized void close() throws ReflectiveOperationException {
        type(SERVICE).getMethod("removeMapperUpdateListener", type(OPENED)).invoke(service, opened);
        if (serverEnds()) {
            HiddenLines.ofEndingServer();
            return;
        }
        before.forEach(Transport::setProcessor);
        before.clear();
        visitors.forgetAll();
        closedConnections.close();
    }

    private boolean serverEnds() throws ReflectiveOperationException {
        return !call(theOnly(ENVIRONMENT), "getStatus").toString().equals("started");
    }
}
