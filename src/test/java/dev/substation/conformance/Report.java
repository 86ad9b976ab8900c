package dev.substation.conformance;

import dev.substation.conformance.Cell.Verdict;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of all lines and dialects; written as Markdown, as CSV, and as a summary. */
final class Report {

    static final Path FOLDER = Path.of("target", "conformance");

    private final Map<Line, Map<Dialect, Cell>> cells = new LinkedHashMap<>();

    Report(List<Line> lines) {
        lines.forEach(line -> cells.put(line, new EnumMap<>(Dialect.class)));
    }

    void put(Line line, Dialect dialect, Cell cell) {
        cells.get(line).put(dialect, cell);
    }

    /** The cells that say nothing, or not enough. */
    List<String> blanks() {
        List<String> blanks = new ArrayList<>();
        cells.forEach(
                (line, ofLine) -> {
                    for (Dialect dialect : Dialect.values()) {
                        if (!Optional.ofNullable(ofLine.get(dialect))
                                .map(Cell::isComplete)
                                .orElse(false)) {
                            blanks.add(dialect.word() + " " + line);
                        }
                    }
                });
        return blanks;
    }

    private Stream<Cell> all() {
        return cells.values().stream().flatMap(ofLine -> ofLine.values().stream());
    }

    private long count(Verdict verdict) {
        return all().filter(cell -> cell.verdict() == verdict).count();
    }

    String totals() {
        return "Total: %d lines x %d dialects = %d cells: %d pass, %d answered instead, %d not applicable, %d failed, %d blank."
                .formatted(
                        cells.size(),
                        Dialect.values().length,
                        cells.size() * Dialect.values().length,
                        count(Verdict.PASS),
                        count(Verdict.INSTEAD),
                        count(Verdict.NOT_APPLICABLE),
                        count(Verdict.FAIL),
                        blanks().size());
    }

