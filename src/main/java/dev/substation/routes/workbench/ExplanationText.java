package dev.substation.routes.workbench;

import dev.substation.flow.ports.Rules.Made;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.engine.Explanation.Back;
import dev.substation.routes.engine.Explanation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** An explanation as an engineer reads it on a screen. */
final class ExplanationText {

    private static final String INDENT = "  ";

    private final Explanation explained;
    private final boolean up;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Explanation explained) {
        this.explained = explained;
        this.up = explained.given().direction() == Direction.UP;
    }

    /** The lines, without the ends of lines. */
    static List<String> lines(Explanation explained) {
        ExplanationText text = new ExplanationText(explained);
        text.given();
        text.steps();
        text.outcome();
        text.wayBack();
        return List.copyOf(text.lines);
    }

    private void given() {
        Call call = explained.given();
        lines.add(
                "%s %s %s (vendor %s, dialect %s)"
                        .formatted(
                                call.direction().word(),
                                call.station(),
                                call.action(),
                                explained.vendor(),
                                call.dialect().word()));
        body(call.payload());
        call.notes().forEach(note -> note(INDENT, note));
    }

    private void steps() {
        int places = widest(ExplanationText::place);
        int routes = widest(Step::route);
        lines.add("");
        for (Step step : explained.steps()) {
            String indent = INDENT.repeat(step.depth());
            lines.add(
                    padded(place(step), places)
                            + padded(step.route(), routes)
                            + indent
                            + said(step));
            String inner = padded("", places) + padded("", routes) + indent + INDENT;
            if (step.isRule()) {
                step.change()
                        .ifPresentOrElse(
                                change -> changes(inner, change.before(), change.after()),
                                () -> lines.add(inner + "runs after all rules"));
            }
            step.notes().forEach(note -> note(inner, note));
        }
    }

    private int widest(Function<Step, String> column) {
        return explained.steps().stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    private static String place(Step step) {
        return step.file() + ":" + step.line();
    }

    private static String said(Step step) {
        return step.text()
                + step.condition().map(condition -> " " + condition).orElse("")
                + step.taken().map(taken -> taken ? "  is true" : "  is false").orElse("");
    }

    private void changes(String indent, Payload before, Payload after) {
        List<Changes.Change> changes = Changes.between(before, after);
        if (changes.isEmpty()) {
            lines.add(indent + "changes nothing");
        }
        for (Changes.Change change : changes) {
            lines.add(
                    indent
                            + change.path()
                            + ": "
                            + change.before().orElse("(nothing)")
                            + " -> "
                            + change.after().orElse("(nothing)"));
        }
    }

    private void note(String indent, Note note) {
        String loss = note.loss().name().toLowerCase(Locale.ROOT);
        lines.add(indent + "note, " + loss + ", " + note.path() + ": " + note.reason());
    }

    private void outcome() {
        lines.add("");
        explained
                .routed()
                .fold(
                        delivered -> {
                            goesOn(delivered.call());
                            return null;
                        },
                        answered -> {
                            inPlaceOfThePeer();
                            return null;
                        });
    }

    private void goesOn(Call call) {
        for (Made made : explained.routed().first()) {
            lines.add("before it, a held message is sent");
            made.routed()
                    .fold(
                            delivered -> lines.add(INDENT + said(delivered.call())),
                            answered -> lines.add(INDENT + "nothing"));
        }
        boolean renamed = !call.station().value().equals(explained.given().station().value());
        lines.add(
                "delivered to the "
                        + (up ? "CSMS" : "station")
                        + (renamed ? ", as " + call.station() : ""));
        body(call.payload());
    }

    private static String said(Call call) {
        return call.action() + " " + Changes.json(call.payload());
    }

    private void inPlaceOfThePeer() {
        lines.add(
                explained
                        .fault()
                        .map(why -> "not delivered: " + why)
                        .orElse("not delivered, but answered by a rule"));
        explained.answer().ifPresent(this::answer);
    }

    private void wayBack() {
        explained
                .routed()
                .fold(
                        delivered -> {
                            explained
                                    .answer()
                                    .ifPresent(
                                            answer -> {
                                                lines.add("");
                                                lines.add(
                                                        up
                                                                ? "the CSMS answers"
                                                                : "the station answers");
                                                answer(answer);
                                            });
                            return null;
                        },
                        answered -> null);
        if (explained.answer().isEmpty()) {
            return;
        }
        if (!explained.unwound().isEmpty()) {
            lines.add("");
            lines.add("on its way back, the last rule first");
            explained.unwound().forEach(this::back);
        }
        lines.add("");
        lines.add(up ? "the station gets" : "the CSMS gets");
        answer(explained.answerToCaller().orElseThrow());
    }

    private void back(Back back) {
        lines.add(INDENT + back.rule());
        String inner = INDENT + INDENT;
        if (back.before() instanceof Answer.Result before
                && back.after() instanceof Answer.Result after) {
            changes(inner, before.payload(), after.payload());
        } else if (back.before().equals(back.after())) {
            lines.add(inner + "changes nothing");
        } else {
            back.after()
                    .fold(
                            result -> lines.add(inner + Changes.json(result.payload())),
                            failure -> lines.add(inner + failed(failure)));
        }
    }

    private void answer(Answer answer) {
        answer.fold(
                result -> {
                    body(result.payload());
                    return null;
                },
                failure -> {
                    lines.add(INDENT + failed(failure));
                    return null;
                });
    }

    private static String failed(Answer.Failure failure) {
        return failure.code() + ", " + failure.cause().number() + ": " + failure.description();
    }

    private void body(Payload body) {
        lines.add(INDENT + Changes.json(body));
    }
}
