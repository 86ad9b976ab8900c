package dev.substation.routes.workbench;

import dev.substation.dialect.Json;
import dev.substation.flow.ports.Rules.Made;
import dev.substation.flow.ports.Rules.Routed;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.engine.RouteSet;
import dev.substation.routes.engine.Routing;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.RoutePlan;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import dev.substation.routes.rules.RuleTime;
import dev.substation.routes.workbench.RouteCase.Message;
import dev.substation.routes.workbench.RouteCase.RuleUse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs cases through a folder of routes, as the gateway would, with nobody at either end. Every
 * case begins with rules that remember nothing, at the same moment. For one thread at a time.
 */
public final class RouteDryRun implements AutoCloseable {

    /** When every case begins. */
    static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");

    /** How often the gateway looks for held messages that are due. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final int MOST_TICKS = 10_000;
    private static final int MOST_MADE = 1_000;

    private final RouteFolder folder;
    private final RuleBook book = RuleBook.shipped(new RuleMemory(List.of()));
    private final SteppedClock clock = new SteppedClock();
    private final Map<RuleUse, OneSet> alone = new HashMap<>();
    private Optional<OneSet> site = Optional.empty();

    /** Of stations whose calls were run one after the other. */
    private final Map<StationId, String> vendors = new HashMap<>();

    /** A clock that stands still until it is set. */
    private static final class SteppedClock implements Supplier<RuleTime> {

        private Instant now = BEGIN;

        @Override
        public RuleTime get() {
            return new RuleTime(now, new OperatingTime(now.toEpochMilli()));
        }
    }

    /** Calls run through one set of routes, which nobody replaces. */
    private static final class OneSet extends Routing {

        private final RouteSet routes;

        OneSet(RouteSet routes, RuleBook book, SteppedClock clock) {
            super(book, clock);
            this.routes = routes;
        }

        @Override
        public RouteSet current() {
            return routes;
        }

        void close() {
            routes.close();
        }
    }

    /**
     * @param folder the routes folder
     * @throws BadRoutes when it cannot be read; what is wrong with its routes is said by the first
     *     case that needs them
     */
    public RouteDryRun(Path folder) throws BadRoutes {
        this(RouteFolder.read(folder));
    }

    RouteDryRun(RouteFolder folder) {
        this.folder = folder;
    }

    /** The folder's cases, those of the routes first. */
    public List<RouteCase> cases() throws BadRoutes {
        return CaseReading.all(folder.cases());
    }

    /**
     * Runs a case: through the whole folder, or through one rule when the case names one.
     *
     * @throws BadRoutes when the folder cannot be used, or the rule of the case
     */
    public Verdict run(RouteCase one) throws BadRoutes {
        Routing routes = one.rule().isPresent() ? alone(one) : site();
        clock.now = BEGIN;
        return book.rehearse(() -> judged(routes, one));
    }

    /**
     * Explains a call after those that go before it.
     *
     * @param notes what did not cross exactly before the call came here
     * @param answer what the peer answers, if it is asked
     * @throws BadRoutes when the folder cannot be used
     */
    public Explanation explain(
            List<Message> before, Message given, List<Note> notes, Optional<Answer> answer)
            throws BadRoutes {
        Routing routes = site();
        clock.now = BEGIN;
        return book.rehearse(
                () -> {
                    before.forEach(call -> goesBefore(routes, call));
                    return routes.run(given.call().noting(notes), given.vendorOrGeneric(), answer);
                });
    }

    /**
     * What became of a call at some time.
     *
     * @param made what rules have sent by themselves since the call before, and before this one
     */
    record Passed(List<Call> made, Explanation outcome) {}

    /**
     * Runs a call after all those that were run so before, which rules remember. Times go on.
     *
     * @throws BadRoutes when the folder cannot be used
     */
    Passed at(Instant time, Message call) throws BadRoutes {
        Routing routes = site();
        if (vendors.isEmpty() || time.isAfter(clock.now)) {
            clock.now = time;
        }
        vendors.put(call.station(), call.vendorOrGeneric());
        List<Call> made =
                new ArrayList<>(
                        calls(
                                routes.due(
                                        station -> Optional.ofNullable(vendors.get(station)),
                                        MOST_MADE)));
        Explanation outcome = routes.run(call.call(), call.vendorOrGeneric(), Optional.empty());
        made.addAll(calls(outcome.routed().first()));
        return new Passed(made, outcome);
    }

