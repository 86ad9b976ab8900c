package dev.substation.routes.rules;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a rule sees of the call that it looks at, and what it may leave behind. */
public interface RuleContext {

    /** The call with its payload as earlier rules left it. */
    Call call();

    /** Whether the call is only tried: a rule writes nothing of it to the log. */
    boolean isTrial();

    /**
     * Whether this rule, in this or another use of it, has already left an undo on the call. Rules
     * that must not act twice (1 to 2, then 2 to 1) ask.
     */
    boolean acted();

    /** What this rule remembers of the call's station under a key. */
    Optional<String> remembered(String key);

    /**
     * Remembers something of the call's station over restarts; nothing is kept when the call fails
     * in a later rule.
     *
     * @param key at most {@link RuleMemory#KEY_LENGTH} characters
     * @param value empty text to forget
     */
    void remember(String key, String value);

    /** The wall clock, for times in messages alone: it may step. */
    Instant now();

    /** The time for every duration, also over restarts. */
    OperatingTime operated();

    /**
     * What this rule, which is a {@link HoldingRule}, holds of the call's station, oldest first.
     */
    List<Memory> held();

    /**
     * Holds something of the call's station back for a while, over restarts. The rule bounds how
     * much it holds.
     *
     * @param about at most {@link RuleMemory#ABOUT_LENGTH} characters; with the time, it names what
     *     is held
     * @return what is held now
     */
    Memory hold(Duration wait, String about, String value);

    /**
     * Sends what is held ahead of this call; that it goes on or is answered makes no difference.
     */
    void release(Memory held);

    /** Keeps what is needed to take the answer back; it may be stored for days. */
    void undo(Payload data);

    /** A remark for the message log. */
    void note(Note note);

    /** Answers in place of the peer; no later step of the routes runs. */
    void answer(Answer answer);
}
