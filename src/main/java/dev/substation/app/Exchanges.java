package dev.substation.app;

import dev.substation.admin.Explaining;
import dev.substation.api.Exchange;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Masking;
import dev.substation.dialect.Part;
import dev.substation.dialect.WireForms;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.store.LogQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Finds what belongs to one line of the message log, and shows both sides of it. The log has what
 * came in; what went out is made by the rules as they are now.
 */
record Exchanges(MessageLog log, WireForms forms, Explaining explaining, Executor threads) {

    /** Answers and deliveries lie near their call; a whole log takes seconds to look through. */
    private static final int NEAR = 500;

    private static final String STATION = "station";
    private static final String CSMS = "csms";
    private static final String CALL = "call";
    private static final String ANSWER = "answer";
    private static final String ANSWERED = "answered";

    Exchanges(MessageLog log, Dictionary dictionary, Explaining explaining, Executor threads) {
        this(log, new WireForms(dictionary), explaining, threads);
    }

    /**
     * What belongs to the line with this id; empty when there is none.
     *
     * @param rules whether the rules are asked too
     */
    CompletableFuture<Optional<Exchange>> of(long id, boolean rules) {
        return log.rows(near(id))
                .thenComposeAsync(
                        rows -> {
                            Optional<Payload> line =
                                    rows.stream().filter(row -> id(row) == id).findFirst();
                            return line.isEmpty()
                                    ? CompletableFuture.completedFuture(Optional.empty())
                                    : exchange(related(line.get(), rows), rules)
                                            .thenApply(Optional::of);
                        },
                        threads);
    }