    private Verdict judged(Routing routes, RouteCase one) {
        one.before().forEach(call -> goesBefore(routes, call));
        CaseJudge judge = new CaseJudge();
        Explanation seen =
                routes.run(
                        one.given().call(),
                        one.given().vendorOrGeneric(),
                        one.answer().map(Answer::result));
        judge.outcome(one.expect(), seen);
        one.then()
                .ifPresent(
                        then -> judge.answered("then", then, seen.answerToCaller().orElseThrow()));
        List<Call> made = new ArrayList<>(calls(seen.routed().first()));
        made.addAll(passes(routes, one.given().vendorOrGeneric(), one.pause()));
        one.made().ifPresent(expected -> judge.made(expected, made));
        return new Verdict(one, judge.differences());
    }

    private void goesBefore(Routing routes, Message call) {
        Routed routed = routes.apply(call.call(), call.vendorOrGeneric());
        call.answer()
                .ifPresent(
                        answer ->
                                routed.fold(
                                        delivered ->
                                                routes.unwind(
                                                        delivered.undo(), Answer.result(answer)),
                                        Routed.Answered::answer));
        passes(routes, call.vendorOrGeneric(), call.pause());
    }

    /** Time passes; tells what rules send meanwhile. */
    private List<Call> passes(Routing routes, String vendor, Duration pause) {
        Instant end = clock.now.plus(pause);
        Duration most = pause.dividedBy(MOST_TICKS);
        Duration step = most.compareTo(TICK) > 0 ? most : TICK;
        List<Call> made = new ArrayList<>();
        while (clock.now.isBefore(end) && made.size() < MOST_MADE) {
            Instant next = clock.now.plus(step);
            clock.now = next.isBefore(end) ? next : end;
            made.addAll(calls(routes.due(station -> Optional.of(vendor), MOST_MADE)));
        }
        return made;
    }

    private static List<Call> calls(List<Made> made) {
        return made.stream()
                .flatMap(
                        one ->
                                one
                                        .routed()
                                        .fold(
                                                delivered -> Optional.of(delivered.call()),
                                                answered -> Optional.<Call>empty())
                                        .stream())
                .toList();
    }

    private OneSet loaded(RouteFolder routes) throws BadRoutes {
        return new OneSet(RouteSet.trial(routes, book, "routes-test"), book, clock);
    }

    private Routing site() throws BadRoutes {
        if (site.isEmpty()) {
            site = Optional.of(loaded(folder));
        }
        return site.get();
    }

    /** A route with one rule in it. */
    private Routing alone(RouteCase one) throws BadRoutes {
        RuleUse use = one.rule().orElseThrow();
        if (!alone.containsKey(use)) {
            List<RouteFile> files =
                    new ArrayList<>(folder.files().stream().filter(RouteFile::form).toList());
            files.add(new RouteFile(one.file(), RouteFile.Kind.ROUTES, route(use)));
            RouteFolder bare = new RouteFolder(folder.name(), files, List.of(), List.of());
            try {
                alone.put(use, loaded(bare));
            } catch (BadRoutes e) {
                if (!e.file().equals(one.file())) {
                    throw e;
                }
                String sentence =
                        e.findings().stream()
                                .filter(Finding::isError)
                                .map(Finding::sentence)
                                .findFirst()
                                .orElseThrow();
                throw new BadRoutes(one.file(), one.line(), sentence, e);
            }
        }
        return alone.get(use);
    }

    /** JSON is YAML too, and needs no thought about quotes. */
    private static String route(RuleUse use) {
        Payload rule =
                Payload.of(
                        "name",
                        use.name(),
                        "parameters",
                        new Payload(Map.copyOf(use.parameters())));
        Payload steps =
                Payload.of(
                        "uri",
                        RoutePlan.ENTRY,
                        "steps",
                        List.of(Payload.of("kamelet", rule), Payload.of("to", RoutePlan.EXIT)));
        return "- " + Json.write(Payload.of("route", Payload.of("id", "site", "from", steps)));
    }

    /** Stops the routes that were loaded. */
    @Override
    public void close() {
        site.ifPresent(OneSet::close);
        alone.values().forEach(OneSet::close);
    }
}
