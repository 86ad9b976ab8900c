package dev.substation.flow.relay;

import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.Moment;
import dev.substation.model.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls that were passed on in one direction and wait for their answers. */
final class OpenCalls {

    /** The standard allows one. */
    private static final int MOST = 64;

    /** A call that was passed on, as it came and as it went, until its answer comes. */
    record Asked(Call call, Call sent, List<Undo> undo, Moment since) {}

    private final LinkedHashMap<String, Asked> open = new LinkedHashMap<>();

    /** Takes a call in; the oldest goes, unanswered, when there are too many. */
    Optional<Asked> add(Asked asked) {
        String id = asked.call().messageId();
        open.remove(id); // a call that is sent again is the youngest
        open.put(id, asked);
        return open.size() > MOST ? take(open.keySet().iterator().next()) : Optional.empty();
    }

    /** The call that an answer is to; it is open no more. */
    Optional<Asked> take(String id) {
        return Optional.ofNullable(open.remove(id));
    }

    boolean anySince(Moment then) {
        return open.values().stream().anyMatch(call -> call.since().isAfter(then));
    }

    /** All that are open; none is after this. */
    Stream<Asked> takeAll() {
        List<Asked> all = List.copyOf(open.values());
        open.clear();
        return all.stream();
    }
}
