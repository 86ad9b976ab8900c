package dev.substation.testing;

import eu.chargetime.ocpp.JSONServer;
import eu.chargetime.ocpp.NotConnectedException;
import eu.chargetime.ocpp.OccurenceConstraintException;
import eu.chargetime.ocpp.ServerEvents;
import eu.chargetime.ocpp.UnsupportedFeatureException;
import eu.chargetime.ocpp.feature.profile.ServerCoreEventHandler;
import eu.chargetime.ocpp.feature.profile.ServerCoreProfile;
import eu.chargetime.ocpp.model.Confirmation;
import eu.chargetime.ocpp.model.Request;
import eu.chargetime.ocpp.model.SessionInformation;
import eu.chargetime.ocpp.model.core.AuthorizationStatus;
import eu.chargetime.ocpp.model.core.AuthorizeConfirmation;
import eu.chargetime.ocpp.model.core.AuthorizeRequest;
import eu.chargetime.ocpp.model.core.BootNotificationConfirmation;
import eu.chargetime.ocpp.model.core.BootNotificationRequest;
import eu.chargetime.ocpp.model.core.DataTransferConfirmation;
import eu.chargetime.ocpp.model.core.DataTransferRequest;
import eu.chargetime.ocpp.model.core.DataTransferStatus;
import eu.chargetime.ocpp.model.core.HeartbeatConfirmation;
import eu.chargetime.ocpp.model.core.HeartbeatRequest;
import eu.chargetime.ocpp.model.core.IdTagInfo;
import eu.chargetime.ocpp.model.core.MeterValuesConfirmation;
import eu.chargetime.ocpp.model.core.MeterValuesRequest;
import eu.chargetime.ocpp.model.core.RegistrationStatus;
import eu.chargetime.ocpp.model.core.StartTransactionConfirmation;
import eu.chargetime.ocpp.model.core.StartTransactionRequest;
import eu.chargetime.ocpp.model.core.StatusNotificationConfirmation;
import eu.chargetime.ocpp.model.core.StatusNotificationRequest;
import eu.chargetime.ocpp.model.core.StopTransactionConfirmation;
import eu.chargetime.ocpp.model.core.StopTransactionRequest;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end made by others: the JSON server of Java-OCA-OCPP with its core profile. */
public final class OcaCsms implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private record Heard(String station, Request request) {}

    private final JSONServer server = new JSONServer(new ServerCoreProfile(new Desk()));
    private final int port = GatewayProcess.freePort();
    private final Map<UUID, String> stations = new ConcurrentHashMap<>();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger transactions = new AtomicInteger(5000);

    private OcaCsms() {}

    /** Starts a CSMS at a free port, {@code ws}. */
    public static OcaCsms start() {
        OcaCsms csms = new OcaCsms();
        csms.server.open("localhost", csms.port, csms.new Door()); // on a thread of its own
        Wait.until("the CSMS takes connections", WITHIN, csms::isOpen);
        return csms;
    }

    private boolean isOpen() {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** For {@code csms.NAME.url}. */
    public String url() {
        return "ws://localhost:" + port + "/{station}";
    }

    /** The requests of one kind that a station has sent, in order. */
    public <R extends Request> List<R> requests(String station, Class<R> kind) {
        return heard.stream()
                .filter(each -> each.station.equals(station))
                .map(Heard::request)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Waits for a station's first request of one kind. */
    public <R extends Request> R awaitRequest(String station, Class<R> kind) {
        Wait.until(
                kind.getSimpleName() + " of " + station + " arrives",
                WITHIN,
                () -> !requests(station, kind).isEmpty());
        return requests(station, kind).get(0);
    }

    /** Calls a station and waits for its confirmation. */
    public Confirmation ask(String station, Request request) {
        UUID session =
                stations.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(station))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(station + " is not connected"));
        try {
            return server.send(session, request)
                    .toCompletableFuture()
                    .orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (OccurenceConstraintException
                | UnsupportedFeatureException
                | NotConnectedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    private static IdTagInfo accepted() {
        return new IdTagInfo(AuthorizationStatus.Accepted);
    }

    private final class Door implements ServerEvents {

        @Override
        public void authenticateSession(
                SessionInformation information, String user, byte[] password) {
            // Everybody may come in.
        }

        @Override
        public void newSession(UUID session, SessionInformation information) {
            stations.put(session, information.getIdentifier().replaceFirst("^/", ""));
        }

        @Override
        public void lostSession(UUID session) {
            stations.remove(session);
        }
    }

    private final class Desk implements ServerCoreEventHandler {

        private void hear(UUID session, Request request) {
            heard.add(new Heard(stations.get(session), request));
        }

        @Override
        public AuthorizeConfirmation handleAuthorizeRequest(
                UUID session, AuthorizeRequest request) {
            hear(session, request);
            return new AuthorizeConfirmation(accepted());
        }

        @Override
        public BootNotificationConfirmation handleBootNotificationRequest(
                UUID session, BootNotificationRequest request) {
            hear(session, request);
            return new BootNotificationConfirmation(now(), 240, RegistrationStatus.Accepted);
        }

        @Override
        public DataTransferConfirmation handleDataTransferRequest(
                UUID session, DataTransferRequest request) {
            hear(session, request);
            return new DataTransferConfirmation(DataTransferStatus.Accepted);
        }

        @Override
        public HeartbeatConfirmation handleHeartbeatRequest(
                UUID session, HeartbeatRequest request) {
            hear(session, request);
            return new HeartbeatConfirmation(now());
        }

        @Override
        public MeterValuesConfirmation handleMeterValuesRequest(
                UUID session, MeterValuesRequest request) {
            hear(session, request);
            return new MeterValuesConfirmation();
        }

        @Override
        public StartTransactionConfirmation handleStartTransactionRequest(
                UUID session, StartTransactionRequest request) {
            hear(session, request);
            return new StartTransactionConfirmation(accepted(), transactions.incrementAndGet());
        }

        @Override
        public StatusNotificationConfirmation handleStatusNotificationRequest(
                UUID session, StatusNotificationRequest request) {
            hear(session, request);
            return new StatusNotificationConfirmation();
        }

        @Override
        public StopTransactionConfirmation handleStopTransactionRequest(
                UUID session, StopTransactionRequest request) {
            hear(session, request);
            StopTransactionConfirmation confirmation = new StopTransactionConfirmation();
            confirmation.setIdTagInfo(accepted());
            return confirmation;
        }
    }
}
