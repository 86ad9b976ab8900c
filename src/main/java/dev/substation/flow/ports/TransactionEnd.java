package dev.substation.flow.ports;

import dev.substation.model.Authorize;
import dev.substation.model.Payload;
import dev.substation.model.StopTransaction;
import java.util.Optional;

/**
 * How a transaction ended, as far as its StopTransaction says it.
 *
 * @param meterStop in Wh, as the station sent it
 * @param time by the station, as it went to the CSMS
 * @param reason as it went to the CSMS; for OCPP 1.5, which has none, what the gateway concluded
 * @param idTag the card with which it was ended, as the station sent it
 * @param byOperator whether an operator closed it, and the station has not reported its end since
 */
public record TransactionEnd(
        Optional<Long> meterStop,
        Optional<String> time,
        Optional<String> reason,
        Optional<String> idTag,
        boolean byOperator) {

    /** Of a transaction that runs, or of whose end nothing is known. */
    public static final TransactionEnd UNKNOWN =
            new TransactionEnd(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** An operator has closed it, and nothing was said to its CSMS. */
    public static final TransactionEnd CLOSED =
            new TransactionEnd(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);

    public TransactionEnd {
        time = time.map(Storable::of);
        reason = reason.map(Storable::of);
        idTag = idTag.map(Storable::of);
    }

    /**
     * As a StopTransaction says it.
     *
     * @param received as it came
     * @param sent as it goes to the CSMS
     */
    public static TransactionEnd of(Payload received, Payload sent, boolean byOperator) {
        return new TransactionEnd(
                new StopTransaction(received).meterStop(),
                sent.text("timestamp"),
                new StopTransaction(sent).reason(),
                new Authorize(received).idTag(),
                byOperator);
    }
}
