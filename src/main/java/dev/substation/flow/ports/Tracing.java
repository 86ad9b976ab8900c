package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Follows calls over both legs. A call that is followed has its trace in its {@link
 * dev.substation.model.Trail}; all others cost nothing. May be called from any thread; nothing of
 * it blocks or throws.
 */
public interface Tracing extends AutoCloseable {

    /** Follows nothing. */
    Tracing OFF = new Tracing() {};

    /** A call has come; it goes on with the trace that is begun for it, if it is followed. */
    default Call begun(Call call) {
        return call;
    }

    /** A call that was begun has its answer, or will get none. */
    default void ended(Call call, Answer answer) {}

    /** Calls a station. */
    default CompletableFuture<Answer> toStation(StationLink link, Call call, Duration deadline) {
        return link.call(call, deadline);
    }

    /** The gate behind the entrance: calls of stations that were let in are begun here. */
    default StationGate gate(StationGate gate) {
        return gate;
    }

    /** Rules that show how long they take. */
    default Rules rules(Rules rules) {
        return rules;
    }

    /** A ledger that shows how long a commit takes. */
    default Ledger ledger(Ledger ledger) {
        return ledger;
    }

    /** Links that show how long a CSMS takes; its calls are begun here. */
    default CsmsLinks links(CsmsLinks links) {
        return links;
    }

    /** A line of the log, with the trace of the call that it is about. */
    default String inLine(String line) {
        return line;
    }

    @Override
    default void close() {}
}
