package dev.substation.app;

import dev.substation.admin.ErrorServlet;
import dev.substation.admin.Health;
import dev.substation.admin.HealthServlet;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
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

    private Substation substation;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Path home = Path.of(System.getProperty("substation.home", "substation-home"));
        Path site =
                Path.of(
                        System.getProperty(
                                "substation.site", home.resolve("site.yaml").toString()));
        Supplier<CompletableFuture<Health>> health;
        try {
            Settings settings =
                    Settings.read(
                            home,
                            site,
                            Check.environment(System.getProperty("substation.http-port")));
            substation = Substation.start(settings, home.resolve("data"), threads());
            health = substation::health;
            LOG.info("ready home={}", home);
        } catch (BadSettings | DatabaseInUse | DatabaseUnusable e) {
            LOG.error(e.getMessage());
            health = failed(e);
        } catch (RuntimeException e) {
            LOG.error("the gateway did not start", e);
            health = failed(e);
        }
        serve(event.getServletContext(), "health", new HealthServlet(health), "/health/*");
        serve(event.getServletContext(), "error", new ErrorServlet(), "/error");
        if (substation != null) {
            System.setProperty(UP, "true");
        }
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
        System.clearProperty(UP);
        if (substation != null) {
            substation.close();
        }
    }
}
