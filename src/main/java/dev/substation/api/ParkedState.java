package dev.substation.api;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A message that its CSMS never answers, or never takes: it is kept and not sent.
 *
 * @param sequence its number in the outbox
 * @param station by its own name
 * @param identity the station as the CSMS knows it
 * @param csms where it would go now; empty if the site no longer has the station
 * @param transaction the key of the transaction that it belongs to
 * @param accepted when the gateway took it
 * @param parked when it was parked
 * @param why the answer of the CSMS, or what else was wrong
 * @param payload without cards and secrets
 */
@Schema(name = "Parked")
public record ParkedState(
        long sequence,
        String station,
        String identity,
        Optional<String> csms,
        String action,
        String messageId,
        Optional<Long> transaction,
        Instant accepted,
        Instant parked,
        String why,
        Payload payload) {

    /**
     * Parked messages, the latest first.
     *
     * @param next for the parameter {@code before}, if there may be older ones
     */
    @Schema(name = "ParkedMessages")
    public record ParkedPage(List<ParkedState> parked, Optional<Long> next) {}
}
