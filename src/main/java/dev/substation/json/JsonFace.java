package dev.substation.json;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.time.Timers;
import dev.substation.ocppj.TrafficBudget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The WebSocket endpoint behind {@link OcppUpgradeFilter}. It is deployed at one path without
 * parameters; the filter sends there whom it lets in, from whatever path they knocked at.
 */
public final class JsonFace {

    private static final String PATH = "/ocpp";

    private final ServerContainer container;
    private final ServerEndpointConfig endpoint;

    /**
     * Deploys the endpoint. To be made while the web application starts.
     *
     * @param container the servlet context's attribute {@code
     *     jakarta.websocket.server.ServerContainer}
     * @param pool reads and writes messages; nothing on it waits
     * @param budget for the messages of all stations
     */
    public JsonFace(
            ServerContainer container,
            StationGate gate,
            Timers timers,
            Checks checks,
            Executor pool,
            TrafficBudget budget)
            throws DeploymentException {
        this.container = container;
        this.endpoint =
                ServerEndpointConfig.Builder.create(JsonEndpoint.class, PATH)
                        .subprotocols(List.of(Subprotocols.OCPP_16))
                        .configurator(
                                new Endpoints(
                                        () -> new JsonEndpoint(gate, timers, checks, pool, budget)))
                        .build();
        container.addEndpoint(endpoint);
    }

    /** Makes a WebSocket of a request whose principal is a {@link Newcomer}. */
    void upgrade(HttpServletRequest request, HttpServletResponse response)
            throws IOException, DeploymentException {
        container.upgradeHttpToWebSocket(request, response, endpoint, Map.of());
    }

    private static final class Endpoints extends ServerEndpointConfig.Configurator {

        private final Supplier<JsonEndpoint> made;

        Endpoints(Supplier<JsonEndpoint> made) {
            this.made = made;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(made.get());
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return Subprotocols.chosen(requested).orElse("");
        }

        /** None: compression is discouraged, and stations get it wrong (quirk 43). */
        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true; // stations are no browsers; some send an Origin of their own making
        }
    }
}
