package dev.substation.bench;

import com.sun.management.ThreadMXBean;
import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.FrameReading;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Frames;
import dev.substation.testing.RuleClocks;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the routes cost: microseconds a message with the site rules as shipped and with none, by
 * turns in one run. Messages are those of a KEBA network, recorded and made after them, up and
 * down; a message is a call on its way through the routes and its answer on the way back.
 *
 * <p>Argument: the folder with the rules, {@code camel-routes} when left out.
 */
public final class RoutesBench {

    private static final StationId STATION = new StationId("KEBA-HOF-7");
    private static final String VENDOR = "keba";
    private static final String NONE =
            """
            - route:
                id: site
                from:
                  uri: direct:site
                  steps:
                    - to: direct:deliver
            """;

    private static final int CARDS = 50;
    private static final int PASSES = 20;
    private static final int WARM_UP = 15;
    private static final int ROUNDS = 15;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private RoutesBench() {}

    public static void main(String[] args) throws Exception {
        Path shipped = Path.of(args.length > 0 ? args[0] : "camel-routes");
        Path none = Files.createTempDirectory(Path.of("target"), "no-rules");
        Path site = Files.writeString(none.resolve("00-site.yaml"), NONE);
        List<Message> messages = messages();
        List<Round> with = new ArrayList<>();
        List<Round> without = new ArrayList<>();
        long changed;
        try (SiteRoutes rules = new SiteRoutes(shipped, List.of(), RuleClocks.real());
                SiteRoutes noRules = new SiteRoutes(none, List.of(), RuleClocks.real())) {
            changed = messages.stream().filter(message -> message.isChangedBy(rules)).count();
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                Round first = round(rules, messages);
                Round second = round(noRules, messages);
                if (round >= WARM_UP) {
                    with.add(first);
                    without.add(second);
                }
            }
        } finally {
            Files.delete(site);
            Files.delete(none);
        }
        System.out.printf(
                "routes rounds=%d messages=%d changed=%d%%, microseconds a message:"
                        + " least/median/most%n",
                ROUNDS, PASSES * messages.size(), 100 * changed / messages.size());
        print("shipped", with);
        print("none", without);
        System.out.printf(
                Locale.ROOT,
                "ratio    clock=%.2f cpu=%.2f bytes=%.2f%n",
                median(with, Round::clock) / median(without, Round::clock),
                median(with, Round::cpu) / median(without, Round::cpu),
                median(with, Round::bytes) / median(without, Round::bytes));
    }

    private static void print(String name, List<Round> rounds) {
        System.out.printf(
                Locale.ROOT,
                "%-8s clock=%s cpu=%s bytes=%.0f%n",
                name,
                spread(rounds, Round::clock),
                spread(rounds, Round::cpu),
                median(rounds, Round::bytes));
    }

    private static String spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.1f/%.1f/%.1f",
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
    }

    /**
     * What a message cost in one round.
     *
     * @param clock microseconds by the wall clock, waiting for a core included
     * @param cpu microseconds that the thread computed
     * @param bytes that the thread allocated
     */
    private record Round(double clock, double cpu, double bytes) {}

    private static Round round(Rules rules, List<Message> messages) {
        long bytes = THREAD.getCurrentThreadAllocatedBytes();
        long cpu = THREAD.getCurrentThreadCpuTime();
        long clock = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
            for (Message message : messages) {
                message.through(rules);
            }
        }
        double count = PASSES * (double) messages.size();
        return new Round(
                (System.nanoTime() - clock) / 1e3 / count,
                (THREAD.getCurrentThreadCpuTime() - cpu) / 1e3 / count,
                (THREAD.getCurrentThreadAllocatedBytes() - bytes) / count);
    }

    /** A call and what its peer answers. */
    private record Message(Call call, Answer answer) {

        /** The way there and back. */
        void through(Rules rules) {
            rules.unwind(delivered(rules).undo(), answer);
        }

        boolean isChangedBy(Rules rules) {
            return !delivered(rules).call().payload().equals(call.payload());
        }

        private Delivered delivered(Rules rules) {
            return rules.apply(call, VENDOR)
                    .fold(
                            delivered -> delivered,
                            answered -> {
                                throw new IllegalStateException(
                                        call.action() + " is answered " + answered.answer());
                            });
        }
    }

    /** The traffic of a day, for each card. */
    private static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (int card = 0; card < CARDS; card++) {
            String plain = Integer.toString(12_345_678 + card);
            messages.addAll(recorded(plain + "_dummy1"));
            messages.addAll(made(plain, plain + "_dummy1"));
        }
        return messages;
    }

    private static List<Message> recorded(String card) {
        return Frames.of("keba-p30-frames.jsonl").stream()
                .map(text -> (CallFrame) FrameReading.read(text.replace("12345678_dummy1", card)))
                .map(frame -> message(Direction.UP, frame.action(), frame.payload(), card))
                .toList();
    }

    private static List<Message> made(String plain, String card) {
        return List.of(
                up(Action.Authorize, Payload.of("idTag", card), card),
                up(Action.StopTransaction, stop(card), card),
                down(Action.RemoteStartTransaction, "idTag", plain, "connectorId", 4),
                down(Action.RemoteStopTransaction, "transactionId", 7),
                down(Action.UnlockConnector, "connectorId", 4),
                down(Action.ChangeAvailability, "connectorId", 4, "type", "Operative"),
                down(Action.GetConfiguration, "key", List.of("HeartbeatInterval")),
                down(
                        Action.SendLocalList,
                        "listVersion",
                        1,
                        "updateType",
                        "Full",
                        "localAuthorizationList",
                        localList(plain)),
                down(Action.Reset, "type", "Soft"));
    }

    private static Payload stop(String card) {
        return Payload.of(
                "transactionId",
                7,
                "idTag",
                card,
                "timestamp",
                "2021-04-08T19:49:11.450Z",
                "meterStop",
                2164);
    }

    private static List<Payload> localList(String plain) {
        Payload accepted = Payload.of("status", "Accepted");
        return Stream.of(plain, "99999998", "99999999")
                .map(tag -> Payload.of("idTag", tag, "idTagInfo", accepted))
                .toList();
    }

    private static Message up(Action action, Payload payload, String card) {
        return message(Direction.UP, action, payload, card);
    }

    private static Message down(Action action, Object... fields) {
        return message(Direction.DOWN, action, Payload.of(fields), "");
    }

    private static Message message(
            Direction direction, Action action, Payload payload, String card) {
        Call call =
                new Call("m-1", STATION, direction, Dialect.SOAP_15, action, payload, List.of());
        boolean aboutCard = payload.containsKey("idTag") && direction == Direction.UP;
        Payload answer =
                aboutCard
                        ? Payload.of(
                                "idTagInfo",
                                Payload.of(
                                        "status",
                                        "Accepted",
                                        "parentIdTag",
                                        card.substring(0, card.indexOf('_'))))
                        : Payload.of("status", "Accepted");
        return new Message(call, Answer.result(answer));
    }
}
