package dev.substation.routes.rules;

import dev.substation.dialect.Times;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers a repeated call from a cache, so that the peer gets it once: some CSMS ask a station for
 * its configuration so often that it stops charging.
 *
 * <p>Only positive answers are cached. A call that makes an answer outdated, such as
 * ChangeConfiguration for GetConfiguration, removes it if it passes this rule too. The cache is in
 * memory, outside the routes: a reload keeps it, a restart clears it.
 */
public final class AnswerFromCache implements SiteRule {

    private static final String ID = "answer-from-cache";
    private static final long MOST_SECONDS = 86_400;

    /** In characters of its text; the longest configurations in the field have a tenth of that. */
    static final int LONGEST = 200_000;

    /** In characters over all that is kept. */
    static final int MOST = 4_000_000;

    /** Stations of which something is kept; beyond, what is oldest is forgotten. */
    private static final int STATIONS = 10_000;

    /** What can be kept, each with the operations that make it old. */
    private static final Map<Action, Set<Action>> MADE_OLD_BY =
            Map.of(
                    Action.GetConfiguration,
                    Set.of(Action.ChangeConfiguration),
                    Action.GetLocalListVersion,
                    Set.of(Action.SendLocalList),
                    Action.GetCompositeSchedule,
                    Set.of(
                            Action.SetChargingProfile,
                            Action.ClearChargingProfile,
                            Action.RemoteStartTransaction,
                            Action.StartTransaction,
                            Action.StopTransaction),
                    Action.Authorize,
                    Set.of(Action.ClearCache));

    /** After these a station may be another one. */
    private static final Set<Action> MAKE_ALL_OLD =
            Set.of(Action.BootNotification, Action.Reset, Action.UpdateFirmware);

    private record Question(Action action, Payload request) {}

    /**
     * An answer.
     *
     * @param since when it was asked for
     * @param asked the same by the wall clock, to be read
     */
    private record MemoryFigure(Payload answer, OperatingTime since, String asked, int size) {}

    /** The station that answered last is the last one, and so are its answers. */
    private final LinkedHashMap<StationId, LinkedHashMap<Question, MemoryFigure>> answers =
            new LinkedHashMap<>();

    private final LinkedHashMap<StationId, Long> changes = new LinkedHashMap<>();

    private long evicted;
    private int size;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Use use(Parameters parameters) {
        Action action =
                new Action(
                        parameters.word(
                                "action",
                                Action.GetConfiguration.name(),
                                MADE_OLD_BY.keySet().stream().map(Action::name).sorted().toList()));
        long seconds = parameters.number("seconds", 1).orElse(60L);
        if (seconds > MOST_SECONDS) {
            throw parameters.wrong("seconds", "is more than " + MOST_SECONDS + ", a day");
        }
        Duration age = Duration.ofSeconds(seconds);
        return context -> {
            Call call = context.call();
            if (call.action().equals(action)) {
                look(context, age);
            } else {
                forget(call);
            }
            return call.payload();
        };
    }

    private void look(RuleContext context, Duration age) {
        Call call = context.call();
        Optional<MemoryFigure> kept =
                Optional.ofNullable(answers.get(call.station()))
                        .map(own -> own.get(new Question(call.action(), call.payload())))
                        .filter(answer -> context.operated().isBefore(answer.since().plus(age)))
                        .filter(answer -> isValid(answer.answer(), context.now()));
        if (kept.isEmpty()) {
            context.undo(
                    Payload.of(
                            "station", call.station().value(),
                            "action", call.action().name(),
                            "request", call.payload(),
                            "asked", Times.seconds(context.now()),
                            "since", context.operated().millis(),
                            "changes", changes.getOrDefault(call.station(), 0L)));
            return;
        }
        context.note(Note.whole(Loss.DEDUCED, "answered as at " + kept.get().asked()));
        context.answer(Answer.result(kept.get().answer()));
    }

    /** A card may have expired since it was accepted. */
    private static boolean isValid(Payload answer, Instant now) {
        return IdTagInfo.in(answer)
                .flatMap(IdTagInfo::expiryDate)
                .flatMap(Times::parse)
                .filter(expiry -> !expiry.isAfter(now))
                .isEmpty();
    }

