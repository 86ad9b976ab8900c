package dev.substation.flow.relay;

import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import java.util.ArrayList;
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

    /** A call that will have no answer of its own any more, and why. */
    record Lost(Asked asked, Answer.Failure why) {}

    /**
     * Takes a call in.
     *
     * @return the calls that make room for it: one with the same id, and the oldest of too many
     */
    List<Lost> add(Asked asked) {
        String id = asked.call().messageId();
        List<Lost> lost = new ArrayList<>();
        take(id) // a call that is sent again is the youngest
                .ifPresent(
                        same ->
                                lost.add(
                                        new Lost(
                                                same,
                                                Answer.failure(
                                                        Cause.CALL_SENT_AGAIN,
                                                        same.call().action()))));
        open.put(id, asked);
        if (open.size() > MOST) {
            take(open.keySet().iterator().next())
                    .ifPresent(
                            oldest ->
                                    lost.add(
                                            new Lost(
                                                    oldest,
                                                    Answer.failure(
                                                            Cause.CALL_CROWDED_OUT,
                                                            oldest.call().action(),
                                                            MOST))));
        }
        return lost;
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
