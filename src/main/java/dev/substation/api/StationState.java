package dev.substation.api;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a station stands on both sides.
 *
 * @param station its identity (chargeBoxIdentity)
 * @param state {@code connected}, {@code silent} (a SOAP station that was not heard for 15
 *     minutes), {@code disconnected} (its WebSocket is closed) or {@code never-heard}
 * @param lastHeard when it was last heard
 * @param dialect {@code soap1.5}, {@code soap1.6} or {@code json1.6}
 * @param vendor its vendor profile
 * @param vendorFrom where that comes from: {@code site.yaml}, {@code BootNotification} or {@code
 *     unknown}
 * @param address where it is called, or where its WebSocket comes from
 * @param callable whether the gateway has a way to call it
 * @param problems what is wrong with it, a sentence each; the worst first
 * @param waiting messages of it that a CSMS must still get
 * @param links its names at CSMSs, one unless it is split
 * @param transactions open ones
 * @param callFailures calls that did not reach it since the start of the gateway
 * @param boot its last BootNotification; only where one station is asked for
 */
@Schema(name = "Station")
public record StationState(
        String station,
        String state,
        Optional<Instant> lastHeard,
        Optional<String> dialect,
        String vendor,
        String vendorFrom,
        Optional<String> address,
        boolean callable,
        List<String> problems,
        long waiting,
        List<Connector> connectors,
        List<Link> links,
        List<TransactionState> transactions,
        long callFailures,
        Optional<Payload> boot) {

    /**
     * A connector, as its last StatusNotification says.
     *
     * @param connectorId as the station numbers it
     */
    @Schema(name = "Connector")
    public record Connector(
            long connectorId,
            String status,
            Optional<String> errorCode,
            Optional<String> vendorErrorCode,
            Optional<String> info,
            Optional<String> timestamp) {}

    /**
     * A link to a CSMS.
     *
     * @param identity the station as the CSMS knows it
     * @param csms the name of the CSMS
     * @param state {@code connected}, {@code connecting}, {@code away} or {@code closed}, which is
     *     the state of a link that nobody needs now
     * @param since since when the CSMS is away
     * @param reason why
     * @param nextAttempt when the gateway tries again; missing while it tries
     * @param waiting messages that it must still get
     * @param oldestSeconds how long the oldest of them has waited
     */
    @Schema(name = "Link")
    public record Link(
            String identity,
            String csms,
            String state,
            Optional<Instant> since,
            Optional<String> reason,
            Optional<Instant> nextAttempt,
            long waiting,
            Optional<Long> oldestSeconds) {}

    /** The same without what only the page of one station shows. */
    StationState brief() {
        return new StationState(
                station,
                state,
                lastHeard,
                dialect,
                vendor,
                vendorFrom,
                address,
                callable,
                problems,
                waiting,
                connectors,
                links,
                transactions,
                callFailures,
                Optional.empty());
    }
}
