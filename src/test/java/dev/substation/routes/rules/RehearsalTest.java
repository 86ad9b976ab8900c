package dev.substation.routes.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is rehearsed is there meanwhile, and has never been afterwards. */
class RehearsalTest {

    private static final StationId A = new StationId("A");
    private static final StationId B = new StationId("B");
    private static final OperatingTime THEN = new OperatingTime(40_000);

    private final RuleMemory memory = new RuleMemory(List.of(), 3);

    private static Memory of(StationId station, String key, String value) {
        return new Memory("rule", station, key, value);
    }

    private Optional<String> recall(StationId station, String key) {
        return memory.recall("rule", station, key);
    }

    @Test
    void keepsMeanwhileAndForgetsAfterwards() {
        memory.keep(of(A, "k", "old"));

        List<Optional<String>> meanwhile =
                memory.rehearse(
                        () -> {
                            memory.keep(of(A, "k", "new"));
                            memory.keep(of(A, "other", "x"));
                            memory.keep(of(B, "k", "b"));
                            return List.of(recall(A, "k"), recall(A, "other"), recall(B, "k"));
                        });

        assertEquals(List.of(Optional.of("new"), Optional.of("x"), Optional.of("b")), meanwhile);
        assertEquals(Optional.of("old"), recall(A, "k"));
        assertEquals(Optional.empty(), recall(A, "other"));
        assertEquals(Optional.empty(), recall(B, "k"));
    }

    @Test
    void bringsBackWhatWasForgottenToMakeRoomAndCountsAsBefore() {
        memory.keep(of(A, "1", "x"));
        memory.keep(of(B, "2", "x"));

        memory.rehearse(
                () -> {
                    for (int i = 3; i < 10; i++) {
                        memory.keep(of(B, "" + i, "x"));
                    }
                    return null;
                });

        assertEquals(Optional.of("x"), recall(A, "1"));
        assertEquals(Optional.of("x"), recall(B, "2"));
        assertEquals(1, memory.keep(of(B, "3", "x")).size(), "there is room for three");
        assertEquals(2, memory.keep(of(A, "4", "x")).size(), "and for no more");
    }

    @Test
    void bringsBackWhatIsHeld() {
        String held = RuleMemory.holding(THEN, "window");
        memory.keep(of(A, held, "values"));

        List<Memory> meanwhile =
                memory.rehearse(
                        () -> {
                            memory.keep(of(A, held, ""));
                            memory.keep(of(B, held, "others"));
                            return memory.due(THEN);
                        });

        assertEquals(List.of(of(B, held, "others")), meanwhile);
        assertEquals(List.of(of(A, held, "values")), memory.due(THEN));
        assertEquals(List.of(of(A, held, "values")), memory.held("rule", A));
        assertEquals(List.of(), memory.held("rule", B));
    }

    @Test
    void forgetsAfterAFailureTooAndCanBeginAgain() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        memory.rehearse(
                                () -> {
                                    memory.keep(of(A, "k", "new"));
                                    throw new IllegalArgumentException("a rule failed");
                                }));

        assertEquals(Optional.empty(), recall(A, "k"));
        assertEquals(Optional.empty(), memory.rehearse(() -> recall(A, "k")));
    }

    @Test
    void asksEveryRuleToBringBackWhatItKeepsBesideTheMemory() {
        List<String> done = new ArrayList<>();
        SiteRule counting =
                new SiteRule() {
                    @Override
                    public String id() {
                        return "counting";
                    }

                    @Override
                    public Use use(Parameters parameters) {
                        return context -> context.call().payload();
                    }

                    @Override
                    public Answer unwind(Payload data, Answer.Result answer) {
                        return answer;
                    }

                    @Override
                    public Runnable bookmark() {
                        done.add("bookmark");
                        return () -> done.add("back");
                    }
                };

        new RuleBook(memory, List.of(counting)).rehearse(() -> done.add("work"));

        assertEquals(List.of("bookmark", "work", "back"), done);
    }
}
