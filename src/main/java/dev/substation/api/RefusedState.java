package dev.substation.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Somebody who was rejected at the door, once or often, for one reason. Text of it is shown without
 * characters that steer a screen, and shortened.
 *
 * @param number its own, for {@code DELETE}
 * @param address where it comes from
 * @param door {@code port} (before HTTP), {@code websocket}, {@code soap} or {@code http} (other
 *     requests)
 * @param reason as in the metric {@code substation_refusals_total}
 * @param identity who it says it is
 * @param path what it asked for, if it did
 * @param dialect what it speaks: {@code soap1.5}, {@code soap1.6} or {@code json1.6}
 * @param why a sentence
 * @param remedy what to do
 * @param snippet lines of {@code site.yaml} with which it would be let in; none where the station
 *     has to change
 * @param settled whether the site has an entry for it now
 * @param first when it came first
 * @param last when it came last
 * @param times how often it came
 */
@Schema(name = "Refused")
public record RefusedState(
        long number,
        String address,
        String door,
        String reason,
        Optional<String> identity,
        Optional<String> path,
        Optional<String> dialect,
        String why,
        String remedy,
        Optional<String> snippet,
        boolean settled,
        Instant first,
        Instant last,
        long times) {

    /**
     * A part of a list, those that came last first.
     *
     * @param total how many there are
     * @param offset how many come before these
     */
    @Schema(name = "RefusedPeers")
    public record RefusedPage(long total, long offset, List<RefusedState> refused) {}
}
