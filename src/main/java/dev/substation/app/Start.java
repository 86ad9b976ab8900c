package dev.substation.app;

import dev.substation.access.Credentials;
import dev.substation.access.Endpoints;
import dev.substation.admin.ErrorServlet;
import dev.substation.admin.Health;
import dev.substation.admin.HealthServlet;
import dev.substation.admin.LogServlet;
import dev.substation.admin.MeterKeysServlet;
import dev.substation.admin.MetricsServlet;
import dev.substation.admin.NotStartedFilter;
import dev.substation.admin.QuestionServlet;
import dev.substation.admin.SetByCsmsServlet;
import dev.substation.admin.TextServlet;
import dev.substation.admin.VendorsServlet;
import dev.substation.api.Served;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteVersion;
import dev.substation.dialect.Secrets;
import dev.substation.front.ContainerListeners;
import dev.substation.front.UnusedConstraints;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
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
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the gateway with its container, which our launcher has started or somebody else
 * (docs/deploy-war.md). Named in {@code web.xml}.
 */
public final class Start implements ServletContextListener {

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);

    /** Tells the launcher that the gateway is up. */
    private static final String UP = "substation.up";

    /** Where the launcher finds how to stop the gateway before the container. */
    private static final String STOP = "substation.stop";

    /** Where the launcher finds how to hide secrets in lines of the log. */
    private static final String LOG_MASK = "substation.log-mask";

    /** Before pages that a server has of its own, so that they can be asked for anywhere. */
    private static final String OWN = "/substation";

    private volatile Substation substation;
    private AutoCloseable front = () -> {};
    private AutoCloseable server = () -> {};
    private AutoCloseable lines = () -> {};
    private AutoCloseable doctor = () -> {};
    private AutoCloseable address = () -> {};

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        UnusedConstraints.drop(context);
        Supplier<CompletableFuture<Health>> health = started(context);
        serve(context, "health", new HealthServlet(health), "/health/*", OWN + "/health/*");
        serve(context, "error", new ErrorServlet(), "/error");
    }

    private Supplier<CompletableFuture<Health>> started(ServletContext context) {
        Installation found;
        try {
            found = Installation.find(System.getenv(), System.getProperties(), Path.of(""));
        } catch (RuntimeException e) { // such as a name that this system cannot have
            String why = "The home cannot be found: " + e.getMessage();
            LOG.error(Problem.NOT_STARTED.line(why));
            return failed(context, why);
        }
        try {
            HomeUpdate update = new HomeUpdate(found.home(), WallClock.utc());
            start(context, found, update);
            return () -> substation.health().thenApply(update::of);
        } catch (BadSettings | BadRoutes | DatabaseInUse | DatabaseUnusable | HomeFault e) {
            String why =
                    Stream.concat(
                                    Stream.of(
                                            found.launched() ? e.getMessage() : onServer(found, e)),
                                    new HomeVersion(found.home().data()).newer().stream())
                            .collect(Collectors.joining("; "));
            LOG.error(Problem.NOT_STARTED.line(why));
            return failed(context, why);
        } catch (DeploymentException | RuntimeException | LinkageError e) {
            LOG.error(Problem.NOT_STARTED.line(e), e);
            return failed(context, e.toString());
        }
    }

    private void start(ServletContext context, Installation found, HomeUpdate update)
            throws BadSettings, BadRoutes, DeploymentException {
        Optional<HostServer> host =
                found.launched()
                        ? Optional.empty()
                        : Optional.of(
                                HostServer.prepare(
                                        found.home(),
                                        Path.of(context.getRealPath("/WEB-INF/classes/home"))));
        host.ifPresent(one -> server = one);
        Substation.Site site = site(found, context);
        Secrets secrets = site.settings().secrets();
        UnaryOperator<String> mask = line -> traced(secrets.inLine(line));
        host.ifPresentOrElse(
                one -> one.hide(mask), () -> System.getProperties().put(LOG_MASK, mask));
        update.begin();
        substation = new Substation(site);
        update.end();
        register(context);
        RecentLines recent = RecentLines.listening(mask);
        lines = recent::close;
        Served.insight(
                context,
                new GatewayInsight(
                        substation.watch(),
                        substation.explaining(),
                        found.home().data(),
                        () -> site.settings().secrets(),
                        recent::lines,
                        WallClock.utc(),
                        substation.operations().threads()));
        substation.editing().serve(context);
        Served.by(
                context,
                substation.operations(),
                new SiteSetup(
                        found.home(),
                        Check.environment(found.httpPort()),
                        listener(found, site.settings().http()),
                        context.getContextPath(),
                        substation,
                        threads()),
                substation.lock().logins(),
                substation.lock().signOns(),
                substation.lock().audit());
        front = substation.guard();
        LiveDoctor live =
                new LiveDoctor(
                        found.home(),
                        Check.environment(found.httpPort()),
                        WallClock.utc(),
                        threads(),
                        substation::health,
                        substation.facts()::called);
        doctor = live;
        serve(
                context,
                "doctor",
                new QuestionServlet(live, LiveDoctor.DEADLINE, Problem.DOCTOR_FAILED),
                "/api/v1/doctor");
        serve(context, "log", new LogServlet(substation.messageLog()), "/api/v1/log");
        serve(
                context,
                "set-by-csms",
                new SetByCsmsServlet(substation.facts()::setByCsms),
                "/api/v1/set-by-csms");
        serve(
                context,
                "meter-keys",
                new MeterKeysServlet(substation.facts()::meterKeys),
                "/api/v1/meter-keys");
        serve(
                context,
                "vendors",
                new VendorsServlet(substation.facts()::vendors),
                "/api/v1/vendors");
        serve(context, "threads", new TextServlet(Threads::dump), "/api/v1/threads");
        serve(
                context,
                "metrics",
                new MetricsServlet(substation::metrics),
                "/metrics",
                OWN + "/metrics");
        if (found.launched()) {
            System.getProperties().put(STOP, (Runnable) substation::close);
            System.setProperty(UP, "true");
        }
        host.ifPresent(one -> one.remarks(site.settings()).forEach(LOG::info));
        Optional<String> url =
                site.settings()
                        .access()
                        .listener()
                        .map(RunningGateway::url)
                        .or(() -> listener(found, site.settings().http()).map(GatewayAddress::url))
                        .map(one -> one + context.getContextPath());
        url.ifPresent(one -> noted(found.home(), one));
        if (!site.settings().isSetUp()) {
            LOG.info(
                    "No CSMS is set yet. Set it in the console, {}/ in a browser on this machine,"
                            + " or in {}",
                    url.orElse(""),
                    found.home().site());
        }
        requireRows(context);
        adminToken(found.home().data());
        LOG.info("ready home={} path={}/", found.home().directory(), context.getContextPath());
    }

    /** A page without a row in the table would answer nobody. */
    private static void requireRows(ServletContext context) {
        List<String> missing =
                context.getServletRegistrations().values().stream()
                        .flatMap(one -> one.getMappings().stream())
                        .filter(path -> path.startsWith("/api/") && !path.endsWith("*"))
                        .filter(path -> Endpoints.methods(path).isEmpty())
                        .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("no row in Endpoints for " + missing);
        }
    }

    private static void adminToken(Path data) {
        try {
            new Credentials(data, WallClock.utc())
                    .makeAdminToken()
                    .ifPresent(
                            file ->
                                    LOG.info(
                                            "the console and the API need a login: the token in {},"
                                                    + " which only this user can read; gw users and"
                                                    + " gw tokens make others (docs/security.md)",
                                            file));
        } catch (IOException e) {
            LOG.warn(Problem.ADMIN_TOKEN_NOT_MADE.line(Credentials.adminFile(data), e));
        }
    }

    private static Optional<InetSocketAddress> listener(Installation found, Settings.Http http) {
        return found.launched()
                ? Optional.of(InetSocketAddress.createUnresolved(http.address(), http.port()))
                : ContainerListeners.plain();
    }

    private void noted(Home home, String url) {
        GatewayAddress file = new GatewayAddress(home.data());
        file.note(url);
        address = file;
    }

    /** The launcher names the home before anything can fail, and nobody deploys again. */
    private static String onServer(Installation found, Exception e) {
        return e instanceof HomeFault
                ? e.getMessage()
                : "In the home %s: %s. Correct this, then deploy the application again or restart the server"
                        .formatted(found.home().directory(), e.getMessage());
    }

    /** The line with its trace; while the gateway is being built, lines have none. */
    private String traced(String line) {
        Substation running = substation;
        return running == null ? line : running.traced(line);
    }

    private static Substation.Site site(Installation found, ServletContext context)
            throws BadSettings {
        Home home = found.home();
        Map<String, String> environment = Check.environment(found.httpPort());
        SiteVersion version =
                SiteVersion.read(
                        new SiteVersion.Source(
                                home.directory(), home.site(), environment, WallClock.utc()));
        return new Substation.Site(
                version,
                home.directory(),
                home.routes(),
                home.data(),
                context.getContextPath(),
                threads(),
                (ServerContainer) context.getAttribute(ServerContainer.class.getName()));
    }

    private void register(ServletContext context) {
        serve(context, "soap", substation.soapServlet(), substation.soapPaths());
        // Payara puts each filter before those that came earlier: the last of these is the first to
        // be asked. After its own, the WebSocket container's would come before them.
        filter(context, "public-url", substation.publicUrl(), substation.soapPaths());
        filter(context, "access", substation.lock().filter(), "/*");
        filter(context, "ocpp", substation.upgradeFilter(), "/*");
        filter(context, "listener", substation.lock().ports(), "/*");
        filter(context, "accept", substation.acceptFilter(), "/*");
    }

    private static void filter(
            ServletContext context, String name, Filter filter, String... paths) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, paths);
    }

    /**
     * Not thrown on: the container would go on without us, answer everything with an empty 500, and
     * nobody could ask why.
     */
    private Supplier<CompletableFuture<Health>> failed(ServletContext context, String why) {
        stop();
        filter(context, "not-started", new NotStartedFilter(OWN + "/health", "/health"), "/*");
        Health down = new Health(false, List.of("The gateway did not start: " + why));
        return () -> CompletableFuture.completedFuture(down);
    }

    /** What the server serves at one of the paths stays the server's. */
    private static void serve(
            ServletContext context, String name, Servlet servlet, String... paths) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        List<String> taken =
                Stream.of(paths).filter(path -> !registration.addMapping(path).isEmpty()).toList();
        if (taken.size() == paths.length) {
            throw new IllegalStateException("the container serves " + taken + " itself");
        }
        taken.forEach(
                path -> LOG.info("the server serves {} itself; ours is {}{}", path, OWN, path));
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
        JdkTraces.releaseThreads(Start.class.getClassLoader());
    }

    private void stop() {
        System.clearProperty(UP);
        System.getProperties().remove(STOP);
        close("The doctor", doctor);
        close("The address", address);
        if (substation != null) {
            substation.close();
        }
        close("The front door", front);
        close("The home", server);
        close("The last lines of the log", lines);
        System.getProperties().remove(LOG_MASK);
        front = () -> {};
        server = () -> {};
        lines = () -> {};
        doctor = () -> {};
        address = () -> {};
    }

    private static void close(String name, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error(Problem.NOT_CLOSED.line(name), e);
        }
    }
}
