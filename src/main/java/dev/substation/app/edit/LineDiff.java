package dev.substation.app.edit;

import dev.substation.api.FileDiff;
import dev.substation.api.FileDiff.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What differs between two texts, line by line (the shortest way from one to the other). */
public final class LineDiff {

    /** Lines that are shown around a change. */
    private static final int AROUND = 3;

    /**
     * Texts that differ in more lines are shown as wholly different: to compare them takes long.
     */
    private static final int MOST_STEPS = 1_000;

    private final List<String> before;
    private final List<String> after;
    private final List<Line> lines = new ArrayList<>();

    private LineDiff(String before, String after) {
        this.before = lines(before);
        this.after = lines(after);
    }

    private static List<String> lines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = List.of(text.split("\r?\n", -1));
        return text.endsWith("\n") ? lines.subList(0, lines.size() - 1) : lines;
    }

    /**
     * Compares.
     *
     * @param name of the file
     * @param before empty if there was none
     * @param after empty if there is none any more
     */
    public static FileDiff of(String name, String before, String after) {
        List<Line> compared = compared(before, after);
        List<Line> shown = shown(compared);
        remarks(before, after, compared)
                .forEach(remark -> shown.add(Line.of(Line.NOTE, 0, 0, remark)));
        return new FileDiff(name, shown);
    }

    /** How much one differs from the other: {@code +3 -1}. */
    public static String size(String before, String after) {
        List<Line> all = compared(before, after);
        return "+%d -%d".formatted(count(all, Line.ADDED), count(all, Line.REMOVED))
                + (remarks(before, after, all).isEmpty() ? "" : ", ends of lines");
    }

    private static long count(List<Line> lines, String kind) {
        return lines.stream().filter(line -> line.kind().equals(kind)).count();
    }

    /** What differs though no line shows it: which ends lines have that are the same otherwise. */
    private static List<String> remarks(String before, String after, List<Line> compared) {
        if (before.isEmpty() || after.isEmpty()) {
            return List.of();
        }
        List<String> ends = LineEnds.of(before);
        List<String> now = LineEnds.of(after);
        Map<String, Integer> changed = new TreeMap<>();
        for (Line line : compared) {
            if (line.kind().equals(Line.SAME)) {
                String old = ends.get(line.before().orElseThrow() - 1);
                String end = now.get(line.after().orElseThrow() - 1);
                if (!old.isEmpty() && !end.isEmpty() && !old.equals(end)) {
                    changed.merge(end, 1, Integer::sum);
                }
            }
        }
        List<String> remarks = new ArrayList<>();
        changed.forEach(
                (end, lines) ->
                        remarks.add(
                                "lines that end with %s now, and with %s before: %d"
                                        .formatted(name(end), name(other(end)), lines)));
        if (before.endsWith("\n") != after.endsWith("\n")) {
            remarks.add(
                    after.endsWith("\n")
                            ? "the last line has an end now"
                            : "the last line has no end any more");
        }
        return remarks;
    }

    private static String name(String end) {
        return end.equals(LineEnds.CRLF) ? "CRLF" : "LF";
    }

    private static String other(String end) {
        return end.equals(LineEnds.CRLF) ? LineEnds.LF : LineEnds.CRLF;
    }

    /** The lines that differ, with some around them. */
    private static List<Line> shown(List<Line> all) {
        boolean[] near = new boolean[all.size()];
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).kind().equals(Line.SAME)) {
                for (int j = i - AROUND; j <= i + AROUND; j++) {
                    if (j >= 0 && j < near.length) {
                        near[j] = true;
                    }
                }
            }
        }
        List<Line> shown = new ArrayList<>();
        if (all.stream().allMatch(line -> line.kind().equals(Line.SAME))) {
            return shown;
        }
        for (int i = 0; i < all.size(); i++) {
            if (near[i]) {
                shown.add(all.get(i));
            } else if (i == 0 || near[i - 1]) {
                shown.add(Line.gap());
            }
        }
        return shown;
    }

    /**
     * A text as it is written over another. A browser has ends of lines of its own, so each line
     * keeps the end that it had, and a new one gets that of the line before it.
     */
    public static String withEnds(String text, String before) {
        if (text.contains("\r") || !before.contains(LineEnds.CRLF)) {
            return text;
        }
        List<String> old = LineEnds.of(before);
        List<String> now = LineEnds.of(text);
        String last = old.get(0);
        List<String> ends = new ArrayList<>();
        for (Line line : compared(before, text)) {
            Optional<Integer> was = line.before();
            if (was.isPresent() && !old.get(was.get() - 1).isEmpty()) {
                last = old.get(was.get() - 1);
            }
            if (line.after().isPresent()) {
                ends.add(now.get(line.after().get() - 1).isEmpty() ? "" : last);
            }
        }
        List<String> lines = List.of(LineEnds.END.split(text, -1));
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < ends.size(); i++) {
            written.append(lines.get(i)).append(ends.get(i));
        }
        return written.toString();
    }

    /** All lines of both. */
    private static List<Line> compared(String before, String after) {
        return new LineDiff(before, after).compared();
    }

    private List<Line> compared() {
        int begin = 0;
        while (begin < before.size()
                && begin < after.size()
                && before.get(begin).equals(after.get(begin))) {
            begin++;
        }
        int oldEnd = before.size();
        int newEnd = after.size();
        while (oldEnd > begin
                && newEnd > begin
                && before.get(oldEnd - 1).equals(after.get(newEnd - 1))) {
            oldEnd--;
            newEnd--;
        }
        for (int i = 0; i < begin; i++) {
            same(i, i);
        }
        between(begin, oldEnd, newEnd);
        for (int i = oldEnd; i < before.size(); i++) {
            same(i, i - oldEnd + newEnd);
        }
        return lines;
    }

    private void same(int old, int now) {
        lines.add(Line.of(Line.SAME, old + 1, now + 1, after.get(now)));
    }

    private void removed(int old) {
        lines.add(Line.of(Line.REMOVED, old + 1, 0, before.get(old)));
    }

    private void added(int now) {
        lines.add(Line.of(Line.ADDED, 0, now + 1, after.get(now)));
    }

    /** The algorithm of Myers: how far each diagonal is reached with each number of steps. */
    private void between(int begin, int oldEnd, int newEnd) {
        int olds = oldEnd - begin;
        int news = newEnd - begin;
        int most = Math.min(olds + news, MOST_STEPS);
        List<int[]> reached = new ArrayList<>();
        int[] far = new int[2 * most + 3];
        int middle = most + 1;
        for (int steps = 0; steps <= most; steps++) {
            for (int k = -steps; k <= steps; k += 2) {
                boolean down =
                        k == -steps || k != steps && far[middle + k - 1] < far[middle + k + 1];
                int x = down ? far[middle + k + 1] : far[middle + k - 1] + 1;
                while (x < olds
                        && x - k < news
                        && before.get(begin + x).equals(after.get(begin + x - k))) {
                    x++;
                }
                far[middle + k] = x;
                if (x >= olds && x - k >= news) {
                    walkedBack(begin, reached, steps, k, x);
                    return;
                }
            }
            // Only as much of it as this number of steps can have reached.
            int[] part = new int[2 * steps + 1];
            System.arraycopy(far, middle - steps, part, 0, part.length);
            reached.add(part);
        }
        for (int i = begin; i < oldEnd; i++) {
            removed(i);
        }
        for (int i = begin; i < newEnd; i++) {
            added(i);
        }
    }

    /** From the end to the beginning, by the same choices as on the way there. */
    private void walkedBack(int begin, List<int[]> reached, int steps, int diagonal, int end) {
        List<Runnable> way = new ArrayList<>();
        int k = diagonal;
        int x = end;
        for (int step = steps; step > 0; step--) {
            int[] far = reached.get(step - 1);
            int middle = step - 1;
            boolean down =
                    k == -step || k != step && at(far, middle + k - 1) < at(far, middle + k + 1);
            int from = down ? k + 1 : k - 1;
            int fromX = at(far, middle + from);
            int through = down ? fromX : fromX + 1;
            for (int i = x - 1; i >= through; i--) {
                int old = begin + i;
                int now = begin + i - k;
                way.add(() -> same(old, now));
            }
            int old = begin + fromX;
            int now = begin + fromX - from;
            way.add(down ? () -> added(now) : () -> removed(old));
            x = fromX;
            k = from;
        }
        for (int i = x - 1; i >= 0; i--) {
            int both = begin + i;
            way.add(() -> same(both, both));
        }
        Collections.reverse(way);
        way.forEach(Runnable::run);
    }

    private static int at(int[] far, int index) {
        return index < 0 || index >= far.length ? -1 : far[index];
    }
}
