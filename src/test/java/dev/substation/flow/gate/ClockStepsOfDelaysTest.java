package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pauses, paces and expiries while the wall clock steps all the time (issue 10, B7). */
class ClockStepsOfDelaysTest {

    /** What the clock does after each piece of time that passes, in turn. */
    private static final List<List<Duration>> STEPS =
            List.of(
                    List.of(Duration.ofHours(-2)),
                    List.of(Duration.ofHours(3)),
                    List.of(Duration.ofHours(-2), Duration.ofHours(3), Duration.ofHours(-1)),
                    List.of(Duration.ofDays(3652), Duration.ofDays(-3652)));

    /** What takes its time. */
    private enum Delay {
        UNANSWERED_MESSAGE {
            @Override
            void live(Hours hours) {
                ChargingSite site = hours.site;
                long told = site.start(1, 100);
                site.csms.ignoring(call -> call.action().equals(Action.StopTransaction));
                site.stop(told);
                hours.pass(Duration.ofMinutes(20), Duration.ofSeconds(1));
                hours.seen.add("set aside: " + site.ledger.setAside().size());
            }
        },
        REFUSED_MESSAGE {
            @Override
            void live(Hours hours) {
                ChargingSite site = hours.site;
                long told = site.start(1, 100);
                site.csms.answering(
                        call ->
                                call.action().equals(Action.StopTransaction)
                                        ? Answer.failure(
                                                Cause.CSMS_REFUSED, ErrorCode.InternalError, "no")
                                        : ScriptedCsms.accept(call));
                site.stop(told);
                hours.pass(Duration.ofMinutes(10), Duration.ofSeconds(1));
                hours.seen.add("set aside: " + site.ledger.setAside().size());
            }
        },
        STOP_FOR_A_REFUSED_CARD {
            @Override
            void live(Hours hours) {
                ChargingSite site = hours.site;
                site.csms.fallSilent();
                site.start(1, 100);
                site.csms.startingAll(7, "Blocked");
                hours.pass(Duration.ofMinutes(40), Duration.ofSeconds(1));
            }
        },
        TRIGGER_THAT_IS_FORGOTTEN {
            @Override
            void live(Hours hours) {
                for (int minutes : List.of(4, 6)) {
                    hours.site.ask(Action.TriggerMessage, "requestedMessage", "Heartbeat");
                    hours.pass(Duration.ofMinutes(minutes), Duration.ofSeconds(10));
                    hours.site.send(Action.Heartbeat);
                    hours.look();
                }
            }
        },
        LINK_THAT_IS_CLOSED_AFTER_EACH_HANDSHAKE {
            @Override
            void live(Hours hours) {
                for (int seconds : List.of(10, 10, 10, 600)) {
                    hours.site.csms.link("CP-1").cut();
                    hours.site.time.settle();
                    hours.seen.add("health: " + hours.reasons());
                    hours.site.csms.link("CP-1").connect();
                    hours.site.time.settle();
                    hours.pass(Duration.ofSeconds(seconds), Duration.ofSeconds(1));
                }
                hours.site.csms.link("CP-1").cut();
                hours.site.time.settle();
                hours.seen.add("health: " + hours.reasons());
            }
        },
        MESSAGES_THAT_PILED_UP {
            @Override
            void live(Hours hours) {
                ChargingSite site = hours.site;
                long told = site.start(1, 100);
                site.csms.link("CP-1").cut();
                site.time.settle();
                for (int i = 0; i < 500; i++) {
                    site.values(1, told);
                }
                site.csms.link("CP-1").connect();
                hours.pass(Duration.ofSeconds(10), Duration.ofMillis(100));
                hours.seen.add("waiting: " + site.ledger.outbox().size());
            }
        };

        abstract void live(Hours hours);
    }

    /** Some hours of a station, and what could be seen of them when. */
    private static final class Hours {

        private final ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        private final List<String> seen = new ArrayList<>();
        private final List<Duration> steps;
        private int passed;
        private int up;
        private int down;

        Hours(List<Duration> steps) {
            this.steps = steps;
        }

        void pass(Duration time, Duration piece) {
            for (long i = time.dividedBy(piece); i > 0; i--) {
                site.time.pass(piece);
                look();
                if (!steps.isEmpty()) {
                    site.time.stepWallClock(steps.get(passed++ % steps.size()));
                }
            }
        }

        void look() {
            long now = site.time.moment().nanos() / 1_000_000;
            for (; up < site.csms.received.size(); up++) {
                seen.add(now + " ms: CSMS gets " + site.csms.received.get(up).action());
            }
            for (; down < site.station.calls.size(); down++) {
                seen.add(now + " ms: station gets " + site.station.calls.get(down).action());
            }
        }

        List<String> reasons() {
            CompletableFuture<Figures> figures = site.gateway.figures();
            site.time.settle();
            return figures.join().standing().reasons();
        }
    }

    private static List<String> lived(Delay delay, List<Duration> steps) {
        Hours hours = new Hours(steps);
        delay.live(hours);
        return hours.seen;
    }

    static Stream<Arguments> steps() {
        return Stream.of(Delay.values())
                .flatMap(
                        delay ->
                                IntStream.range(0, STEPS.size())
                                        .mapToObj(i -> Arguments.of(delay, STEPS.get(i))));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void nobodyNotices(Delay delay, List<Duration> steps) {
        List<String> right = lived(delay, List.of());
        assertTrue(right.size() > 1, right::toString);

        assertEquals(String.join("\n", right), String.join("\n", lived(delay, steps)));
    }
}
