package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The card files that the settings name. Methods block for the disk. */
public interface CardEditing {

    /** For these methods alone. */
    Executor threads();

    /** The files, and the cards in them that are meant. */
    CardList cards(CardFilter filter);

    /**
     * Changes cards in one file, and no other line of it. They count at once.
     *
     * @throws BadRequest when the file has changed since (412), or cannot be changed so
     */
    CardsSaved change(String file, List<CardChange> changes, String etag, EditNote note)
            throws BadRequest, IOException;

    /**
     * Which cards are meant; what is empty does not matter.
     *
     * @param text in the idTag or the group
     */
    record CardFilter(
            Optional<String> file,
            Optional<String> text,
            Optional<String> status,
            int offset,
            int limit) {}

    /**
     * Card files with cards.
     *
     * @param total how many cards are meant; {@code cards} has a part of them
     */
    @Schema(name = "CardList")
    record CardList(List<CardFileState> files, int total, List<CardState> cards) {}

    /**
     * A card file.
     *
     * @param name relative to the home
     * @param etag for {@code If-Match}
     * @param cards how many it has
     * @param problems lines that are skipped, or why it cannot be used
     */
    @Schema(name = "CardFile")
    record CardFileState(String name, String etag, int cards, List<String> problems) {}

    /**
     * A card.
     *
     * @param idTag in small letters
     * @param status {@code Accepted}, {@code Blocked}, {@code Expired} or {@code Invalid}
     * @param parentIdTag its group
     * @param places at which boxes alone it counts; none if everywhere
     */
    @Schema(name = "Card")
    record CardState(
            String file,
            String idTag,
            String status,
            Optional<String> expiry,
            Optional<String> parentIdTag,
            List<String> places) {}

    /** What has been written. */
    @Schema(name = "CardsSaved")
    record CardsSaved(String etag, int added, int changed, int removed) {}

    /**
     * A change of one card.
     *
     * @param remove whether it is to be removed; the other fields are for one that stays
     */
    @Schema(name = "CardChange")
    record CardChange(
            String idTag,
            Optional<String> status,
            Optional<String> expiry,
            Optional<String> parentIdTag,
            List<String> places,
            boolean remove) {

        private static final int BAD = 400;
        private static final int MOST = 1_000;
        private static final List<String> FIELDS =
                List.of("idTag", "status", "expiry", "parentIdTag", "places", "remove");

        static List<CardChange> all(Payload body) throws BadRequest {
            if (!(body.get("changes") instanceof List<?> posted)
                    || posted.isEmpty()
                    || posted.size() > MOST) {
                throw new BadRequest(BAD, "changes must be a list of 1 to %d".formatted(MOST));
            }
            List<CardChange> changes = new ArrayList<>();
            for (Object one : posted) {
                changes.add(of(one));
            }
            return changes;
        }

        private static CardChange of(Object posted) throws BadRequest {
            if (!(posted instanceof Payload change)) {
                throw new BadRequest(BAD, "A change must be an object");
            }
            Bodies.has("A change", change, FIELDS);
            String idTag =
                    text(change, "idTag")
                            .orElseThrow(() -> new BadRequest(BAD, "A change has an idTag"));
            List<String> places =
                    change.get("places") instanceof List<?> list
                            ? list.stream().map(String::valueOf).toList()
                            : List.of();
            return new CardChange(
                    idTag,
                    text(change, "status"),
                    text(change, "expiry"),
                    text(change, "parentIdTag"),
                    places,
                    Boolean.TRUE.equals(change.get("remove")));
        }

        private static Optional<String> text(Payload change, String field) {
            return Parameters.text(change.text(field).orElse(null));
        }
    }

    /** Changes of cards in one file, as they are posted. */
    @Schema(name = "CardChanges")
    record CardsPosted(String file, List<CardChange> changes) {}
}
