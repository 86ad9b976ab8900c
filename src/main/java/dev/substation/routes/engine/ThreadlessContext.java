package dev.substation.routes.engine;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * A Camel context without a thread of its own, and with the languages of site routes alone. Camel
 * makes two by itself: one for redeliveries, which site routes do not have, and one that stops the
 * routes, which the caller does here.
 */
final class ThreadlessContext extends DefaultCamelContext {

    ThreadlessContext() {
        // Not initialised before its parts are set.
        super(false);
        getExecutorServiceManager().setThreadPoolFactory(new NoThreads());
        setShutdownStrategy(new AtOnce());
    }

    /** From the beginning: Camel looks for {@code simple} before anybody can give it a resolver. */
    @Override
    protected LanguageResolver createLanguageResolver() {
        return ThreadlessContext::language;
    }

    private static Language language(String name, CamelContext context) {
        return switch (name) {
            case "simple", "simple-no-file" -> new ConditionLanguage();
            case "bean" -> new FieldLanguage();
            default -> throw new NoSuchLanguageException(name);
        };
    }

    @Override
    protected ScheduledExecutorService createErrorHandlerExecutorService() {
        return null;
    }

    /** Stops routes on the caller's thread; no call is in them, since none ever waits there. */
    private static final class AtOnce extends DefaultShutdownStrategy {

        @Override
        protected boolean doShutdown(
                CamelContext context,
                List<RouteStartupOrder> routes,
                long timeout,
                TimeUnit timeUnit,
                boolean suspendOnly,
                boolean abortAfterTimeout,
                boolean forceShutdown) {
            shutdownRoutesNow(routes);
            return true;
        }
    }

    private static final class NoThreads implements ThreadPoolFactory {

        @Override
        public ExecutorService newCachedThreadPool(ThreadFactory threadFactory) {
            throw refused();
        }

        @Override
        public ExecutorService newThreadPool(
                ThreadPoolProfile profile, ThreadFactory threadFactory) {
            throw refused();
        }

        @Override
        public ScheduledExecutorService newScheduledThreadPool(
                ThreadPoolProfile profile, ThreadFactory threadFactory) {
            throw refused();
        }

        private static UnsupportedOperationException refused() {
            return new UnsupportedOperationException("routes make no threads");
        }
    }
}
