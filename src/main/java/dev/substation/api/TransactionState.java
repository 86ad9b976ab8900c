package dev.substation.api;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A transaction.
 *
 * @param key its number in the ledger
 * @param connectorId the connector as the station numbers it
 * @param identity the station as the CSMS knows it
 * @param csmsConnectorId the connector as the CSMS numbers it
 * @param stationTransactionId its id at the station
 * @param csmsTransactionId its id at the CSMS, which may be a text
 * @param card the idTag, all but its beginning hidden
 * @param idTagStatus what the station was answered about the card
 * @param meterStart in Wh, as the station sent it
 * @param started when the gateway took its start
 * @param stopped when the gateway took its end
 */
@Schema(name = "Transaction")
public record TransactionState(
        long key,
        String station,
        long connectorId,
        String identity,
        String csms,
        long csmsConnectorId,
        Optional<Long> stationTransactionId,
        Optional<String> csmsTransactionId,
        Optional<String> card,
        Optional<String> idTagStatus,
        Optional<Long> meterStart,
        Instant started,
        Optional<Instant> stopped) {}
