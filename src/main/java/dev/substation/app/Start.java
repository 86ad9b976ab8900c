package dev.substation.app;

import dev.substation.admin.ErrorServlet;
import dev.substation.admin.ExplainServlet;
import dev.substation.admin.Health;
import dev.substation.admin.HealthServlet;
import dev.substation.admin.LogServlet;
import dev.substation.admin.MeterKeysServlet;
import dev.substation.admin.MetricsServlet;
import dev.substation.admin.SetByCsmsServlet;
import dev.substation.admin.VendorsServlet;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.model.Problem;
import dev.substation.routes.language.BadRoutes;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the gateway with its container. The launcher names the home in system
 * properties: {@code substation.home}, {@code substation.site}, {@code substation.routes}, {@code
 * substation.http-port}.
 */
@WebListener
public final class Start implements ServletContextListener {

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);

    /** Tells the launcher that the gateway is up. */
    private static final String UP = "substation.up";

    /** Where the launcher finds how to stop the gateway before the container. */
    private static final String STOP = "substation.stop";

    /** Where the launcher finds how to hide secrets in lines of the log. */
    private static final String LOG_MASK = "substation.log-mask";

    private Substation substation;
    private AutoCloseable front = () -> {};

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Path home = Path.of(System.getProperty("substation.home", "substation-home"));
        Supplier<CompletableFuture<Health>> health;
        try {
            Substation.Site site = site(home, context);
            UnaryOperator<String> mask = site.settings().secrets()::inLine;
            System.getProperties().put(LOG_MASK, mask);
            substation = new Substation(site);
            register(context);
            health = substation::health;
            front = substation.guard();
            serve(
                    context,
                    "explain",
                    new ExplainServlet(substation.explaining()),
                    "/api/v1/routes/explain");
            serve(context, "log", new LogServlet(substation.messageLog()), "/api/v1/log");
            serve(
                    context,
                    "set-by-csms",
                    new SetByCsmsServlet(substation::setByCsms),
                    "/api/v1/set-by-csms");
            serve(
                    context,
                    "meter-keys",
                    new MeterKeysServlet(substation::meterKeys),
                    "/api/v1/meter-keys");
            serve(context, "vendors", new VendorsServlet(substation::vendors), "/api/v1/vendors");
            serve(context, "metrics", new MetricsServlet(substation::metrics), "/metrics");
            System.getProperties().put(STOP, (Runnable) substation::close);
            System.setProperty(UP, "true");
            LOG.info("ready home={}", home);
        } catch (BadSettings | BadRoutes | DatabaseInUse | DatabaseUnusable e) {
            LOG.error(Problem.NOT_STARTED.line(e.getMessage()));
            health = failed(e);
        } catch (DeploymentException | RuntimeException e) {
            LOG.error(Problem.NOT_STARTED.line(e), e);
            stop();
            health = failed(e);
        }
        serve(context, "health", new HealthServlet(health), "/health/*");
        serve(context, "error", new ErrorServlet(), "/error");
    }

    private static Substation.Site site(Path home, ServletContext context) throws BadSettings {
        Settings settings =
                SettingsFile.read(
                        home,
                        path("substation.site", home.resolve("site.yaml")),
                        Check.environment(System.getProperty("substation.http-port")),
                        WallClock.utc());
        return new Substation.Site(
                settings,
                home,
                path("substation.routes", home.resolve("camel-routes")),
                home.resolve("data"),
                threads(),
                (ServerContainer) context.getAttribute(ServerContainer.class.getName()));
    }

    private static Path path(String property, Path otherwise) {
        return Path.of(System.getProperty(property, otherwise.toString()));
    }

    private void register(ServletContext context) {
        serve(context, "soap", substation.soapServlet(), substation.soapPaths());
        // Payara puts each filter before those that came earlier: the last of these is the first to
        // be asked. After its own, the WebSocket container's would come before them.
        filter(context, "public-url", substation.publicUrl(), substation.soapPaths());
        filter(context, "loopback", substation.loopbackFilter(), "/*");
        filter(context, "ocpp", substation.upgradeFilter(), "/*");
        filter(context, "accept", substation.acceptFilter(), "/*");
    }

    private static void filter(
            ServletContext context, String name, Filter filter, String... paths) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, paths);
    }

    /** Not thrown on: the container would go on without us, and nobody could ask why. */
    private static Supplier<CompletableFuture<Health>> failed(Exception e) {
        Health down = new Health(false, List.of("The gateway did not start: " + e.getMessage()));
        return () -> CompletableFuture.completedFuture(down);
    }

    private static void serve(
            ServletContext context, String name, Servlet servlet, String... paths) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        Set<String> taken = registration.addMapping(paths);
        if (!taken.isEmpty()) {
            throw new IllegalStateException("the container serves " + taken + " itself");
        }
    }

    private static ThreadFactory threads() {
        try {
            return InitialContext.doLookup("java:comp/DefaultManagedThreadFactory");
        } catch (NamingException e) {
            throw new IllegalStateException("the container has no thread factory", e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        stop();
        try {
            front.close();
        } catch (Exception e) {
            LOG.error(Problem.NOT_CLOSED.line("The front door"), e);
        }
    }

    private void stop() {
        System.clearProperty(UP);
        System.getProperties().remove(STOP);
        if (substation != null) {
            substation.close();
        }
    }
}