    private static LogQuery near(long id) {
        return new LogQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                id > Long.MAX_VALUE - NEAR ? Long.MAX_VALUE : id + NEAR,
                2 * NEAR);
    }

    /** All lines of the call, the earliest first: a stored call goes on under another id. */
    private static List<Payload> related(Payload line, List<Payload> rows) {
        List<Payload> others =
                rows.stream()
                        .filter(row -> text(row, STATION).equalsIgnoreCase(text(line, STATION)))
                        .filter(row -> text(row, "direction").equals(text(line, "direction")))
                        .filter(row -> text(row, "action").equals(text(line, "action")))
                        .sorted(Comparator.comparingLong(Exchanges::id))
                        .toList();
        Set<String> ids = new HashSet<>(ids(line));
        // From a delivery to its answer, whose other id is that of the call.
        for (int i = 0; i < 2; i++) {
            others.stream()
                    .filter(row -> ids(row).stream().anyMatch(ids::contains))
                    .map(Exchanges::ids)
                    .forEach(ids::addAll);
        }
        return around(
                line,
                others.stream().filter(row -> ids(row).stream().anyMatch(ids::contains)).toList());
    }

    /** Stations give the same message id again: what belongs to a line lies between two calls. */
    private static List<Payload> around(Payload line, List<Payload> all) {
        long from =
                all.stream()
                        .filter(row -> text(row, "part").equals(CALL))
                        .mapToLong(Exchanges::id)
                        .filter(id -> id <= id(line))
                        .max()
                        .orElse(0);
        long to =
                all.stream()
                        .filter(row -> text(row, "part").equals(CALL))
                        .mapToLong(Exchanges::id)
                        .filter(id -> id > id(line))
                        .min()
                        .orElse(Long.MAX_VALUE);
        return all.stream().filter(row -> id(row) >= from && id(row) < to).toList();
    }

    private static List<String> ids(Payload line) {
        List<String> ids = new ArrayList<>(List.of(text(line, "messageId")));
        line.text("sentAs").ifPresent(more -> ids.addAll(Arrays.asList(more.split(" "))));
        return ids;
    }

    private CompletableFuture<Exchange> exchange(List<Payload> lines, boolean rules) {
        Optional<Payload> call = first(lines, CALL);
        Optional<Payload> answer = first(lines, ANSWER).filter(Exchanges::isAnswered);
        Optional<Payload> delivery = first(lines, "delivery").filter(Exchanges::isAnswered);
        if (!rules || call.isEmpty() || isCut(call.get())) {
            return CompletableFuture.completedFuture(
                    new Exchange(
                            shown(lines),
                            forms(call, answer, delivery, Optional.empty()),
                            Optional.empty(),
                            Optional.of(
                                    !rules
                                            ? "What the rules do is shown to the role operate"
                                            : call.isEmpty()
                                                    ? "The message log no longer has the call"
                                                    : "The message log has only the beginning of it")));
        }
        return explained(call.get(), delivery)
                .thenApplyAsync(
                        explained ->
                                new Exchange(
                                        shown(lines),
                                        forms(call, answer, delivery, Optional.of(explained)),
                                        Optional.of(masked(explained)),
                                        Optional.empty()),
                        threads)
                .exceptionally(
                        fault ->
                                new Exchange(
                                        shown(lines),
                                        forms(call, answer, delivery, Optional.empty()),
                                        Optional.empty(),
                                        Optional.of(sentence(fault))));
    }

    private CompletableFuture<Payload> explained(Payload call, Optional<Payload> delivery) {
        Payload question =
                Payload.of(
                        "direction",
                        text(call, "direction"),
                        STATION,
                        text(call, STATION),
                        "action",
                        text(call, "action"),
                        "dialect",
                        text(call, "dialect"),
                        "body",
                        body(call));
        try {
            return explaining.explain(
                    delivery.map(line -> question.with(ANSWER, body(line))).orElse(question));
        } catch (Explaining.BadQuestion e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String sentence(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return cause instanceof Explaining.BadQuestion
                ? cause.getMessage()
                : "The gateway could not ask the rules just now";
    }

    private List<Exchange.Form> forms(
            Optional<Payload> call,
            Optional<Payload> answer,
            Optional<Payload> delivery,
            Optional<Payload> rules) {
        List<Exchange.Form> forms = new ArrayList<>();
        Optional<Payload> delivered = rules.flatMap(tree -> tree.object("delivered"));
        call.ifPresent(
                line -> {
                    boolean isUp = isUp(line);
                    add(forms, isUp ? STATION : CSMS, line, Part.REQUEST, body(line), false);
                    delivered.ifPresent(
                            body ->
                                    add(
                                            forms,
                                            isUp ? CSMS : STATION,
                                            line,
                                            Part.REQUEST,
                                            body,
                                            true));
                });
        delivery.ifPresent(line -> add(forms, CSMS, line, Part.RESPONSE, body(line), false));
        answer.ifPresent(
                line ->
                        add(
                                forms,
                                isUp(line) ? STATION : CSMS,
                                line,
                                Part.RESPONSE,
                                body(line),
                                false));
        return List.copyOf(forms);
    }

    private void add(
            List<Exchange.Form> forms,
            String side,
            Payload line,
            Part part,
            Payload body,
            boolean now) {
        Dialect dialect =
                side.equals(CSMS)
                        ? Dialect.JSON_16
                        : Dialect.named(text(line, "dialect")).orElse(Dialect.CANONICAL);
        forms.add(
                new Exchange.Form(
                        side,
                        part == Part.REQUEST ? CALL : ANSWER,
                        dialect.word(),
                        forms().text(
                                        dialect,
                                        Direction.valueOf(
                                                text(line, "direction").toUpperCase(Locale.ROOT)),
                                        new Action(text(line, "action")),
                                        part,
                                        log.hidden(Masking.masked(body))),
                        now));
    }

    private List<Payload> shown(List<Payload> lines) {
        return lines.stream().map(log::shown).toList();
    }

    /** An explanation without cards and secrets. */
    private Payload masked(Payload rules) {
        return log.hidden(
                Masking.masked(rules)
                        .changingEach(
                                "steps", step -> step.changingEach("notes", MessageLog::note)));
    }

    private static Optional<Payload> first(List<Payload> lines, String part) {
        return lines.stream().filter(line -> text(line, "part").equals(part)).findFirst();
    }

    private static boolean isAnswered(Payload line) {
        return text(line, "outcome").equals(ANSWERED);
    }

    private static boolean isCut(Payload line) {
        return line.containsKey("wholeLength");
    }

    private static boolean isUp(Payload line) {
        return text(line, "direction").equals(Direction.UP.word());
    }

    private static Payload body(Payload line) {
        return line.object("payload").orElse(Payload.EMPTY);
    }

    private static long id(Payload line) {
        return line.number("id").orElse(0L);
    }

    private static String text(Payload line, String field) {
        return line.text(field).orElse("");
    }
}
