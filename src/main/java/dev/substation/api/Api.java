package dev.substation.api;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.servers.Server;

/**
 * What is served at {@code /api/v1} (named in {@code web.xml}). The pages of {@code admin} with
 * exact paths below it come first.
 */
@OpenAPIDefinition(
        servers = @Server(url = "/api/v1"),
        info =
                @Info(
                        title = "Substation",
                        version = "1",
                        description =
                                "How the stations, CSMSs, transactions and messages of a gateway"
                                        + " stand, and calls to stations (docs/api.md)."))
public final class Api extends Application {

    /** The classes of the resources. */
    static final Set<Class<?>> RESOURCES =
            Set.of(
                    SessionResource.class,
                    SignOnResource.class,
                    AuditResource.class,
                    StationsResource.class,
                    OperationsResource.class,
                    CsmsResource.class,
                    MessagesResource.class,
                    TransactionsResource.class,
                    RefusedResource.class,
                    EventsResource.class,
                    ParkedResource.class,
                    InsightResource.class,
                    RulesResource.class,
                    LogResource.class,
                    SettingsResource.class,
                    CardsResource.class,
                    ExplainResource.class,
                    SetupResource.class,
                    DescriptionResource.class);

    private static final Set<Class<?>> PROVIDERS =
            Set.of(KnownParameters.class, JsonBodies.class, Problems.class);

    @Override
    public Set<Class<?>> getClasses() {
        return Stream.of(RESOURCES, PROVIDERS)
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Jersey describes resources in a format of its own too, which nobody asks for. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
