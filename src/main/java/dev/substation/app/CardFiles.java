package dev.substation.app;

import dev.substation.app.cards.BadCardFile;
import dev.substation.app.cards.CardFile;
import dev.substation.app.cards.CardText;
import dev.substation.flow.settings.Card;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with cards that the settings name. Read at the start and again when they change; a file
 * that cannot be used leaves what was known, and never keeps a gateway from starting
 * (docs/adr/0047-card-files.md).
 */
final class CardFiles {

    private static final Logger LOG = LoggerFactory.getLogger(CardFiles.class);

    private static final long MOST_BYTES = 16L << 20;

    /** A file as it was when it was read. */
    private record Read(
            FileTime changed,
            long size,
            Map<String, Card> cards,
            List<String> problems,
            List<String> hints) {}

    private final Path home;
    private volatile Collection<String> patterns;

    /** By pattern: what was read, by file, in the order of their names. */
    private volatile Map<String, Map<Path, Read>> read = Map.of();

    private volatile List<String> unusable = List.of();

    /**
     * Reads them all. Blocks.
     *
     * @param patterns files below the home, with {@code *} for any text in a file's name
     */
    CardFiles(Path home, Collection<String> patterns) {
        this.home = home;
        this.patterns = patterns;
        refresh();
    }

    /** Where the patterns begin. */
    Path home() {
        return home;
    }

    /** Reads other files from now on; of those that are the same what was read stays. Blocks. */
    void use(Collection<String> others) {
        patterns = others;
        refresh();
    }

    /** Why files cannot be used, or lines of them are passed over; a sentence each. */
    List<String> problems() {
        List<String> all = new ArrayList<>(unusable);
        read.values().stream()
                .flatMap(files -> files.values().stream())
                .flatMap(file -> file.problems().stream())
                .distinct()
                .forEach(all::add);
        return all;
    }

    /** What is doubtful in them; a sentence each. */
    List<String> hints() {
        return read.values().stream()
                .flatMap(files -> files.values().stream())
                .flatMap(file -> file.hints().stream())
                .distinct()
                .toList();
    }

    /** For health: files that cannot be used at all. */
    List<String> reasons() {
        return unusable.stream().map(why -> why + "; its cards count as unknown").toList();
    }

    /** The cards in the files of some patterns; of one in several files the first counts. */
    Map<String, Card> all(List<String> of) {
        Map<String, Card> cards = new TreeMap<>();
        of.stream()
                .flatMap(pattern -> read.getOrDefault(pattern, Map.of()).values().stream())
                .forEach(file -> file.cards().forEach(cards::putIfAbsent));
        return cards;
    }

    /** The files that were read, and those that the settings name without a star. */
    Map<String, Path> files() {
        Map<String, Path> files = new TreeMap<>();
        patterns.stream()
                .filter(pattern -> pattern.indexOf('*') < 0)
                .forEach(pattern -> files.put(pattern, home.resolve(pattern)));
        read.values()
                .forEach(
                        found ->
                                found.keySet()
                                        .forEach(
                                                file ->
                                                        files.put(
                                                                home.relativize(file).toString(),
                                                                file)));
        return files;
    }

    /** The cards of one file, as it was read last. */
    Map<String, Card> in(Path file) {
        return read.values().stream()
                .filter(files -> files.containsKey(file))
                .findFirst()
                .map(files -> files.get(file).cards())
                .orElse(Map.of());
    }

    /** The files that were read, with the number of their cards. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        read.values()
                .forEach(
                        files ->
                                files.forEach(
                                        (file, found) ->
                                                counts.put(
                                                        home.relativize(file).toString(),
                                                        found.cards().size())));
        return counts;
    }

    /** A card in the files of some patterns; the first that has it counts. */
    Optional<Card> find(List<String> of, String idTag) {
        Map<String, Map<Path, Read>> now = read;
        return of.stream()
                .flatMap(pattern -> now.getOrDefault(pattern, Map.of()).values().stream())
                .map(file -> file.cards().get(idTag))
                .filter(card -> card != null)
                .findFirst();
    }

    /** Reads again what has changed since. Blocks. */
    synchronized void refresh() {
        List<String> problems = new ArrayList<>();
        read = reread(problems);
        problems.stream()
                .filter(problem -> !unusable.contains(problem))
                .forEach(problem -> LOG.warn(Problem.CARDS_UNREADABLE.line(problem)));
        unusable = List.copyOf(problems);
    }

    private Map<String, Map<Path, Read>> reread(List<String> problems) {
        Map<String, Map<Path, Read>> all = new HashMap<>();
        for (String pattern : patterns) {
            Map<Path, Read> before = read.getOrDefault(pattern, Map.of());
            Map<Path, Read> files = new TreeMap<>();
            for (Path file : matching(pattern, problems)) {
                Read known = before.get(file);
                Read found = reread(file, known, problems);
                if (found != null) {
                    files.put(file, found);
                }
            }
            all.put(pattern, files);
        }
        return all;
    }

    private List<Path> matching(String pattern, List<String> problems) {
        if (pattern.indexOf('*') < 0) {
            return List.of(home.resolve(pattern));
        }
        Path path = home.resolve(pattern);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(path.getParent(), glob(path.getFileName()))) {
            found.forEach(files::add);
        } catch (IOException e) {
            problems.add("the folder of the cards %s cannot be read".formatted(pattern));
        }
        return files;
    }

    /** A pattern in which nothing but the star means more than itself. */
    private static String glob(Path name) {
        return name.toString().replaceAll("[\\\\?\\[\\]{}]", "\\\\$0");
    }

    private Read reread(Path file, Read known, List<String> problems) {
        String name = home.relativize(file).toString();
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            if (known != null && known.changed().equals(changed) && known.size() == size) {
                return known;
            }
            if (size > MOST_BYTES) {
                problems.add(name + " is not a card file: it has more than 16 MB");
                return known;
            }
            CardFile cards = CardFile.read(name, CardText.of(Files.readAllBytes(file)));
            cards.problems().forEach(problem -> LOG.warn(Problem.CARD_LINE.line(problem)));
            LOG.info("file={} cards={}", name, cards.cards().size());
            cards.hints().forEach(hint -> LOG.info("{}", hint));
            return new Read(changed, size, cards.cards(), cards.problems(), cards.hints());
        } catch (BadCardFile e) {
            problems.add(e.getMessage());
        } catch (IOException e) {
            problems.add(
                    "the cards %s cannot be read (%s)"
                            .formatted(name, e.getClass().getSimpleName()));
        }
        return known;
    }
}
