package dev.substation.app;

import dev.substation.admin.ErrorServlet;
import dev.substation.admin.HealthServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
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
        try {
            Settings settings =
                    Settings.read(
                            home,
                            site,
                            Check.environment(System.getProperty("substation.http-port")));
            substation = new Substation(settings, home.resolve("data"), threads());
        } catch (BadSettings e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        register(event.getServletContext());
        System.setProperty(UP, "true");
        LOG.info("ready home={}", home);
    }

    private void register(ServletContext context) {
        serve(context, "health", new HealthServlet(substation::health), "/health/*");
        serve(context, "error", new ErrorServlet(), "/error");
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
