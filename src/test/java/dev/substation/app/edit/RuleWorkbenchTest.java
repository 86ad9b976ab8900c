package dev.substation.app.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.EditState;
import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RuleEditing.CaseRun;
import dev.substation.api.RuleEditing.Change;
import dev.substation.api.RuleEditing.FileState;
import dev.substation.api.RuleEditing.Finding;
import dev.substation.api.RuleEditing.ReplayQuery;
import dev.substation.api.RuleEditing.ReplayRun;
import dev.substation.api.RuleEditing.Saved;
import dev.substation.model.Payload;
import dev.substation.routes.language.RouteFolder;
import dev.substation.testing.TakenLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A routes folder that is edited in the console. */
class RuleWorkbenchTest {

    private static final String SITE = "00-site.yaml";
    private static final String ROUTE =
            """
            # in the beginning
            - route:
                id: site
                from:
                  uri: direct:site
                  steps:
                    - to: direct:deliver
            """;
    private static final String CASE =
            """
            - case: connector 1 is the other one
              given: { action: Heartbeat, body: {} }
              expect: { delivered: {} }
            - case: never
              given: { action: Heartbeat, body: {} }
              expect: { answered: { x: 1 } }
            """;

    @TempDir Path home;

    private Path folder;
    private RouteFolder running;
    private boolean isLate;

    /** The latest first. */
    private final List<Payload> recorded = new ArrayList<>();

