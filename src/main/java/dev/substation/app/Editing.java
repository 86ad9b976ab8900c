package dev.substation.app;

import dev.substation.api.CardEditing;
import dev.substation.api.RuleEditing;
import dev.substation.api.Served;
import dev.substation.api.SettingsEditing;
import dev.substation.app.edit.EditHistory;
import dev.substation.app.edit.RecordedCalls;
import dev.substation.app.edit.RuleWorkbench;
import dev.substation.app.settings.Settings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.routes.live.RouteWatch;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.function.Supplier;

/** What edits the files of a home. */
record Editing(RuleEditing rules, CardEditing cards, SettingsEditing settings) {

    /** Below the data folder: what was edited, with the texts before and after. */
    private static final String HISTORY = "edits";

    /**
     * Makes it.
     *
     * @param folder of the site's routes
     * @param requiresCases whether the cases must pass before a folder is taken
     */
    static Editing of(
            Path folder,
            Path data,
            boolean requiresCases,
            RouteWatch routes,
            RecordedCalls recorded,
            CardFiles cards,
            SettingsWatch file,
            Supplier<Settings> settings,
            Threads threads) {
        Timers time = threads.time();
        RuleWorkbench rules =
                new RuleWorkbench(
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
        return new Editing(
                rules,
                new SiteCards(cards, threads.workbench()),
                new SiteEditing(
                        file,
                        () -> settings.get().secrets(),
                        history(data, "settings"),
                        threads.workbench()));
    }

    /** Serves it, before the first request. */
    void serve(ServletContext context) {
        Served.rules(context, rules);
        Served.cards(context, cards);
        Served.settings(context, settings);
    }

    private static EditHistory history(Path data, String of) {
        return new EditHistory(data.resolve(HISTORY).resolve(of), WallClock.utc());
    }
}
