package dev.substation.routes.workbench;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.workbench.RouteCase.Expected;
import dev.substation.routes.workbench.RouteCase.Kind;
import dev.substation.routes.workbench.RouteCase.Made;
import dev.substation.routes.workbench.Verdict.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compares what was expected with what came, as far as fields are named. */
final class CaseJudge {

    private static final String NOTHING = "nothing";

    private final List<Difference> differences = new ArrayList<>();

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    void outcome(Expected expected, Explanation seen) {
        seen.routed()
                .fold(
                        delivered -> {
                            delivered(expected, delivered.call());
                            return null;
                        },
                        answered -> {
                            answered("expect", expected, answered.answer(), seen.fault());
                            station("expect.station", expected.station(), seen.given().station());
                            return null;
                        });
    }

    private void delivered(Expected expected, Call call) {
        if (is("expect", expected, Kind.DELIVERED, call.payload())) {
            fields("expect", expected, call.payload());
            station("expect.station", expected.station(), call.station());
        }
    }

    /** Compares an answer. */
    void answered(String path, Expected expected, Answer answer) {
        answered(path, expected, answer, Optional.empty());
    }

    private void answered(String path, Expected expected, Answer answer, Optional<String> fault) {
        answer.fold(
                result -> {
                    if (is(path, expected, Kind.ANSWERED, result.payload())) {
                        fields(path, expected, result.payload());
                    }
                    return null;
                },
                failure -> {
                    String reason = fault.map(why -> ": " + why).orElse("");
                    String got = failure.code() + " (" + failure.description() + reason + ")";
                    if (expected.kind() != Kind.FAILED) {
                        differ(path, expected.kind().word(), "failed: " + got);
                    } else if (expected.code().filter(failure.code()::equals).isEmpty()) {
                        differ(path + ".failed", expected.code().orElseThrow().name(), got);
                    }
                    return null;
                });
    }

    private boolean is(String path, Expected expected, Kind kind, Payload body) {
        if (expected.kind() != kind) {
            differ(path, expected.kind().word(), kind.word() + ": " + Changes.json(body));
        }
        return expected.kind() == kind;
    }

    private void fields(String path, Expected expected, Payload got) {
        compare(path + "." + expected.kind().word(), expected.fields(), got);
        absent(path, expected.absent(), got);
    }

    private void station(String path, Optional<StationId> expected, StationId got) {
        // Spelling counts here: the CSMS sees it.
        expected.filter(station -> !station.value().equals(got.value()))
                .ifPresent(station -> differ(path, station.value(), got.value()));
    }

    void made(List<Made> expected, List<Call> made) {
        for (int i = 0; i < Math.max(expected.size(), made.size()); i++) {
            String path = CaseText.item("made", i);
            if (i >= expected.size()) {
                differ(path, NOTHING, shown(made.get(i)));
            } else if (i >= made.size()) {
                differ(path, expected.get(i).action().name(), NOTHING);
            } else if (!expected.get(i).action().equals(made.get(i).action())) {
                differ(path, expected.get(i).action().name(), shown(made.get(i)));
            } else {
                compare(path + ".body", expected.get(i).body(), made.get(i).payload());
                absent(path, expected.get(i).absent(), made.get(i).payload());
                station(path + ".station", expected.get(i).station(), made.get(i).station());
            }
        }
    }

    private static String shown(Call call) {
        return call.action() + " " + Changes.json(call.payload());
    }

    private void absent(String path, List<String> absent, Payload got) {
        for (String name : absent) {
            Changes.at(got, name)
                    .ifPresent(
                            value ->
                                    differ(
                                            path + ".absent",
                                            "no " + name,
                                            name + ": " + Changes.json(value)));
        }
    }

    private void compare(String path, Object expected, Object got) {
        if (expected instanceof Payload object && got instanceof Payload other) {
            object.forEach(
                    (name, value) -> {
                        if (other.containsKey(name)) {
                            compare(CaseText.inner(path, name), value, other.get(name));
                        } else {
                            differ(CaseText.inner(path, name), Changes.json(value), NOTHING);
                        }
                    });
        } else if (expected instanceof List<?> items
                && got instanceof List<?> others
                && items.size() == others.size()) {
            for (int i = 0; i < items.size(); i++) {
                compare(CaseText.item(path, i), items.get(i), others.get(i));
            }
        } else if (!Objects.equals(expected, got)) {
            differ(path, Changes.json(expected), Changes.json(got));
        }
    }

    private void differ(String path, String expected, String got) {
        differences.add(new Difference(path, expected, got));
    }
}
