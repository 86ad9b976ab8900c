package dev.substation.app;

import dev.substation.api.CardEditing;
import dev.substation.api.EditNote;
import dev.substation.api.Operations.BadRequest;
import dev.substation.app.cards.BadCardFile;
import dev.substation.app.cards.CardEdit;
import dev.substation.app.cards.CardEdit.Changed;
import dev.substation.app.cards.CardFile;
import dev.substation.dialect.Masking;
import dev.substation.flow.settings.Card;
import dev.substation.home.FileStamp;
import dev.substation.home.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** Ends a change where no {@link BadRequest} can be thrown; the file stays as it is. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient BadRequest why;

        Refused(BadRequest why) {
            super(why);
            this.why = why;
        }
    }

    /** What a change has made of a file. */
    private static final class Written {
        private Optional<Changed> text = Optional.empty();
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
        Changed done = write(name, ours(name, file), cards, etag, note);
        files.refresh();
        return new CardsSaved(etag(file), done.added(), done.changed(), done.removed());
    }

    /**
     * Where a file really lies. The settings may read cards from anywhere, but whoever changes
     * cards over the network must not write anywhere.
     *
     * @throws BadRequest when that is not below the home, or where the gateway keeps its own files
     */
    private Path ours(String name, Path file) throws BadRequest, IOException {
        Path home = files.home().toRealPath();
        Path real = real(file);
        if (!real.startsWith(home)
                || real.startsWith(real(home.resolve("data")))
                || real.startsWith(real(home.resolve("keys")))) {
            throw new BadRequest(
                    CONFLICT,
                    name
                            + " lies outside the home, or in its folder data or keys: its cards are"
                            + " changed on the disk alone");
        }
        return real;
    }

    /** A path without links, as far as it is there. */
    private static Path real(Path path) throws IOException {
        Path plain = path.toAbsolutePath().normalize();
        return Files.exists(plain) || plain.getParent() == null
                ? plain.toRealPath()
                : real(plain.getParent()).resolve(plain.getFileName());
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

    private static Changed write(
            String name, Path file, Map<String, Optional<Card>> cards, String etag, EditNote note)
            throws BadRequest, IOException {
        Written written = new Written();
        try {
            if (!Files.isDirectory(file.getParent())) {
                OwnFiles.createFolder(file.getParent());
            }
            OwnFiles.change(
                    file,
                    now -> {
                        if (!etag.equals(etag(file))) {
                            throw new Refused(
                                    new BadRequest(
                                            CHANGED,
                                            name
                                                    + " was changed in the meantime; nothing was"
                                                    + " written"));
                        }
                        Changed next = changed(name, now, cards);
                        noted(note, summary(name, next, cards));
                        written.text = Optional.of(next);
                        return next.text();
                    });
        } catch (Refused e) {
            throw e.why;
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of the note
        } catch (CharacterCodingException e) {
            throw new BadRequest(
                    CONFLICT, name + " is no UTF-8 text; gw cards import makes one of it");
        } catch (IOException e) {
            throw new BadRequest(CONFLICT, "%s cannot be written: %s".formatted(name, e));
        }
        return written.text.orElseThrow();
    }

    private static Changed changed(String name, String now, Map<String, Optional<Card>> cards) {
        try {
            return CardEdit.changed(name, now, cards);
        } catch (BadCardFile e) {
            throw new Refused(new BadRequest(CONFLICT, e.getMessage()));
        }
    }

    private static void noted(EditNote note, String summary) {
        try {
            note.of(summary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String summary(String name, Changed done, Map<String, Optional<Card>> cards) {
        return "%s: %d added, %d changed, %d removed (%s)"
                .formatted(name, done.added(), done.changed(), done.removed(), masked(cards));
    }
}
