package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the API shows of the gateway itself. As {@link Operations}. */
public interface Insight {

    /** Makes answers. */
    Executor threads();

    /** How the gateway and its machine stand. Blocks for the disk. */
    CompletionStage<SystemState> system();

    /** Lines of the log. */
    LogLines log(LogLines.LogFilter filter);

    /** The settings in force. */
    SettingsState settings();

    /**
     * What the rules that run would do to a call, step by step.
     *
     * @param question the call, as in the given of a case, and perhaps an answer
     * @throws BadRequest when it cannot be understood
     */
    CompletionStage<Payload> explain(Payload question) throws BadRequest;

    /** The rules that run. */
    RulesState rules();
}
