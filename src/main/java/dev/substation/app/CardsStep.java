package dev.substation.app;

import dev.substation.app.cards.BadCardFile;
import dev.substation.app.cards.CardFile;
import dev.substation.app.cards.CardText;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.flow.settings.Card;
import dev.substation.model.StationId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs {@code gw cards} for the launcher: from {@code arguments}, with a NUL between any two, and
 * the places {@code home} and {@code site} of the home, to the exit {@code status}: 0, 1 when
 * something could not be read, 2 when it was wrongly used.
 */
public final class CardsStep extends CommandStep {

    private static final String HELP =
            """
            The card files of a home. A running gateway reads changed files within a minute.

            usage: cards list [--home DIR]
                   cards export [--station NAME] [--output FILE] [--home DIR]
                   cards import FILE [--to FILE] [--replace] [--home DIR]

              list        the card files with the number of their cards, and what is wrong in them
              export      all cards, or those for one station, as one table
              import      reads a table of a station, a CSMS or a spreadsheet, and writes its cards
                          into a card file of the home: it adds and changes cards, with --replace it
                          removes the others
              --output    where to write it; default: the screen
              --to        the card file, relative to the home; default: cards/imported.csv
            """;

    private static final String STATION = "--station";
    private static final String OUTPUT = "--output";
    private static final String TO = "--to";
    private static final String REPLACE = "--replace";
    private static final String IMPORTED = "cards/imported.csv";

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    static int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(question, HELP, out, each -> run(each, question, environment, clock, out));
    }

    private static int run(
            List<String> each,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out)
            throws WrongUse {
        try {
            Arguments told = Arguments.read(each, List.of(STATION, OUTPUT, TO), List.of(REPLACE));
            String word = told.words().stream().findFirst().orElse("");
            int words = told.words().size();
            Set<String> options = told.options().keySet();
            boolean list = word.equals("list") && words == 1 && options.isEmpty();
            boolean export =
                    word.equals("export")
                            && words == 1
                            && Set.of(STATION, OUTPUT).containsAll(options);
            boolean take =
                    word.equals("import") && words == 2 && Set.of(TO, REPLACE).containsAll(options);
            if (!list && !export && !take) {
                out.print(HELP);
                return WRONG_USE;
            }
            Path home = Path.of(question.get("home"));
            Settings settings = settings(question, environment, clock);
            return list
                    ? list(new CardFiles(home, settings.allCards()), out)
                    : export ? export(settings, home, told, out) : take(settings, home, told, out);
        } catch (BadSettings | BadCardFile e) {
            out.println(e.getMessage());
            return FAILED;
        } catch (IOException e) {
            out.println("%s cannot be read or written".formatted(e.getMessage()));
            return FAILED;
        }
    }

    private static int list(CardFiles files, PrintStream out) {
        if (files.counts().isEmpty() && files.problems().isEmpty()) {
            out.println("The site has no card files; see cards in site.yaml.");
        }
        files.counts().forEach((file, cards) -> out.println(file + ": " + cards + " cards"));
        return told(files.problems(), files.hints(), out);
    }

    private static int told(List<String> problems, List<String> hints, PrintStream out) {
        problems.forEach(out::println);
        hints.forEach(out::println);
        return problems.isEmpty() ? OK : FAILED;
    }

    private static int export(Settings settings, Path home, Arguments told, PrintStream out)
            throws IOException {
        CardFiles files = new CardFiles(home, settings.allCards());
        Map<String, Card> cards =
                files.all(
                        told.option(STATION)
                                .map(StationId::new)
                                .map(settings::cards)
                                .orElse(List.copyOf(settings.allCards())));
        Optional<String> output = told.option(OUTPUT);
        if (output.isPresent()) {
            write(Path.of(output.get()), CardFile.written(cards));
            out.println("%d cards are in %s".formatted(cards.size(), output.get()));
        } else {
            out.print(CardFile.written(cards));
        }
        return OK;
    }

    private static int take(Settings settings, Path home, Arguments told, PrintStream out)
            throws BadCardFile, IOException {
        Path from = Path.of(told.words().get(1));
        String to = told.option(TO).orElse(IMPORTED);
        CardFile coming = read(from);
        Path file = home.resolve(to);
        Map<String, Card> cards = new TreeMap<>();
        if (!told.has(REPLACE) && Files.exists(file)) {
            CardFile there = read(file);
            if (!there.problems().isEmpty()) {
                there.problems().forEach(out::println);
                out.println(
                        "%s is left as it is, because these lines would be lost; correct them, or use --replace"
                                .formatted(to));
                return FAILED;
            }
            cards.putAll(there.cards());
        }
        int before = cards.size();
        cards.putAll(coming.cards());
        write(file, CardFile.written(cards));
        out.println(
                "%d cards were read from %s; %s has %d cards, %d of them new"
                        .formatted(
                                coming.cards().size(),
                                from,
                                to,
                                cards.size(),
                                cards.size() - before));
        if (!new CardFiles(home, settings.allCards()).counts().containsKey(to)) {
            out.println(
                    "No station uses %s yet; add it to cards in site.yaml: cards: [\"%s\"]"
                            .formatted(to, to));
        }
        return told(coming.problems(), coming.hints(), out);
    }

    private static CardFile read(Path file) throws BadCardFile, IOException {
        return CardFile.read(file.toString(), CardText.of(Files.readAllBytes(file)));
    }

    /** Whole or not at all: a gateway may read it at any moment. */
    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path next = Files.createTempFile(folder, file.getFileName().toString(), ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
