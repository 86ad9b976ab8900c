package dev.substation.routes.workbench;

import dev.substation.flow.ports.Rules.Made;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.engine.Explanation.Back;
import dev.substation.routes.engine.Explanation.Change;
import dev.substation.routes.engine.Explanation.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** An explanation as {@code POST /api/v1/routes/explain} tells it (docs/operations.md). */
public final class ExplanationTree {

    private ExplanationTree() {}

    /** The tree: {@code given}, {@code steps}, what became of the call, the way back. */
    public static Payload of(Explanation explained) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("given", given(explained));
        tree.put("steps", explained.steps().stream().map(ExplanationTree::step).toList());
        List<Payload> first =
                explained.routed().first().stream().flatMap(ExplanationTree::made).toList();
        if (!first.isEmpty()) {
            tree.put("first", first);
        }
        explained
                .routed()
                .fold(
                        delivered -> {
                            Call call = delivered.call();
                            tree.put("delivered", call.payload());
                            if (!call.station()
                                    .value()
                                    .equals(explained.given().station().value())) {
                                tree.put("station", call.station().value());
                            }
                            return null;
                        },
                        answered -> {
                            answer(tree, explained.answer().orElseThrow());
                            explained.fault().ifPresent(why -> tree.put("fault", why));
                            return null;
                        });
        if (explained.answer().isPresent()) {
            tree.put("unwound", explained.unwound().stream().map(ExplanationTree::back).toList());
            Map<String, Object> then = new LinkedHashMap<>();
            answer(then, explained.answerToCaller().orElseThrow());
            tree.put("then", new Payload(then));
        }
        return new Payload(tree);
    }

    private static Payload given(Explanation explained) {
        Call call = explained.given();
        return Payload.of(
                "direction",
                call.direction().word(),
                "station",
                call.station().value(),
                "action",
                call.action().name(),
                "vendor",
                explained.vendor(),
                "dialect",
                call.dialect().word(),
                "body",
                call.payload());
    }

    private static Stream<Payload> made(Made made) {
        return made.routed()
                .fold(
                        delivered ->
                                Stream.of(
                                        Payload.of(
                                                "action",
                                                delivered.call().action().name(),
                                                "body",
                                                delivered.call().payload())),
                        answered -> Stream.empty());
    }

    private static Payload step(Step step) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", step.file());
        tree.put("line", step.line());
        tree.put("route", step.route());
        tree.put("depth", step.depth());
        tree.put("step", step.text());
        step.condition().ifPresent(condition -> tree.put("condition", condition));
        step.taken().ifPresent(taken -> tree.put("taken", taken));
        step.change().filter(change -> !change.isNothing()).ifPresent(change -> add(tree, change));
        if (!step.notes().isEmpty()) {
            tree.put("notes", step.notes().stream().map(ExplanationTree::note).toList());
        }
        return new Payload(tree);
    }

    private static void add(Map<String, Object> tree, Change change) {
        tree.put("before", change.before());
        tree.put("after", change.after());
    }

    private static Payload note(Note note) {
        return Payload.of(
                "loss",
                note.loss().name().toLowerCase(Locale.ROOT),
                "path",
                note.path(),
                "original",
                note.original(),
                "result",
                note.result(),
                "reason",
                note.reason());
    }

    private static Payload back(Back back) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("rule", back.rule());
        if (!back.before().equals(back.after())) {
            tree.put("before", bare(back.before()));
            tree.put("after", bare(back.after()));
        }
        return new Payload(tree);
    }

    private static Payload bare(Answer answer) {
        return answer.fold(Answer.Result::payload, ExplanationTree::failure);
    }

    private static void answer(Map<String, Object> tree, Answer answer) {
        answer.fold(
                result -> tree.put("answered", result.payload()),
                failure -> tree.put("failed", failure(failure)));
    }

    private static Payload failure(Answer.Failure failure) {
        return Payload.of(
                "code",
                failure.code().name(),
                "number",
                failure.cause().number(),
                "description",
                failure.description());
    }
}
