package dev.substation.routes.workbench;

import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.Place;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tries a folder with all its cases, as {@code gw routes test} does. */
public final class FolderCases implements RouteCases {

    @Override
    public List<Finding> failing(RouteFolder folder) {
        return run(folder, () -> false).failing();
    }

    /**
     * What came of the cases of a folder.
     *
     * @param verdicts of those that were run
     * @param findings about the folder, or about cases that cannot be run
     * @param left how many were not run, for want of time
     */
    public record Outcome(List<Verdict> verdicts, List<Finding> findings, int left) {

        public Outcome {
            verdicts = List.copyOf(verdicts);
            findings = List.copyOf(findings);
        }

        /** An error for each case that failed or cannot be run. */
        public List<Finding> failing() {
            return Stream.concat(
                            findings.stream(),
                            verdicts.stream()
                                    .filter(verdict -> !verdict.passed())
                                    .map(FolderCases::failed))
                    .toList();
        }
    }

    /**
     * Runs all cases of a folder, one after the other.
     *
     * @param isLate whether there is no time for another
     */
    public static Outcome run(RouteFolder folder, BooleanSupplier isLate) {
        List<Finding> findings = new ArrayList<>(faults(folder));
        if (!findings.isEmpty()) {
            return new Outcome(List.of(), findings, 0);
        }
        List<Verdict> verdicts = new ArrayList<>();
        int left = 0;
        try (RouteDryRun dryRun = new RouteDryRun(folder)) {
            for (RouteCase one : dryRun.cases()) {
                if (isLate.getAsBoolean()) {
                    left++;
                    continue;
                }
                try {
                    verdicts.add(dryRun.run(one));
                } catch (BadRoutes e) {
                    // What is wrong with the rule of one case must not hide the others.
                    if (!e.file().equals(one.file())) {
                        throw e;
                    }
                    findings.addAll(e.findings());
                }
            }
        } catch (BadRoutes e) {
            findings.addAll(e.findings());
        }
        return new Outcome(verdicts, findings, left);
    }

    /** What keeps files of cases from being read. */
    public static List<Finding> faults(RouteFolder folder) {
        List<Finding> faults = new ArrayList<>();
        for (RouteFile file : folder.cases()) {
            try {
                CaseReading.all(List.of(file));
            } catch (BadRoutes e) {
                faults.addAll(e.findings());
            }
        }
        return faults;
    }

    private static Finding failed(Verdict verdict) {
        String differences =
                verdict.differences().stream()
                        .map(Verdict.Difference::toString)
                        .collect(Collectors.joining("; "));
        RouteCase of = verdict.of();
        return new Place(of.file(), of.line())
                .error(
                        "the case \"%s\" fails: %s; see gw routes test"
                                .formatted(of.name(), differences));
    }
}
