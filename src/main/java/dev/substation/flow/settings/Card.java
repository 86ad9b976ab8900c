package dev.substation.flow.settings;

import dev.substation.dialect.Times;
import dev.substation.model.IdTagInfo;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a card.
 *
 * @param idTag in small letters: an IdToken is case-insensitive (OCPP 1.6 section 7.28)
 * @param status {@code Accepted}, {@code Blocked}, {@code Expired} or {@code Invalid}
 * @param expiry until when it is accepted, as an {@code xsd:dateTime}
 * @param places at which boxes or connectors alone this counts, in small letters: a serial number,
 *     a station, or {@code station/connector}; empty if it counts everywhere
 */
public record Card(
        String idTag,
        String status,
        Optional<String> expiry,
        Optional<String> parentIdTag,
        List<String> places) {

    /** What is longer is no idTag of any station, but of somebody who wants to fill the ledger. */
    public static final int LONGEST = 100;

    public Card {
        idTag = folded(idTag);
        places = places.stream().map(Card::folded).toList();
    }

    /** A card that counts everywhere. */
    public Card(
            String idTag, String status, Optional<String> expiry, Optional<String> parentIdTag) {
        this(idTag, status, expiry, parentIdTag, List.of());
    }

    /** A tag as it is compared. */
    public static String folded(String idTag) {
        return idTag.toLowerCase(Locale.ROOT);
    }

    /**
     * What an idTagInfo says of a card; empty when it says nothing that lasts, or is written in a
     * way that no card is.
     */
    public static Optional<Card> of(String idTag, IdTagInfo idTagInfo) {
        return idTagInfo
                .status()
                .filter(status -> !status.equals("ConcurrentTx")) // of the moment, not of the card
                .map(
                        status ->
                                new Card(
                                        idTag,
                                        status,
                                        idTagInfo.expiryDate(),
                                        idTagInfo.parentIdTag()))
                .filter(Card::isPlain);
    }

    private boolean isPlain() {
        return isPlain(idTag)
                && !idTag.isEmpty()
                && isPlain(status)
                && isPlain(expiry.orElse(""))
                && isPlain(parentIdTag.orElse(""));
    }

    private static boolean isPlain(String text) {
        return text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }

    /** The status now: an accepted card whose expiry is past is {@code Expired}. */
    public String statusAt(Instant now) {
        boolean expired =
                status.equals("Accepted")
                        && expiry.flatMap(Times::parse)
                                .filter(end -> end.isBefore(now))
                                .isPresent();
        return expired ? "Expired" : status;
    }

    /** The same with an expiry that names its zone: that of the station where it named none. */
    public Card in(ZoneId zone) {
        return new Card(
                idTag,
                status,
                expiry.map(text -> Times.parse(text, zone).map(Instant::toString).orElse(text)),
                parentIdTag,
                places);
    }
}
