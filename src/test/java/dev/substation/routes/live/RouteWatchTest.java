package dev.substation.routes.live;

import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.down;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.Place;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.RouteCases;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.SteppedTimers;
import dev.substation.testing.stepped.TakenEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is edited while calls run through its routes. */
class RouteWatchTest {

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final String CONNECTORS = "20-connectors.yaml";

    @TempDir Path folder;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final List<LogRecord> log = new ArrayList<>();
    private final Handler taker =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    log.add(line);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private SiteRoutes routes;
    private RouteWatch watch;

    /** How many files of routes and forms the shipped folder has. */
    private long files;

    @BeforeEach
    void load() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("camel-routes"))) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(Path.of("camel-routes").relativize(file).toString());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        files = RouteFolder.read(folder).files().size();
        write(CONNECTORS, connector(1));
        open(RouteCases.NONE);
        Logger.getLogger(RouteWatch.class.getName()).addHandler(taker);
    }

    @AfterEach
    void close() {
        Logger.getLogger(RouteWatch.class.getName()).removeHandler(taker);
        routes.close();
    }

    private void open(RouteCases cases) throws BadRoutes {
        routes = new SiteRoutes(folder, List.of(), RuleClocks.real());
        watch = new RouteWatch(folder, routes, QUIET, cases, time::moment).telling(events);
        settle();
    }

    private final TakenEvents events = new TakenEvents();

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** Routes by which connector 1 of every station is another for the csms. */
    private static String connector(int csms) {
        return route("connectors", csms == 1 ? "log: none" : rename("1=" + csms));
    }

    private static String rename(String map) {
        return "kamelet: { name: rename-connector, parameters: { map: \"" + map + "\" } }";
    }

    private static String route(String name, String... steps) {
        return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - %s\n"
                .formatted(name, name, lines(steps));
    }

    /** Steps one a line; a line that begins with a blank belongs to the one before. */
    private static String lines(String... steps) {
        return String.join("\n        - ", steps).replace("\n        -  ", "\n         ");
    }

    private void look() {
        time.pass(STEP);
        watch.look();
    }

    /** Long enough for any change to be seen, waited for, and taken. */
    private void settle() {
        for (int i = 0; i < 4; i++) {
            look();
        }
    }

    /** What the CSMS calls connector 1. */
    private long seenByCsms() {
        return payload(routes.apply(up(Action.StatusNotification, "connectorId", 1), "generic"))
                .number("connectorId")
                .orElseThrow();
    }

    private List<String> lines(Level level) {
        return log.stream()
                .filter(line -> line.getLevel().equals(level))
                .map(LogRecord::getMessage)
                .toList();
    }

    @Test
    void tellsWhoLooksOn() throws Exception {
        write(CONNECTORS, connector(7));
        settle();
        write(CONNECTORS, "nonsense");
        settle();

        assertEquals(List.of("loaded", "rejected"), events.of(EventKind.RULES, "state"));
        assertTrue(events.of(EventKind.RULES, "why").get(1).contains(CONNECTORS));
    }

    @Test
    void takesAnEditOnceTheFolderIsQuiet() throws Exception {
        write(CONNECTORS, connector(7));
        look();
        assertEquals(1, seenByCsms());

        settle();

        assertEquals(7, seenByCsms());
        assertEquals(1, watch.loaded());
        assertEquals(
                List.of(
                        "routes=routes-2 files=%d loaded: changed 20-connectors.yaml"
                                .formatted(files)),
                lines(Level.INFO));
    }

    @Test
    void namesAFormOfTheSiteThatCountsInPlaceOfTheShippedOneOnce() throws Exception {
        Logger live = Logger.getLogger(SiteRoutes.class.getName());
        live.addHandler(taker);
        try {
            String form = "rules/drop-message.kamelet.yaml";
            write(form, Files.readString(folder.resolve(form)) + "# ours\n");
            settle();
            write(CONNECTORS, connector(7));
            settle();
        } finally {
            live.removeHandler(taker);
        }

        assertEquals(2, watch.loaded());
        assertEquals(
                List.of(
                        "routes=routes-2 the site's own forms count in place of the shipped ones:"
                                + " rules/drop-message.kamelet.yaml"),
                lines(Level.INFO).stream().filter(line -> line.contains("shipped")).toList());
    }

    @Test
    void waitsAsLongAsSomebodyWrites() throws Exception {
        for (int i = 2; i < 12; i++) {
            write(CONNECTORS, connector(i) + "# " + "x".repeat(i));
            look();
        }

        assertEquals(0, watch.loaded());
        settle();
        assertEquals(1, watch.loaded());
        assertEquals(11, seenByCsms());
    }

    @Test
    void refusesAFileThatIsNestedTooDeepAndTakesTheNextEdit() throws Exception {
        write(CONNECTORS, "[".repeat(5_000));
        settle();
        assertTrue(watch.trouble().orElseThrow().contains("nested deeper"), watch.trouble()::get);

        write(CONNECTORS, connector(7));
        settle();

        assertEquals(7, seenByCsms());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void seesAnEditOfTwoFilesWhole() throws Exception {
        write("00-site.yaml", route("site", "to: direct:hall", "to: direct:deliver"));
        look();
        write(CONNECTORS, route("hall", rename("1=5")));
        settle();

        assertEquals(5, seenByCsms());
        assertEquals(0, watch.refused());
        assertEquals(1, watch.loaded());
    }

    @Test
    void doesNothingWhenAFileIsOnlyTouched() throws Exception {
        Files.setLastModifiedTime(
                folder.resolve(CONNECTORS), FileTime.from(Instant.now().plusSeconds(60)));
        write(".20-connectors.yaml.swp", "- half");
        write(".#20-connectors.yaml", "- half");
        write("20-connectors.yaml~", "- half");
        write("4913", "");
        settle();

        assertEquals(0, watch.loaded());
        assertEquals(0, watch.refused());
        assertEquals(List.of(), log);
    }

    @Test
    void takesAFileThatIsRenamedIntoPlaceAndOneThatGoes() throws Exception {
        write(".30.tmp", route("meter-values", rename("1=3")));
        Files.move(
                folder.resolve(".30.tmp"),
                folder.resolve("30-meter-values.yaml"),
                StandardCopyOption.ATOMIC_MOVE);
        write("40-more.yaml", "# nothing\n");
        settle();
        assertEquals(3, seenByCsms());

        Files.delete(folder.resolve("40-more.yaml"));
        settle();
        assertEquals(
                List.of(
                        "routes=routes-2 files=%d loaded: changed 30-meter-values.yaml, added 40-more.yaml"
                                .formatted(files + 1),
                        "routes=routes-3 files=%d loaded: removed 40-more.yaml".formatted(files)),
                lines(Level.INFO));
    }

    @Test
    void findsAChangeThatLeftNoTraceInTimesAndSizes() throws Exception {
        FileTime before = Files.getLastModifiedTime(folder.resolve(CONNECTORS));
        write(CONNECTORS, connector(7));
        Files.setLastModifiedTime(folder.resolve(CONNECTORS), before);
        settle();
        write(CONNECTORS, connector(8));
        Files.setLastModifiedTime(folder.resolve(CONNECTORS), before);
        settle();
        assertEquals(7, seenByCsms());

        time.pass(Duration.ofSeconds(30));
        watch.look();

        assertEquals(8, seenByCsms());
    }

    @Test
    void aBadEditChangesNothingAndIsToldOnce() throws Exception {
        write(CONNECTORS, connector(7));
        settle();
        write(CONNECTORS, route("connectors", rename("1=0")));
        settle();
        settle();
        time.pass(Duration.ofMinutes(2));
        watch.look();

        assertEquals(7, seenByCsms());
        assertEquals(1, watch.refused());
        String sentence =
                "20-connectors.yaml, line 6: the parameter csms of the rule rename-connector is 0;"
                        + " write a whole number of 1 or more";
        assertEquals(
                Optional.of(
                        "The changed routes have errors, so the previous ones stay active: "
                                + sentence),
                watch.trouble());
        assertEquals(
                List.of(
                        "routes=routes-2 SUB-3108 The changed routes are rejected, the previous ones stay"
                                + " active: "
                                + sentence),
                lines(Level.SEVERE));

        write(CONNECTORS, connector(8));
        settle();

        assertEquals(8, seenByCsms());
        assertEquals(Optional.empty(), watch.trouble());
        assertEquals("routes-3", routes.current().name());
    }

    @Test
    void aBadEditThatIsTakenBackIsWellAgainWithoutLoading() throws Exception {
        write(CONNECTORS, "- route: {");
        settle();
        assertTrue(watch.trouble().isPresent());

        write(CONNECTORS, connector(1));
        settle();

        assertEquals(Optional.empty(), watch.trouble());
        assertEquals(0, watch.loaded());
        assertEquals(
                List.of("routes=routes-1 the folder is again as it was loaded"), lines(Level.INFO));
    }

    @Test
    void aFolderThatGoesAndComesBackIsTroubleInBetween() throws Exception {
        Path aside = folder.resolveSibling(folder.getFileName() + "-aside");
        Files.move(folder, aside);
        settle();
        assertTrue(watch.trouble().orElseThrow().contains("there is no such folder of routes"));
        assertEquals(1, seenByCsms());

        Files.move(aside, folder);
        settle();

        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void aStartWithABrokenFolderGoesOnWithWhatWasLiveLast(@TempDir Path data) throws Exception {
        Path copy = data.resolve("routes-in-use");
        Files.createDirectories(folder.resolve("tests"));
        write("tests/hall.yaml", "# a case\n");
        routes.close();
        routes = new SiteRoutes(folder, copy, List.of(), RuleClocks.real());
        watch = new RouteWatch(folder, routes, QUIET, false, time::moment);
        settle();
        write(CONNECTORS, connector(7));
        settle();
        write(CONNECTORS, "- route: {");
        settle();

        routes.close();
        routes = new SiteRoutes(folder, copy, List.of(), RuleClocks.real());
        watch = new RouteWatch(folder, routes, QUIET, false, time::moment);

        assertEquals(7, seenByCsms());
        assertTrue(
                watch.trouble().orElseThrow().contains("20-connectors.yaml, line 1: is not YAML"));
        settle();
        assertTrue(watch.trouble().isPresent());
        assertEquals(1, watch.refused());

        write(CONNECTORS, connector(8));
        settle();

        assertEquals(8, seenByCsms());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void aFirstStartWithABrokenFolderIsRefused(@TempDir Path data) throws Exception {
        write(CONNECTORS, "- route: {");

        BadRoutes refusal =
                assertThrows(
                        BadRoutes.class,
                        () ->
                                new SiteRoutes(
                                                folder,
                                                data.resolve("copy"),
                                                List.of(),
                                                RuleClocks.real())
                                        .close());

        assertEquals(CONNECTORS, refusal.file());
    }

    @Test
    void takesOnlyWhatPassesItsCases() throws Exception {
        List<String> tried = new ArrayList<>();
        List<Finding> failing =
                new ArrayList<>(List.of(new Place("tests/hall.yaml", 1).error("1 is 7, not 9")));
        routes.close();
        open(
                read -> {
                    tried.add(read.texts().get(CONNECTORS));
                    return failing;
                });
        write(CONNECTORS, connector(7));
        settle();

        assertEquals(List.of(connector(7)), tried);
        assertEquals(1, seenByCsms());
        assertEquals(1, watch.refused());
        assertTrue(
                watch.trouble().orElseThrow().endsWith("tests/hall.yaml, line 1: 1 is 7, not 9"));

        failing.clear();
        Files.createDirectories(folder.resolve("tests"));
        write("tests/hall.yaml", "# a case that was wrong itself\n");
        settle();

        assertEquals(7, seenByCsms());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void runsTheFoldersOwnCasesWhenTheSiteRequiresThem() throws Exception {
        watch = new RouteWatch(folder, routes, QUIET, true, time::moment);
        settle();
        Files.createDirectories(folder.resolve("tests"));
        write(
                "tests/hall.yaml",
                """
                - case: connector 1 of the hall is 7
                  given: { direction: up, action: StatusNotification, body: { connectorId: 1 } }
                  expect: { delivered: { connectorId: 7 } }
                """);
        write(CONNECTORS, connector(8));
        settle();

        assertEquals(1, seenByCsms());
        assertTrue(
                watch.trouble()
                        .orElseThrow()
                        .contains(
                                "tests/hall.yaml, line 1: the case \"connector 1 of the hall is 7\" fails"),
                () -> watch.trouble().orElseThrow());

        write(CONNECTORS, connector(7));
        settle();

        assertEquals(7, seenByCsms());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void whatRulesRememberAndOweSurvivesAReload() throws Exception {
        Delivered before = delivered(routes.apply(up(Action.Authorize, "idTag", "AB_17"), "keba"));
        write(CONNECTORS, connector(7));
        settle();
        assertEquals(1, watch.loaded());

        assertEquals(
                Payload.of("idTag", "AB_17"),
                payload(routes.apply(down(Action.RemoteStartTransaction, "idTag", "AB"), "keba")));
        Payload info = Payload.of("status", "Accepted", "parentIdTag", "AB");
        assertEquals(
                Answer.result(Payload.of("idTagInfo", info.with("parentIdTag", "AB_17"))),
                routes.unwind(before.undo(), Answer.result(Payload.of("idTagInfo", info))));
    }

    /**
     * The desk runs calls without a pause while the folder is edited 50 times, each time in two
     * files that belong together: the one gives connector 1 a number, the other cuts the card of
     * every call with any other number. A call that met the one file of an edit without the other
     * would arrive with its card cut.
     */
    @Test
    void everyCallMeetsOneWholeSetWhileTheFolderChanges() throws Exception {
        int edits = 50;
        edit(10);
        settle();
        Set<Long> met = new HashSet<>();
        ExecutorService desk = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Integer> calls =
                    CompletableFuture.supplyAsync(() -> callsUntil(10 + edits, met), desk);
            for (int i = 1; i <= edits; i++) {
                edit(10 + i);
                settle();
                assertEquals(1 + i, watch.loaded(), () -> "" + watch.trouble());
            }

            int made = calls.get(60, TimeUnit.SECONDS);

            assertTrue(made >= 10_000, made + " calls");
            assertTrue(met.size() > edits / 2, met + " were met");
        } finally {
            desk.shutdownNow();
        }
    }

    private void edit(int number) throws IOException {
        write(CONNECTORS, route("connectors", rename("1=" + number)));
        write(
                "30-meter-values.yaml",
                route(
                        "meter-values",
                        "filter:",
                        "    simple: \"${body[connectorId]} != " + number + "\"",
                        "    steps:",
                        "      - kamelet: { name: strip-idtag-suffix }"));
    }

    /** Makes calls until the last edit has been met and there were 10,000; tells how many. */
    private int callsUntil(int last, Set<Long> met) {
        int calls = 0;
        long number = 0;
        while (number != last || calls < 10_000) {
            Payload arrived =
                    payload(
                            routes.apply(
                                    up(Action.StartTransaction, "connectorId", 1, "idTag", "A_B"),
                                    "generic"));
            assertEquals("A_B", arrived.text("idTag").orElseThrow());
            long next = arrived.number("connectorId").orElseThrow();
            assertTrue(next >= number, next + " came after " + number);
            number = next;
            met.add(number);
            calls++;
            assertFalse(Thread.currentThread().isInterrupted());
        }
        return calls;
    }
}
