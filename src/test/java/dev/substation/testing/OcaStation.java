package dev.substation.testing;

import eu.chargetime.ocpp.ClientEvents;
import eu.chargetime.ocpp.JSONClient;
import eu.chargetime.ocpp.OccurenceConstraintException;
import eu.chargetime.ocpp.UnsupportedFeatureException;
import eu.chargetime.ocpp.feature.profile.ClientCoreEventHandler;
import eu.chargetime.ocpp.feature.profile.ClientCoreProfile;
import eu.chargetime.ocpp.model.Confirmation;
import eu.chargetime.ocpp.model.Request;
import eu.chargetime.ocpp.model.core.AvailabilityStatus;
import eu.chargetime.ocpp.model.core.ChangeAvailabilityConfirmation;
import eu.chargetime.ocpp.model.core.ChangeAvailabilityRequest;
import eu.chargetime.ocpp.model.core.ChangeConfigurationConfirmation;
import eu.chargetime.ocpp.model.core.ChangeConfigurationRequest;
import eu.chargetime.ocpp.model.core.ClearCacheConfirmation;
import eu.chargetime.ocpp.model.core.ClearCacheRequest;
import eu.chargetime.ocpp.model.core.ClearCacheStatus;
import eu.chargetime.ocpp.model.core.ConfigurationStatus;
import eu.chargetime.ocpp.model.core.DataTransferConfirmation;
import eu.chargetime.ocpp.model.core.DataTransferRequest;
import eu.chargetime.ocpp.model.core.DataTransferStatus;
import eu.chargetime.ocpp.model.core.GetConfigurationConfirmation;
import eu.chargetime.ocpp.model.core.GetConfigurationRequest;
import eu.chargetime.ocpp.model.core.RemoteStartStopStatus;
import eu.chargetime.ocpp.model.core.RemoteStartTransactionConfirmation;
import eu.chargetime.ocpp.model.core.RemoteStartTransactionRequest;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionConfirmation;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionRequest;
import eu.chargetime.ocpp.model.core.ResetConfirmation;
import eu.chargetime.ocpp.model.core.ResetRequest;
import eu.chargetime.ocpp.model.core.ResetStatus;
import eu.chargetime.ocpp.model.core.UnlockConnectorConfirmation;
import eu.chargetime.ocpp.model.core.UnlockConnectorRequest;
import eu.chargetime.ocpp.model.core.UnlockStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A station made by others: the JSON client of Java-OCA-OCPP with its core profile. */
public final class OcaStation implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final JSONClient client;
    private final List<Request> visits = new CopyOnWriteArrayList<>();

    private OcaStation(String identity) {
        client = new JSONClient(new ClientCoreProfile(new Desk()), identity);
    }

    /**
     * Connects and waits until the connection is open.
     *
     * @param address without the identity, such as {@code ws://localhost:8080/ocpp}
     */
    public static OcaStation connect(String address, String identity) {
        OcaStation station = new OcaStation(identity);
        CompletableFuture<Void> open = new CompletableFuture<>();
        station.client.connect(
                address,
                new ClientEvents() {
                    @Override
                    public void connectionOpened() {
                        open.complete(null);
                    }

                    @Override
                    public void connectionClosed() {
                        open.completeExceptionally(new AssertionError("refused at " + address));
                    }
                });
        open.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
        return station;
    }

    /** Sends a request and waits for its confirmation. */
    public <C extends Confirmation> C ask(Request request, Class<C> kind) {
        try {
            return kind.cast(
                    client.send(request)
                            .toCompletableFuture()
                            .orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS)
                            .join());
        } catch (OccurenceConstraintException | UnsupportedFeatureException e) {
            throw new AssertionError(e);
        }
    }

    /** The requests of one kind that came from the CSMS, in order. */
    public <R extends Request> List<R> visits(Class<R> kind) {
        return visits.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        client.disconnect();
    }

    private final class Desk implements ClientCoreEventHandler {

        @Override
        public ChangeAvailabilityConfirmation handleChangeAvailabilityRequest(
                ChangeAvailabilityRequest request) {
            visits.add(request);
            return new ChangeAvailabilityConfirmation(AvailabilityStatus.Accepted);
        }

        @Override
        public GetConfigurationConfirmation handleGetConfigurationRequest(
                GetConfigurationRequest request) {
            visits.add(request);
            return new GetConfigurationConfirmation();
        }

        @Override
        public ChangeConfigurationConfirmation handleChangeConfigurationRequest(
                ChangeConfigurationRequest request) {
            visits.add(request);
            return new ChangeConfigurationConfirmation(ConfigurationStatus.Accepted);
        }

        @Override
        public ClearCacheConfirmation handleClearCacheRequest(ClearCacheRequest request) {
            visits.add(request);
            return new ClearCacheConfirmation(ClearCacheStatus.Accepted);
        }

        @Override
        public DataTransferConfirmation handleDataTransferRequest(DataTransferRequest request) {
            visits.add(request);
            return new DataTransferConfirmation(DataTransferStatus.Accepted);
        }

        @Override
        public RemoteStartTransactionConfirmation handleRemoteStartTransactionRequest(
                RemoteStartTransactionRequest request) {
            visits.add(request);
            return new RemoteStartTransactionConfirmation(RemoteStartStopStatus.Accepted);
        }

        @Override
        public RemoteStopTransactionConfirmation handleRemoteStopTransactionRequest(
                RemoteStopTransactionRequest request) {
            visits.add(request);
            return new RemoteStopTransactionConfirmation(RemoteStartStopStatus.Accepted);
        }

        @Override
        public ResetConfirmation handleResetRequest(ResetRequest request) {
            visits.add(request);
            return new ResetConfirmation(ResetStatus.Accepted);
        }

        @Override
        public UnlockConnectorConfirmation handleUnlockConnectorRequest(
                UnlockConnectorRequest request) {
            visits.add(request);
            return new UnlockConnectorConfirmation(UnlockStatus.Unlocked);
        }
    }
}
