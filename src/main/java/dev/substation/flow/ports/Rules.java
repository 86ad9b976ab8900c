package dev.substation.flow.ports;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The site's rules. Forward they run once per call, in memory; an answer is unwound through what
 * each rule left behind. Called on the desk only.
 */
public interface Rules {

    /**
     * Runs a call through the routes.
     *
     * @param vendor the station's vendor profile, a header for the routes
     */
    Routed apply(Call call, String vendor);

    /** Takes an answer back through the rules that its call went through, last rule first. */
    Answer unwind(List<Undo> undo, Answer answer);

    /**
     * What rules send by themselves because its time has come, such as a meter window that closes.
     * Each is either stored whole, the message with what is remembered, or given back.
     *
     * @param vendors the vendor profile of a station that is there
     * @param most how many at most; there may be more when there are so many
     */
    default List<Made> due(Function<StationId, Optional<String>> vendors, int most) {
        return List.of();
    }

    /**
     * The CSMS rejected a message of a station, or the station has another CSMS now: what rules
     * remember as known to the CSMS no longer counts.
     *
     * @return removed memories, to be stored
     */
    default List<Memory> untold(StationId station, Action action) {
        return List.of();
    }

    /** Takes back what could not be stored; it is due again. */
    default void giveBack(Made made) {}

    /**
     * A message that a rule made from held data.
     *
     * @param station whose memory it comes from
     * @param routed what became of it in the routes, with what was held already forgotten
     * @param held what was held
     */
    record Made(StationId station, Routed routed, Memory held) {

        /** The message; empty when another rule has answered it. */
        public Optional<Call> call() {
            return routed.fold(
                    delivered -> Optional.of(delivered.call()), answered -> Optional.empty());
        }

        /** The transaction that it names, by the id that the station knows. */
        public Optional<Long> transactionId() {
            return routed.fold(
                    delivered ->
                            TransactionPlace.of(delivered.call().action())
                                    .read(delivered.call().payload()),
                    answered -> Optional.empty());
        }
    }

    /** How much rules keep in memory, for the metrics. */
    default List<MemoryFigure> kept() {
        return List.of();
    }

    /** What became of a call. */
    sealed interface Routed {

        <T> T fold(Function<Delivered, T> onDelivered, Function<Answered, T> onAnswered);

        /** What rules want to remember; it is stored with the same commit as the call. */
        List<Memory> remembered();

        /** What rules send ahead of the call; stored before it. */
        List<Made> first();

        /** The same with more ahead of it. */
        Routed behind(List<Made> made);

        private static List<Made> joined(List<Made> made, List<Made> first) {
            List<Made> all = new ArrayList<>(made);
            all.addAll(first);
            return List.copyOf(all);
        }

        /** The call goes on, changed or not. */
        record Delivered(Call call, List<Undo> undo, List<Memory> remembered, List<Made> first)
                implements Routed {

            /** With nothing ahead of it. */
            public Delivered(Call call, List<Undo> undo, List<Memory> remembered) {
                this(call, undo, remembered, List.of());
            }

            @Override
            public Delivered behind(List<Made> made) {
                return new Delivered(call, undo, remembered, joined(made, first));
            }

            @Override
            public <T> T fold(
                    Function<Delivered, T> onDelivered, Function<Answered, T> onAnswered) {
                return onDelivered.apply(this);
            }
        }

        /**
         * A rule answered in place of the peer, or the rules failed.
         *
         * @param notes what rules remarked on the call
         */
        record Answered(Answer answer, List<Memory> remembered, List<Note> notes, List<Made> first)
                implements Routed {

            /** With nothing ahead of it. */
            public Answered(Answer answer, List<Memory> remembered, List<Note> notes) {
                this(answer, remembered, notes, List.of());
            }

            /** The same without a remark. */
            public Answered(Answer answer, List<Memory> remembered) {
                this(answer, remembered, List.of());
            }

            @Override
            public Answered behind(List<Made> made) {
                return new Answered(answer, remembered, notes, joined(made, first));
            }

            @Override
            public <T> T fold(
                    Function<Delivered, T> onDelivered, Function<Answered, T> onAnswered) {
                return onAnswered.apply(this);
            }
        }
    }
}
