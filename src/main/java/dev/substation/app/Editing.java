package dev.substation.app;

import dev.substation.app.edit.EditHistory;
import dev.substation.app.edit.RecordedCalls;
import dev.substation.app.edit.RuleWorkbench;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.routes.live.RouteWatch;
import java.nio.file.Path;

/** Makes what edits the files of a home. */
final class Editing {

    /** Below the data folder: what was edited, with the texts before and after. */
    private static final String HISTORY = "edits";

    private Editing() {}

    /**
     * Edits the rules.
     *
     * @param folder of the site's routes
     * @param requiresCases whether the cases must pass before a folder is taken
     */
    static RuleWorkbench rules(
            Path folder,
            Path data,
            boolean requiresCases,
            RouteWatch routes,
            RecordedCalls recorded,
            Threads threads) {
        Timers time = threads.time();
        return new RuleWorkbench(
                folder,
                routes::running,
                requiresCases,
                history(data, "rules"),
                recorded,
                within -> {
                    Moment end = time.moment().plus(within);
                    return () -> !time.moment().isBefore(end);
                },
                threads.workbench());
    }

    private static EditHistory history(Path data, String of) {
        return new EditHistory(data.resolve(HISTORY).resolve(of), WallClock.utc());
    }
}
