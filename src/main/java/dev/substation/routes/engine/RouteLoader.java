package dev.substation.routes.engine;

import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Place;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.RoutePlan;
import dev.substation.routes.rules.RuleBook;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Builds a Camel context for a folder of routes, with the few parts of Camel that a site needs. */
final class RouteLoader {

    private static final String SCHEMES = "direct, kamelet and log";
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private RouteLoader() {}

    /**
     * Makes a context with the routes of a folder in it, not started.
     *
     * @param plan the folder's, in which nothing is wrong
     * @param name the context's name in the log
     */
    static DefaultCamelContext load(RouteFolder folder, RoutePlan plan, RuleBook book, String name)
            throws BadRoutes {
        DefaultCamelContext context = context(book, name);
        context.getCamelContextExtension().addInterceptStrategy(new StepCount(plan));
        try {
            for (RouteFile file : folder.files()) {
                add(file, context);
            }
        } catch (BadRoutes e) {
            context.stop();
            throw e;
        }
        tellUsesApart(context);
        return context;
    }

    static DefaultCamelContext context(RuleBook book, String name) {
        DefaultCamelContext context = new ThreadlessContext();
        context.getCamelContextExtension().setName(name);
        context.disableJMX();
        context.setApplicationContextClassLoader(RouteLoader.class.getClassLoader());
        context.setLoadTypeConverters(false);
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setSourceLocationEnabled(true);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.setPropertiesComponent(placeholders());
        context.getCamelContextExtension()
                .addContextPlugin(
                        ComponentResolver.class, (scheme, camel) -> component(scheme, book));
        // Camel's own handler prints the whole message, cards included, at ERROR.
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        return context;
    }

    /** Otherwise an environment variable STATION would be the parameter station of a rule. */
    private static PropertiesComponent placeholders() {
        PropertiesComponent placeholders = new PropertiesComponent();
        placeholders.setEnvironmentVariableMode(
                PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        return placeholders;
    }

    private static Component component(String scheme, RuleBook book) {
        return switch (scheme) {
            case "direct" -> {
                DirectComponent direct = new DirectComponent();
                // By default a call to a route that is not there waits for it, for 30 s.
                direct.setBlock(false);
                yield direct;
            }
            case "kamelet" -> {
                KameletComponent kamelet = new KameletComponent();
                kamelet.setBlock(false);
                yield kamelet;
            }
            case "log" -> new LogComponent();
            case "rule" -> new RuleComponent(book);
            default ->
                    throw new IllegalArgumentException(
                            "the scheme " + scheme + " is not allowed; there are " + SCHEMES);
        };
    }

    private static void add(RouteFile file, CamelContext context) throws BadRoutes {
        if (file.isEmpty()) {
            return;
        }
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
        } catch (Exception e) {
            String message = deepest(e);
            throw new BadRoutes(file.name(), lineIn(message), message, e);
        }
    }

    /**
     * Gives every use of a rule a route of its own. Camel has one for all uses with the same
     * parameters, and goes on behind the last of them whichever it came from.
     */
    private static void tellUsesApart(DefaultCamelContext context) {
        int use = 0;
        for (RouteDefinition route : context.getRouteDefinitions()) {
            for (KameletDefinition step :
                    ProcessorDefinitionHelper.filterTypeInOutputs(
                            route.getOutputs(), KameletDefinition.class)) {
                use++;
                String[] name = step.getName().split("\\?", 2);
                String query = name.length == 2 ? "?" + name[1] : "";
                step.setName(name[0] + "/" + name[0] + ".use-" + use + query);
            }
        }
    }

    /** What Camel says when it starts names a route at best; the file and line are ours to find. */
    static BadRoutes located(Exception e, String folder, Map<String, Place> places) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof FailedToCreateRouteException failed
                    && places.containsKey(failed.getRouteId())) {
                Place place = places.get(failed.getRouteId());
                return new BadRoutes(place.file(), place.line(), deepest(e), e);
            }
        }
        return new BadRoutes(folder, 0, deepest(e), e);
    }

    /** What went wrong first. */
    static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return Optional.ofNullable(at.getMessage()).orElseGet(at::toString);
    }

    private static int lineIn(String message) {
        Matcher line = LINE.matcher(message);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }
}
