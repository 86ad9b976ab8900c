package dev.substation.api;

import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the API shows of parked messages, and does with them. As {@link Operations}. */
public interface ParkedOperations {

    /**
     * Parked messages, the latest first.
     *
     * @param station only of this one, by its own name or as its CSMS knows it
     * @param before only with a lower sequence
     */
    CompletionStage<List<ParkedState>> list(Optional<StationId> station, long before, int most);

    /** Sends one again, behind all that waits; fails with a {@link Operations.BadRequest}. */
    CompletionStage<Void> requeue(long sequence);

    /** Removes one; fails with a {@link Operations.BadRequest}. */
    CompletionStage<Void> remove(long sequence);
}
