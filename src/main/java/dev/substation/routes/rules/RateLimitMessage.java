package dev.substation.routes.rules;

import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Lets an operation pass so often in so long a time, for each station by itself; what is more is
 * answered in place of the peer. Any span of that length is looked at, not minutes by the clock.
 *
 * <p>What belongs to a transaction, or has a signature, is neither counted nor dropped.
 */
public final class RateLimitMessage implements SiteRule {

    private static final long MOST_MESSAGES = 100;
    private static final long MOST_SECONDS = 86_400;

    /** Beyond so many stations and uses the one that was quiet for longest starts anew. */
    private static final int COUNTED = 5_000;

    private record Limit(OwnAnswer own, long messages, Duration time) {

        String words() {
            return "more than " + messages + " in " + time.toSeconds() + " s";
        }
    }

    private record Key(StationId station, Limit limit) {}

    private final LinkedHashMap<Key, Deque<OperatingTime>> passed =
            new LinkedHashMap<>(16, 0.75f, true);

    private long evicted;

    @Override
    public String id() {
        return "rate-limit-message";
    }

    @Override
    public Use use(Parameters parameters) {
        OwnAnswer own = OwnAnswer.read(parameters).needingStatus(parameters);
        long messages = parameters.number("messages", 1).orElse(1L);
        long seconds = parameters.number("seconds", 1).orElse(60L);
        if (messages > MOST_MESSAGES) {
            throw parameters.wrong("messages", "is more than " + MOST_MESSAGES);
        }
        if (seconds > MOST_SECONDS) {
            throw parameters.wrong("seconds", "is more than " + MOST_SECONDS + ", a day");
        }
        Limit limit = new Limit(own, messages, Duration.ofSeconds(seconds));
        return context -> {
            Call call = context.call();
            if (own.fits(call) && !isOfTransaction(call) && !passes(context, limit)) {
                hold(context, limit);
            }
            return call.payload();
        };
    }

    private static boolean isOfTransaction(Call call) {
        return call.action().equals(Action.MeterValues)
                && call.payload().get("transactionId") != null;
    }

    private boolean passes(RuleContext context, Limit limit) {
        OperatingTime now = context.operated();
        Deque<OperatingTime> times =
                passed.computeIfAbsent(
                        new Key(context.call().station(), limit), key -> new ArrayDeque<>(1));
        while (!times.isEmpty() && !now.isBefore(times.peek().plus(limit.time()))) {
            times.poll();
        }
        boolean passes = times.size() < limit.messages();
        if (passes) {
            times.add(now);
        }
        if (passed.size() > COUNTED) {
            passed.remove(passed.keySet().iterator().next());
            evicted++;
        }
        return passes;
    }

    private static void hold(RuleContext context, Limit limit) {
        Call call = context.call();
        Answer answer =
                limit.own()
                        .refusal(call)
                        .<Answer>map(Answer::result)
                        .orElseGet(
                                () ->
                                        Answer.failure(
                                                Cause.RULE_REFUSED,
                                                ErrorCode.GenericError,
                                                call.action(),
                                                limit.words()));
        context.note(Note.whole(Loss.IMPOSSIBLE, limit.words()));
        context.answer(answer);
    }

    @Override
    public Optional<MemoryFigure> kept() {
        return Optional.of(new MemoryFigure(id(), passed.size(), COUNTED, evicted));
    }

    @Override
    public Runnable bookmark() {
        LinkedHashMap<Key, Deque<OperatingTime>> before = new LinkedHashMap<>();
        passed.forEach((key, times) -> before.put(key, new ArrayDeque<>(times)));
        long counted = evicted;
        return () -> {
            passed.clear();
            passed.putAll(before);
            evicted = counted;
        };
    }

    @Override
    public boolean answers() {
        return true;
    }

    /** An operation goes one way, and is counted on it. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
