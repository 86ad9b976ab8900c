package dev.substation.flow;

import dev.substation.dialect.Times;
import dev.substation.flow.Ledger.Change;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the csms last said of each card, for the time when it is away. Kept as memories of the
 * ledger under the owner {@value #OWNER}: the value is the status, then, where there is one, a
 * blank and the expiry.
 */
final class KnownCards {

    static final String OWNER = "authorization";

    /** What is longer is no idTag of any station, but of somebody who wants to fill the ledger. */
    private static final int LONGEST = 100;

    private record Card(StationId station, String idTag) {
        Card {
            idTag =
                    idTag.toLowerCase(
                            Locale.ROOT); // an IdToken is case-insensitive (OCPP 1.6 section 7.28)
        }
    }

    private final Map<Card, String> said = new HashMap<>();

    KnownCards(List<Memory> memories) {
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(
                        memory ->
                                said.put(new Card(memory.station(), memory.key()), memory.value()));
    }

    /** Learns from an answer of the csms; what is new is to be stored. */
    Optional<Change> learn(StationId station, Optional<String> idTag, Payload answer) {
        Optional<Payload> info = answer.object("idTagInfo");
        Optional<String> status = info.flatMap(i -> i.text("status"));
        if (idTag.filter(tag -> tag.length() <= LONGEST).isEmpty()
                || status.isEmpty()
                || status.get().equals("ConcurrentTx")) {
            return Optional.empty(); // ConcurrentTx speaks of the moment, not of the card
        }
        Card card = new Card(station, idTag.get());
        String value =
                status.get()
                        + info.flatMap(i -> i.text("expiryDate"))
                                .map(date -> " " + date)
                                .orElse("");
        if (value.equals(said.put(card, value))) {
            return Optional.empty();
        }
        return Optional.of(new Change.Remembered(new Memory(OWNER, station, card.idTag(), value)));
    }

    /** The idTagInfo to answer while the csms is away. */
    Payload offlineInfo(Outgoing out, Instant now) {
        Optional<String> last = status(out.call().station(), out.idTag(), now);
        return Payload.of("status", out.station().settings().offlineAuthorization().decide(last));
    }

    /** The status that the csms last gave, {@code Expired} once its expiry is past. */
    private Optional<String> status(StationId station, Optional<String> idTag, Instant now) {
        return idTag.map(tag -> said.get(new Card(station, tag)))
                .map(
                        value -> {
                            String[] parts = value.split(" ", 2);
                            boolean expired =
                                    parts.length == 2
                                            && parts[0].equals("Accepted")
                                            && expired(parts[1], now);
                            return expired ? "Expired" : parts[0];
                        });
    }

    private static boolean expired(String expiry, Instant now) {
        return Times.parse(expiry).map(end -> end.isBefore(now)).orElse(false);
    }
}
