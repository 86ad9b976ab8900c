package dev.substation.app;

import dev.substation.api.CardEditing;
import dev.substation.api.EditNote;
import dev.substation.api.Operations.BadRequest;
import dev.substation.app.cards.BadCardFile;
import dev.substation.app.cards.CardEdit;
import dev.substation.app.cards.CardFile;
import dev.substation.dialect.Masking;
import dev.substation.flow.settings.Card;
import dev.substation.home.FileStamp;
import dev.substation.home.OwnFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Shows and changes the cards of the files that the settings name. A change is one of single lines:
 * what else stands in a file is its maker's.
 */
record SiteCards(CardFiles files, Executor threads) implements CardEditing {

    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;
    private static final int NAMED = 5;

    private static final String NONE = "none";

    /** What a file would not give back as it was written. */
    private static final String UNFIT = "[\\p{Cntrl}]|^#|^\\s*$";

    @Override
    public CardList cards(CardFilter filter) {
        files.refresh();
        Map<String, Path> all = files.files();
        List<CardState> meant =
                all.entrySet().stream()
                        .filter(file -> filter.file().map(file.getKey()::equals).orElse(true))
                        .flatMap(
                                file ->
                                        files.in(file.getValue()).values().stream()
                                                .filter(card -> isMeant(card, filter))
                                                .map(card -> state(file.getKey(), card))
                                                .sorted(
                                                        java.util.Comparator.comparing(
                                                                CardState::idTag)))
                        .toList();
        return new CardList(
                all.entrySet().stream().map(this::state).toList(),
                meant.size(),
                meant.stream().skip(filter.offset()).limit(filter.limit()).toList());
    }

    private static boolean isMeant(Card card, CardFilter filter) {
        String text = Card.folded(filter.text().orElse(""));
        return filter.status().map(card.status()::equals).orElse(true)
                && (card.idTag().contains(text)
                        || card.parentIdTag()
                                .filter(group -> Card.folded(group).contains(text))
                                .isPresent());
    }

    private static CardState state(String file, Card card) {
        return new CardState(
                file,
                card.idTag(),
                card.status(),
                card.expiry(),
                card.parentIdTag(),
                card.places());
    }

    private CardFileState state(Map.Entry<String, Path> file) {
        return new CardFileState(
                file.getKey(),
                etag(file.getValue()),
                files.in(file.getValue()).size(),
                files.problems().stream()
                        .filter(problem -> problem.contains(file.getKey()))
                        .toList());
    }

    private static String etag(Path file) {
        return Files.exists(file)
                ? Integer.toHexString(FileStamp.of(file).hashCode())
                        + "-"
                        + FileStamp.of(file).size()
                : NONE;
    }

    /** How a change has ended that runs where nothing can be thrown. */
    private static final class Ended {
        private Optional<BadRequest> fault = Optional.empty();
    }

    @Override
    public CardsSaved change(String name, List<CardChange> changes, String etag, EditNote note)
            throws BadRequest, IOException {
        Path file = files.files().get(name);
        if (file == null) {
            throw new BadRequest(
                    NOT_FOUND,
                    "The settings name no such card file; name it under cards in site.yaml");
        }
        Map<String, Optional<Card>> cards = new LinkedHashMap<>();
        for (CardChange change : changes) {
            cards.put(Card.folded(change.idTag()), card(change));
        }
        Map<String, Card> before = files.in(file);
        int removed = 0;
        int changed = 0;
        for (Map.Entry<String, Optional<Card>> card : cards.entrySet()) {
            boolean isThere = before.containsKey(card.getKey());
            removed += isThere && card.getValue().isEmpty() ? 1 : 0;
            changed += isThere && card.getValue().isPresent() ? 1 : 0;
        }
        int added = (int) cards.values().stream().filter(Optional::isPresent).count() - changed;
        note.of(
                "%s: %d added, %d changed, %d removed (%s)"
                        .formatted(name, added, changed, removed, masked(cards)));
        write(name, file, cards, etag);
        files.refresh();
        return new CardsSaved(etag(file), added, changed, removed);
    }

    private static String masked(Map<String, Optional<Card>> cards) {
        return cards.keySet().stream()
                        .limit(NAMED)
                        .map(tag -> Masking.masked("idTag", tag))
                        .collect(Collectors.joining(", "))
                + (cards.size() > NAMED ? ", …" : "");
    }

    /** One that a file gives back as it is. */
    private static Optional<Card> card(CardChange change) throws BadRequest {
        if (change.idTag().length() > Card.LONGEST || isUnfit(change.idTag())) {
            throw new BadRequest(BAD, "An idTag has at most %d characters".formatted(Card.LONGEST));
        }
        if (change.remove()) {
            return Optional.empty();
        }
        Card wanted =
                new Card(
                        change.idTag(),
                        change.status().orElse("Accepted"),
                        change.expiry(),
                        change.parentIdTag(),
                        change.places());
        try {
            CardFile read = CardFile.read("it", CardFile.written(Map.of(wanted.idTag(), wanted)));
            Card again = read.cards().get(wanted.idTag());
            if (read.problems().isEmpty()
                    && again != null
                    && again.places().equals(wanted.places())
                    && again.parentIdTag().equals(wanted.parentIdTag())) {
                return Optional.of(again);
            }
            throw new BadRequest(
                    BAD,
                    read.problems().stream()
                            .findFirst()
                            .map(problem -> problem.replaceFirst("^it, line \\d+: ", ""))
                            .orElse("A card file cannot hold this card"));
        } catch (BadCardFile e) {
            throw new BadRequest(BAD, "A card file cannot hold this card");
        }
    }

    private static boolean isUnfit(String text) {
        return java.util.regex.Pattern.compile(UNFIT).matcher(text).find();
    }

    private static void write(
            String name, Path file, Map<String, Optional<Card>> cards, String etag)
            throws BadRequest {
        Ended ended = new Ended();
        try {
            if (!Files.isDirectory(file.getParent())) {
                OwnFiles.createFolder(file.getParent());
            }
            OwnFiles.change(
                    file,
                    now -> {
                        try {
                            if (!etag.equals(etag(file))) {
                                throw new BadRequest(
                                        CHANGED,
                                        name + " was changed in the meantime; nothing was written");
                            }
                            return CardEdit.changed(name, now, cards);
                        } catch (BadCardFile e) {
                            ended.fault = Optional.of(new BadRequest(CONFLICT, e.getMessage()));
                        } catch (BadRequest e) {
                            ended.fault = Optional.of(e);
                        }
                        return now;
                    });
        } catch (CharacterCodingException e) {
            throw new BadRequest(
                    CONFLICT, name + " is no UTF-8 text; gw cards import makes one of it");
        } catch (IOException e) {
            throw new BadRequest(CONFLICT, "%s cannot be written: %s".formatted(name, e));
        }
        if (ended.fault.isPresent()) {
            throw ended.fault.get();
        }
    }
}
