package dev.substation.app.edit;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RuleEditing.ReplayQuery;
import dev.substation.model.Payload;
import dev.substation.routes.workbench.RouteCase.Message;
import java.util.List;

/** The calls of the message log, with what the rules need to know of their stations. */
public interface RecordedCalls {

    /** The lines that are meant, as they are stored, the latest first. Blocks for the ledger. */
    List<Payload> lines(ReplayQuery query) throws BadRequest;

    /** What is known of stations now. Blocks for the desk. */
    Vendors known() throws BadRequest;

    /** Completes calls. */
    interface Vendors {

        /** A call with the vendor that rules see, as its station is known. */
        Message completed(Message call);
    }
}