    private void forget(Call call) {
        boolean all = MAKE_ALL_OLD.contains(call.action());
        boolean some = MADE_OLD_BY.values().stream().anyMatch(set -> set.contains(call.action()));
        if (!all && !some) {
            return;
        }
        changes.merge(call.station(), 1L, Long::sum);
        if (changes.size() > STATIONS) {
            changes.remove(changes.keySet().iterator().next());
        }
        LinkedHashMap<Question, MemoryFigure> own = answers.get(call.station());
        if (own == null) {
            return;
        }
        Iterator<Map.Entry<Question, MemoryFigure>> each = own.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Question, MemoryFigure> entry = each.next();
            if (all || MADE_OLD_BY.get(entry.getKey().action()).contains(call.action())) {
                size -= entry.getValue().size();
                each.remove();
            }
        }
    }

    /** Keeps the answer, as this place in the routes saw it; it goes on as it is. */
    @Override
    public Answer unwind(Payload data, Answer.Result answer) {
        StationId station = new StationId(data.text("station").orElseThrow());
        Action action = new Action(data.text("action").orElseThrow());
        Payload request = data.object("request").orElseThrow();
        boolean current = data.number("changes").orElseThrow().equals(changesOf(station));
        if (current && isYes(answer)) {
            keep(
                    station,
                    new Question(action, request),
                    answer.payload(),
                    new OperatingTime(data.number("since").orElseThrow()),
                    data.text("asked").orElseThrow());
        }
        return answer;
    }

    private Long changesOf(StationId station) {
        return changes.getOrDefault(station, 0L);
    }

    private static boolean isYes(Answer.Result answer) {
        return !IdTagInfo.isForNow(answer) && isAccepted(answer);
    }

    private static boolean isAccepted(Answer.Result answer) {
        return answer.status()
                .or(() -> IdTagInfo.in(answer.payload()).flatMap(IdTagInfo::status))
                .map("Accepted"::equals)
                .orElse(true);
    }

    /** Its age counts from the question: nobody knows when the station looked. */
    private void keep(
            StationId station,
            Question question,
            Payload answer,
            OperatingTime since,
            String asked) {
        int length = question.request().toString().length() + answer.toString().length();
        LinkedHashMap<Question, MemoryFigure> own = answers.remove(station);
        LinkedHashMap<Question, MemoryFigure> kept = own == null ? new LinkedHashMap<>() : own;
        MemoryFigure before = kept.remove(question);
        size -= before == null ? 0 : before.size();
        if (length <= LONGEST) {
            kept.put(question, new MemoryFigure(answer, since, asked, length));
            size += length;
        }
        answers.put(station, kept);
        while (size > MOST || answers.size() > STATIONS) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<LinkedHashMap<Question, MemoryFigure>> stations = answers.values().iterator();
        LinkedHashMap<Question, MemoryFigure> oldest = stations.next();
        Iterator<MemoryFigure> each = oldest.values().iterator();
        if (each.hasNext()) {
            evicted++;
            size -= each.next().size();
            each.remove();
        }
        if (oldest.isEmpty()) {
            stations.remove();
        }
    }

    @Override
    public Optional<dev.substation.flow.ports.MemoryFigure> kept() {
        return Optional.of(new dev.substation.flow.ports.MemoryFigure(ID, size, MOST, evicted));
    }

    @Override
    public Runnable bookmark() {
        LinkedHashMap<StationId, LinkedHashMap<Question, MemoryFigure>> kept =
                new LinkedHashMap<>();
        answers.forEach((station, own) -> kept.put(station, new LinkedHashMap<>(own)));
        LinkedHashMap<StationId, Long> counted = new LinkedHashMap<>(changes);
        int length = size;
        long gone = evicted;
        return () -> {
            answers.clear();
            answers.putAll(kept);
            changes.clear();
            changes.putAll(counted);
            size = length;
            evicted = gone;
        };
    }

    @Override
    public boolean answers() {
        return true;
    }

    /** A question goes one way, and its answer finds back by itself. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