    void write() throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("conformance.md"), markdown());
        Files.writeString(FOLDER.resolve("conformance.csv"), csv());
    }

    private static String title(Line line) {
        return line.action() + " " + line.direction().word();
    }

    private Set<String> titles() {
        return cells.keySet().stream()
                .map(Report::title)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String head() {
        return Stream.of(Dialect.values()).map(Dialect::word).collect(Collectors.joining(" | "));
    }

    private String markdown() {
        StringBuilder page = new StringBuilder("# Conformance report\n\n");
        page.append("Made by `mvn verify`; how to read it: `docs/conformance.md`.\n");
        for (String title : titles()) {
            page.append("\n## ").append(title).append("\n\n");
            page.append("| message | case | ").append(head()).append(" |\n|---|---|---|---|---|\n");
            cells.forEach(
                    (line, ofLine) -> {
                        if (title(line).equals(title)) {
                            page.append("| ").append(line.message());
                            page.append(" | ").append(line.name());
                            for (Dialect dialect : Dialect.values()) {
                                page.append(" | ").append(text(ofLine.get(dialect)));
                            }
                            page.append(" |\n");
                        }
                    });
        }
        return page.append('\n').append(totals()).append('\n').toString();
    }

    private static String text(Cell cell) {
        return cell == null ? "" : cell.toString().replace("|", "\\|").replace("\n", " ");
    }

    private String csv() {
        StringBuilder csv =
                new StringBuilder(
                        "direction,operation,message,case,dialect,verdict,arrives as,reason\n");
        cells.forEach(
                (line, ofLine) ->
                        ofLine.forEach(
                                (dialect, cell) ->
                                        csv.append(
                                                Stream.of(
                                                                line.direction().word(),
                                                                line.action().name(),
                                                                line.message(),
                                                                line.name(),
                                                                dialect.word(),
                                                                cell.verdict().word(),
                                                                cell.arrives(),
                                                                cell.reason())
                                                        .map(Report::quoted)
                                                        .collect(
                                                                Collectors.joining(
                                                                        ",", "", "\n")))));
        return csv.append("# ").append(totals()).append('\n').toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"").replace("\n", " ") + '"';
    }

    // ---- the summary

    /** One line for each operation, and what arrives as something else, in few lines. */
    String summary() {
        StringBuilder page = new StringBuilder();
        for (Direction direction : List.of(Direction.UP, Direction.DOWN)) {
            page.append(
                    direction == Direction.UP
                            ? "### From station to CSMS\n\n"
                            : "### From CSMS to station\n\n");
            page.append("| operation | ").append(head()).append(" |\n|---|---|---|---|\n");
            Set<Action> actions =
                    cells.keySet().stream()
                            .filter(line -> line.direction() == direction)
                            .map(Line::action)
                            .collect(Collectors.toCollection(LinkedHashSet::new));
            for (Action action : actions) {
                page.append("| ").append(action);
                for (Dialect dialect : Dialect.values()) {
                    page.append(" | ").append(counted(direction, action, dialect));
                }
                page.append(" |\n");
            }
            page.append('\n');
        }
        page.append("### What arrives as something else\n\n");
        page.append("| operation | message | case | dialect | arrives as | because |\n");
        page.append("|---|---|---|---|---|---|\n");
        changes().forEach(page::append);
        return page.append('\n').append(totals()).append('\n').toString();
    }

    private static String joined(Set<Dialect> dialects) {
        return dialects.stream().map(Dialect::word).collect(Collectors.joining(", "));
    }

    private String counted(Direction direction, Action action, Dialect dialect) {
        Map<Verdict, Long> counts =
                cells.entrySet().stream()
                        .filter(entry -> entry.getKey().direction() == direction)
                        .filter(entry -> entry.getKey().action().equals(action))
                        .map(entry -> entry.getValue().get(dialect))
                        .collect(
                                Collectors.groupingBy(
                                        Cell::verdict,
                                        () -> new EnumMap<>(Verdict.class),
                                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    }

    /** What arrives as something else, in rows that say it of as much as possible at once. */
    private Set<String> changes() {
        // message, arrives, reason -> operation -> dialect -> cases
        Map<List<String>, Map<String, Map<Dialect, List<String>>>> found = new LinkedHashMap<>();
        cells.forEach(
                (line, ofLine) ->
                        ofLine.forEach(
                                (dialect, cell) -> {
                                    if (!cell.arrives().isEmpty()) {
                                        found.computeIfAbsent(
                                                        List.of(
                                                                line.message(),
                                                                cell.arrives(),
                                                                cell.reason()),
                                                        any -> new LinkedHashMap<>())
                                                .computeIfAbsent(
                                                        title(line),
                                                        any -> new EnumMap<>(Dialect.class))
                                                .computeIfAbsent(dialect, any -> new ArrayList<>())
                                                .add(line.name());
                                    }
                                }));
        Set<String> rows = new LinkedHashSet<>();
        found.forEach((what, byTitle) -> rows.addAll(rows(what, byTitle)));
        return rows;
    }

    /** Operations with the same cases in the same dialects are one row. */
    private static List<String> rows(
            List<String> what, Map<String, Map<Dialect, List<String>>> byTitle) {
        Map<String, List<String>> titles = new LinkedHashMap<>();
        byTitle.forEach(
                (title, cases) ->
                        byDialects(cases)
                                .forEach(
                                        two ->
                                                titles.computeIfAbsent(
                                                                two, any -> new ArrayList<>())
                                                        .add(title)));
        return titles.entrySet().stream()
                .map(
                        entry ->
                                List.of(
                                        String.join(", ", entry.getValue()),
                                        what.get(0),
                                        entry.getKey(),
                                        what.get(1),
                                        what.get(2)))
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .toList();
    }

    /** Cases and dialects as two cells; dialects with the same cases together. */
    private static List<String> byDialects(Map<Dialect, List<String>> cases) {
        Map<String, Set<Dialect>> dialects = new LinkedHashMap<>();
        cases.forEach(
                (dialect, names) ->
                        dialects.computeIfAbsent(few(names), any -> new LinkedHashSet<>())
                                .add(dialect));
        return dialects.entrySet().stream()
                .map(entry -> entry.getKey() + " | " + joined(entry.getValue()))
                .toList();
    }

    private static String few(List<String> names) {
        List<String> errors = names.stream().filter(it -> it.startsWith(Line.ERROR)).toList();
        if (errors.size() == ErrorCode.values().length) {
            return errors.size() == names.size() ? "any error" : "any";
        }
        if (!errors.isEmpty() && errors.size() == names.size()) {
            return errors.stream()
                    .map(name -> name.substring(Line.ERROR.length()))
                    .collect(Collectors.joining(", ", Line.ERROR, ""));
        }
        return names.size() <= 3 ? String.join("; ", names) : names.size() + " cases";
    }
}
