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
 * @param parentCard the group of the card, as the station was answered; all but its beginning
 *     hidden
 * @param meterStop in Wh, as the station sent it
 * @param energy meterStop less meterStart, in Wh
 * @param reason why it ended, as it went to the CSMS
 * @param stopCard the idTag with which it was ended, all but its beginning hidden
 * @param startedAt when it started by the clock of its station
 * @param stoppedAt when it ended by the clock of its station
 * @param started when the gateway took its start
 * @param stopped when the gateway took its end
 * @param closedByOperator whether an operator closed it, and the station has not reported its end
 *     since
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
        Optional<String> parentCard,
        Optional<Long> meterStart,
        Optional<Long> meterStop,
        Optional<Long> energy,
        Optional<String> reason,
        Optional<String> stopCard,
        Optional<Instant> startedAt,
        Optional<Instant> stoppedAt,
        Instant started,
        Optional<Instant> stopped,
        boolean closedByOperator) {}