    private final List<String> noted = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        folder = Files.createDirectory(home.resolve("camel-routes"));
        Files.createDirectory(home.resolve("data"));
        Files.writeString(folder.resolve(SITE), ROUTE);
        running = RouteFolder.read(folder);
    }

    private RuleWorkbench workbench(boolean requiresCases) {
        return new RuleWorkbench(
                folder,
                () -> running,
                requiresCases,
                new EditHistory(
                        home.resolve("data/edits/rules"),
                        () -> Instant.parse("2026-11-30T08:00:00Z")),
                new RecordedCalls() {
                    @Override
                    public List<Payload> lines(ReplayQuery query) {
                        return recorded;
                    }

                    @Override
                    public Vendors known() {
                        return call -> call.withVendor("keba");
                    }
                },
                within -> () -> isLate,
                Runnable::run);
    }

    private static Change change(String name, String text) {
        return new Change(name, Optional.of(text));
    }

    private static Change removal(String name) {
        return new Change(name, Optional.empty());
    }

    private Saved save(Change... changes) throws Exception {
        RuleWorkbench workbench = workbench(false);
        return workbench.save(List.of(changes), workbench.folder().etag(), "ada", noted::add);
    }

    private BadRequest refused(Change... changes) {
        return assertThrows(BadRequest.class, () -> save(changes));
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static String other(String step) {
        return ROUTE.replace(
                "- to: direct:deliver", "- log: " + step + "\n        - to: direct:deliver");
    }

    @Test
    void saysWhatIsWrongAndWritesNothing() throws Exception {
        List<Finding> found =
                workbench(false)
                        .check(List.of(change(SITE, ROUTE.replace("direct:deliver", "direct:x"))))
                        .findings();

        assertEquals(1, found.size(), found::toString);
        assertEquals("error", found.get(0).severity());
        assertEquals(SITE, found.get(0).file());
        assertEquals(Optional.of(7), found.get(0).line(), found::toString);
        assertEquals(ROUTE, text(SITE));
        assertEquals(List.of(), workbench(false).check(List.of()).findings());
    }

    @Test
    void aBrokenCaseIsAWarningUnlessTheSiteRequiresCases() throws Exception {
        List<Change> broken = List.of(change("tests/a.yaml", "- case: x\n  given: 7\n"));

        assertEquals("warning", workbench(false).check(broken).findings().get(0).severity());
        assertEquals("error", workbench(true).check(broken).findings().get(0).severity());
        assertEquals(Optional.of(2), workbench(true).check(broken).findings().get(0).line());
    }

    @Test
    void runsTheCasesOfTheEditedFolder() throws Exception {
        List<Change> edit = List.of(change("tests/a.yaml", CASE));
        CaseRun run = workbench(false).cases(edit);

        assertEquals(1, run.passed(), run::toString);
        assertEquals(1, run.failed());
        assertFalse(run.cases().get(1).differences().isEmpty());
        assertEquals(4, run.cases().get(1).line());
        isLate = true;
        assertEquals(2, workbench(false).cases(edit).left());
    }

    @Test
    void writesAnEditOfSeveralFilesAndKeepsItForUndo() throws Exception {
        Saved saved = save(change(SITE, other("hello")), change("tests/a.yaml", CASE));

        assertEquals(other("hello"), text(SITE));
        assertEquals(CASE, text("tests/a.yaml"));
        assertEquals("changed 00-site.yaml (+1 -0), added tests/a.yaml (+6 -0)", saved.what());
        assertEquals(List.of(saved.what()), noted);
        assertEquals(saved.etag(), workbench(false).folder().etag());
        EditState edit = workbench(false).history().get(0);
        assertEquals("ada", edit.who());
        assertEquals(Optional.empty(), edit.obstacle());
        assertEquals(2, workbench(false).edit(edit.id()).files().size());

        Saved undone = workbench(false).undo(edit.id(), "bob", noted::add);

        assertEquals(ROUTE, text(SITE));
        assertFalse(Files.exists(folder.resolve("tests/a.yaml")));
        assertTrue(undone.what().startsWith("undo of edit 1: changed 00-site.yaml"), undone.what());
        assertEquals(2, workbench(false).history().size());
        assertEquals(
                Optional.of("00-site.yaml has changed since then"),
                workbench(false).history().get(1).obstacle());
        BadRequest twice =
                assertThrows(BadRequest.class, () -> workbench(false).undo(1, "bob", noted::add));
        assertEquals(409, twice.status());
    }

    @Test
    void theHistoryIsForTheGatewaysUserAlone() throws Exception {
        save(change(SITE, other("hello")));

        Path kept = home.resolve("data/edits/rules/1.json");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getParent())));
    }

    @Test
    void theHistoryIsBoundedAndOutlivesWhatCannotBeRead() throws Exception {
        EditHistory history =
                new EditHistory(home.resolve("data/edits/rules"), () -> Instant.EPOCH);
        for (int i = 0; i < 105; i++) {
            history.add("ada", "x", java.util.Map.of());
        }
        assertEquals(101, history.all().size(), "a hundred and the latest");
        assertEquals(105, history.all().get(0).id());

        Files.writeString(home.resolve("data/edits/rules/105.json"), "{");

        assertEquals(100, history.all().size());
        assertEquals(106, history.add("ada", "x", java.util.Map.of()).id());
    }

    /** An edit that is not made after all has dropped none; a large one drops no others. */
    @Test
    void anEditDropsNoOthersBeforeItIsMade() throws Exception {
        EditHistory history =
                new EditHistory(home.resolve("data/edits/rules"), () -> Instant.EPOCH);
        for (int i = 0; i < 100; i++) {
            history.add("ada", "x", Map.of());
        }
        history.remove(history.add("ada", "not made", Map.of()));
        assertEquals(100, history.all().size());
        Map<String, EditHistory.Versions> files = new HashMap<>();
        for (int i = 0; i < 21; i++) {
            files.put(
                    i + ".yaml",
                    new EditHistory.Versions(Optional.of("#".repeat(1_000_000)), Optional.empty()));
        }
        EditHistory.Edit large = history.add("ada", "large", files);
        assertEquals(101, history.all().size());
        assertTrue(history.find(large.id()).isPresent(), "the latest can be undone");

        history.add("ada", "x", Map.of());

        assertEquals(101, history.all().size());
        assertTrue(history.find(large.id()).isEmpty());
    }

    @Test
    void whatTheGatewayWouldNotTakeIsNotWritten() throws Exception {
        BadRequest why = refused(change(SITE, ROUTE.replace("to:", "too:")));

        assertEquals(400, why.status());
        assertTrue(why.getMessage().contains("00-site.yaml, line 7"), why.getMessage());
        assertEquals(400, refused(removal(SITE)).status());
        assertEquals(ROUTE, text(SITE));
        assertEquals(List.of(), noted);
        assertEquals(List.of(), workbench(false).history());
    }

    @Test
    void casesThatFailKeepAnEditOutIfTheSiteRequiresThem() throws Exception {
        RuleWorkbench workbench = workbench(true);
        BadRequest why =
                assertThrows(
                        BadRequest.class,
                        () ->
                                workbench.save(
                                        List.of(change("tests/a.yaml", CASE)),
                                        workbench.folder().etag(),
                                        "ada",
                                        noted::add));

        assertTrue(why.getMessage().contains("\"never\" fails"), why.getMessage());
        isLate = true;
        BadRequest late =
                assertThrows(
                        BadRequest.class,
                        () ->
                                workbench.save(
                                        List.of(change("tests/a.yaml", CASE)),
                                        workbench.folder().etag(),
                                        "ada",
                                        noted::add));
        assertTrue(late.getMessage().contains("longer than 30 s"), late.getMessage());
        assertFalse(Files.exists(folder.resolve("tests")));
    }

    /** The check was of all files, so another one must not have changed since. */
    @Test
    void aFileThatChangesDuringTheCheckKeepsAnEditOut() throws Exception {
        Files.writeString(folder.resolve("50-other.yaml"), "# before\n");
        RuleWorkbench workbench = workbench(false);

        BadRequest changed =
                assertThrows(
                        BadRequest.class,
                        () ->
                                workbench.save(
                                        List.of(change(SITE, other("x"))),
                                        workbench.folder().etag(),
                                        "ada",
                                        summary ->
                                                Files.writeString(
                                                        folder.resolve("50-other.yaml"),
                                                        "# after\n")));

        assertEquals(412, changed.status());
        assertEquals(ROUTE, text(SITE));
        assertEquals(List.of(), workbench.history());
    }

    /** What is only tried is no traffic: the log has nothing of it. */
    @Test
    void theLogHasNothingOfWhatIsTried() throws Exception {
        String tried = other("\"tried ${header.station}\"");
        String names = "- kamelet: { name: name-connector, parameters: { names: \"1=Left\" } }";
        record(1, "StartTransaction", "CARD");
        recorded.set(
                0, recorded.get(0).with("payload", Payload.of("connectorId", 1L, "idTag", "C")));
        String cases =
                """
                - case: after another
                  before: [{ action: StartTransaction, body: { connectorId: 1 } }]
                  given: { action: StartTransaction, body: { connectorId: 1 } }
                  expect: { delivered: {} }
                """;
        List<Change> edit =
                List.of(
                        change(
                                SITE,
                                tried.replace(
                                        "- to: direct:deliver",
                                        names + "\n        - to: direct:deliver")),
                        change("tests/a.yaml", cases));
        try (TakenLines log = TakenLines.ofAll()) {
            assertEquals(1, workbench(false).cases(edit).passed());
            assertEquals(1, workbench(false).replay(edit, ALL).replayed());

            assertEquals(
                    List.of(),
                    log.lines().stream()
                            .filter(line -> line.contains("tried ") || line.contains("Left"))
                            .toList());
        }
    }

    private void record(int id, String action, String card) {
        recorded.add(
                0,
                Payload.of(
                        "id",
                        (long) id,
                        "received",
                        "2026-11-30T08:00:%02dZ".formatted(id),
                        "station",
                        "S",
                        "direction",
                        "up",
                        "action",
                        action,
                        "dialect",
                        "json1.6",
                        "payload",
                        Payload.of("idTag", card)));
    }

    private static final ReplayQuery ALL =
            new ReplayQuery(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    500);

    /** As the box of KEBA that adds its serial number to each card. */
    private static final String STRIPPED =
            ROUTE.replace(
                    "- to: direct:deliver",
                    "- kamelet: { name: strip-idtag-suffix, parameters: { separator: \"_\", restore:"
                            + " as-used } }\n        - to: direct:deliver");

    @Test
    void saysWhatWouldBecomeOfRecordedMessages() throws Exception {
        record(1, "Authorize", "CARD0815_17");
        record(2, "Heartbeat", "x");
        record(3, "Authorize", "CARD4711");
        recorded.add(0, recorded.get(0).with("wholeLength", 100_000L).with("id", 4L));

        ReplayRun run = workbench(false).replay(List.of(change(SITE, STRIPPED)), ALL);

        assertEquals(3, run.replayed(), run::toString);
        assertEquals(1, run.changed());
        assertEquals(0, run.failing());
        assertEquals(1, run.cut());
        assertEquals(2, run.actions().size());
        assertEquals(1, run.messages().size());
        assertEquals(1, run.messages().get(0).id());
        assertEquals("idTag", run.messages().get(0).changes().get(0).path());
        assertFalse(run.toString().contains("CARD0815"), run::toString);
        assertEquals(0, workbench(false).replay(List.of(), ALL).changed());
        isLate = true;
        assertEquals(4, workbench(false).replay(List.of(), ALL).left());
    }

    /** What a rule remembers of one message counts for the next, in both. */
    @Test
    void aReplayHasAMemoryOfItsOwn() throws Exception {
        record(1, "Authorize", "CARD_1");
        recorded.add(
                0,
                recorded.get(0)
                        .with("id", 2L)
                        .with("direction", "down")
                        .with("action", "RemoteStartTransaction")
                        .with("payload", Payload.of("idTag", "CARD", "connectorId", 1L)));

        ReplayRun run = workbench(false).replay(List.of(change(SITE, STRIPPED)), ALL);

        assertEquals(2, run.changed(), run::toString);
    }

    @Test
    void aReplaySaysWhichMessagesWouldFailOrGoElsewhere() throws Exception {
        record(1, "DataTransfer", "CARD");
        String answers =
                ROUTE.replace(
                        "- to: direct:deliver",
                        "- filter:\n            simple: \"${header.vendor} == 'keba'\"\n"
                                + "            steps:\n              - kamelet: { name: drop-message, parameters: { action: DataTransfer } }\n"
                                + "        - to: direct:deliver");

        ReplayRun run = workbench(false).replay(List.of(change(SITE, answers)), ALL);

        assertEquals("delivered", run.messages().get(0).before());
        assertFalse(run.messages().get(0).after().equals("delivered"), run::toString);
        BadRequest broken =
                assertThrows(
                        BadRequest.class,
                        () -> workbench(false).replay(List.of(change(SITE, "- route: {}\n")), ALL));
        assertEquals(400, broken.status());
    }

    @Test
    void whoComesSecondLosesNothing() throws Exception {
        RuleWorkbench workbench = workbench(false);
        String etag = workbench.folder().etag();
        Files.writeString(folder.resolve(SITE), other("somebody else"));

        BadRequest late =
                assertThrows(
                        BadRequest.class,
                        () ->
                                workbench.save(
                                        List.of(change(SITE, other("me"))),
                                        etag,
                                        "ada",
                                        noted::add));

        assertEquals(412, late.status());
        assertEquals(other("somebody else"), text(SITE));
        assertEquals(
                List.of("changed"),
                workbench.folder().files().stream().map(FileState::live).toList());
        assertEquals(
                2,
                workbench
                        .diff(List.of(change(SITE, other("me"))), false)
                        .files()
                        .get(0)
                        .lines()
                        .stream()
                        .filter(line -> !line.kind().matches("same|gap"))
                        .count());
    }

    @Test
    void anEditThatCannotBeNotedIsNotMade() {
        RuleWorkbench workbench = workbench(false);
        assertThrows(
                IOException.class,
                () ->
                        workbench.save(
                                List.of(change(SITE, other("x"))),
                                workbench.folder().etag(),
                                "ada",
                                summary -> {
                                    throw new IOException("no space");
                                }));
        assertEquals(ROUTE, assertTextOf(SITE));
    }

    private String assertTextOf(String name) {
        try {
            return text(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../site.yaml",
                "rules/../../site.yaml",
                "/etc/x.yaml",
                "tests/../00-site.yaml/x.yaml",
                "rules\\x.yaml",
                ".hidden.yaml",
                "x.yml",
                "deep/er/x.yaml",
                "a b.yaml",
                "x.yaml\u0000.yaml",
                "x\n.yaml",
                "",
            })
    void aNewFileHasAPlainNameInOneOfTheFolders(String name) {
        assertEquals(400, refused(change(name, "# nothing\n")).status());
        assertFalse(Files.exists(home.resolve("site.yaml")));
    }

    @Test
    void aFileWithAnOddNameCanBeEditedWhereItIs() throws Exception {
        Files.writeString(folder.resolve("50 größer.yaml"), "# nothing\n");

        save(change("50 größer.yaml", "# something\n"));

        assertEquals("# something\n", text("50 größer.yaml"));
        save(removal("50 größer.yaml"));
        assertFalse(Files.exists(folder.resolve("50 größer.yaml")));
    }

    @Test
    void whatALinkLeadsToOutsideOfTheFolderIsNotWritten() throws Exception {
        Path outside = Files.writeString(home.resolve("outside.yaml"), "# theirs\n");
        Files.createSymbolicLink(folder.resolve("60-linked.yaml"), outside);
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("tests"), elsewhere);
        Files.createSymbolicLink(folder.resolve("70-nowhere.yaml"), home.resolve("nowhere.yaml"));

        assertEquals(409, refused(change("60-linked.yaml", "# mine\n")).status());
        assertEquals(409, refused(removal("60-linked.yaml")).status());
        assertEquals(409, refused(change("tests/a.yaml", CASE)).status());
        assertEquals(409, refused(change("70-nowhere.yaml", "# mine\n")).status());
        assertEquals("# theirs\n", Files.readString(outside));
        assertFalse(Files.exists(home.resolve("nowhere.yaml")));
        assertTrue(
                workbench(false).folder().files().stream()
                        .filter(file -> file.name().equals("60-linked.yaml"))
                        .allMatch(file -> file.readOnly().isPresent()));
    }

    /** As an administrator may have laid it: the folder itself is elsewhere. */
    @Test
    void theFolderItselfMayBeALink() throws Exception {
        Path real = folder;
        folder = home.resolve("linked-routes");
        Files.createSymbolicLink(folder, real);

        save(change(SITE, other("hello")));

        assertEquals(other("hello"), Files.readString(real.resolve(SITE)));
    }

    @Test
    void endsOfLinesStayThoseOfTheFile() throws Exception {
        Files.writeString(folder.resolve(SITE), ROUTE.replace("\n", "\r\n"));

        Saved saved = save(change(SITE, other("hello")));

        assertEquals(other("hello").replace("\n", "\r\n"), text(SITE));
        assertEquals("changed 00-site.yaml (+1 -0)", saved.what());
        assertEquals(400, refused(change(SITE, other("hello"))).status(), "nothing would change");
    }

    @Test
    void thereAreLimits() throws Exception {
        assertEquals(400, refused(change(SITE, ROUTE + "#".repeat(1_000_000))).status());
        for (int i = 0; i < 500; i++) {
            Files.writeString(folder.resolve("9" + i + ".yaml"), "");
        }
        assertEquals(400, refused(change("x.yaml", "")).status());
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOthersAsTheyWere() throws Exception {
        Files.createDirectory(folder.resolve("tests"));
        Files.writeString(folder.resolve("tests/a.yaml.changing"), "somebody writes it");

        assertEquals(409, refused(change(SITE, other("x")), change("tests/a.yaml", CASE)).status());

        assertEquals(ROUTE, text(SITE));
        assertEquals(List.of(), workbench(false).history());
    }

    /** The disk is full, or somebody is at work on the files: what is half done can be undone. */
    @Test
    void whatCannotBeWrittenBackStaysInTheHistory() throws Exception {
        Files.createDirectory(folder.resolve("tests"));
        Files.writeString(folder.resolve("50-gone.yaml"), "# here\n");
        Files.writeString(folder.resolve("50-gone.yaml.changing"), "somebody writes it");
        Files.writeString(folder.resolve("tests/a.yaml.changing"), "and this");

        BadRequest half =
                refused(
                        removal("50-gone.yaml"),
                        change(SITE, other("x")),
                        change("tests/a.yaml", CASE));

        assertEquals(409, half.status());
        assertTrue(
                half.getMessage().contains("not be changed back: 50-gone.yaml"), half.getMessage());
        assertFalse(Files.exists(folder.resolve("50-gone.yaml")));
        assertEquals(ROUTE, text(SITE));
        EditState kept = workbench(false).history().get(0);
        assertEquals(Optional.empty(), kept.obstacle());
        Files.delete(folder.resolve("50-gone.yaml.changing"));

        workbench(false).undo(kept.id(), "ada", noted::add);

        assertEquals("# here\n", text("50-gone.yaml"));
        assertEquals(ROUTE, text(SITE));
    }
}
