package dev.substation.api;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the API shows of the gateway itself. As {@link Operations}. */
public interface Insight {

    /** Makes answers. */
    Executor threads();

    /** How the gateway and its machine stand. Blocks for the disk. */
    CompletionStage<SystemState> system();

    /** The settings in force. */
    SettingsState settings();

    /** The rules that run. */
    RulesState rules();
}
