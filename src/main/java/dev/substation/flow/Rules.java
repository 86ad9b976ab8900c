package dev.substation.flow;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.util.List;
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

    /** What became of a call. */
    sealed interface Routed {

        <T> T fold(Function<Delivered, T> onDelivered, Function<Answered, T> onAnswered);

        /** What rules want to remember; it is stored with the same commit as the call. */
        List<Memory> remembered();

        /** The call goes on, changed or not. */
        record Delivered(Call call, List<Undo> undo, List<Memory> remembered) implements Routed {
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
        record Answered(Answer answer, List<Memory> remembered, List<Note> notes)
                implements Routed {

            /** The same without a remark. */
            public Answered(Answer answer, List<Memory> remembered) {
                this(answer, remembered, List.of());
            }

            @Override
            public <T> T fold(
                    Function<Delivered, T> onDelivered, Function<Answered, T> onAnswered) {
                return onAnswered.apply(this);
            }
        }
    }
}
