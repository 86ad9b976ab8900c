package dev.substation.fuzz;

import com.google.gson.JsonPrimitive;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A gateway with a face, rules, stations and a CSMS on one thread, whose time a test steps. An
 * input is played to its end before the next, with all the time that it needs.
 */
abstract class World implements AutoCloseable {

    static final int STATIONS = 12;

    private static final List<String> VENDORS = List.of("generic", "keba", "abl", "technagon");
    private static final Duration LONGEST = Duration.ofSeconds(300);
    private static final int SHOWN = 1_500;

    final Seeds seeds;
    final JsonMutations json;
    final XmlMutations xml;
    final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    final ForgettingLedger ledger = new ForgettingLedger();
    final Checks checks;
    final SoapCodec codec;
    final HostileCsms csms;
    final Gateway gateway;
    final Entrance entrance;
    private final SiteRoutes rules;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<Line> script = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private long lastTransaction = 100;
    Dice dice = new Dice(0, 0);

    private record Line(String who, Supplier<String> text) {}

    World(Seeds seeds, Path routes, Function<World, StationLinks> stations) throws Exception {
        this.seeds = seeds;
        json = new JsonMutations(seeds);
        xml = new XmlMutations(seeds);
        Dictionary dictionary = Dictionary.load();
        checks = new Checks(dictionary);
        codec = new SoapCodec(dictionary);
        rules = new SiteRoutes(routes, List.of(), RuleClocks.of(time));
        csms = new HostileCsms(time, checks, this::fromGateway, this::watched, this::inOrder);
        gateway =
                new Gateway(
                        new Parts(
                                new Desk(time, time),
                                site(),
                                dictionary,
                                checks,
                                rules,
                                ledger,
                                csms,
                                stations.apply(this),
                                new KeyVault(new byte[32]),
                                FileRelay.NONE),
                        ledger.load());
        entrance = new Entrance(gateway, time, Entrance.Limits.usual(50), List.of());
        gateway.start();
    }

    /** The name of a station of this world. */
    static StationId station(int number) {
        return new StationId("FZ-" + number);
    }

    private static Site site() {
        Map<StationId, StationSettings> listed = new HashMap<>();
        for (int i = 0; i < STATIONS; i++) {
            listed.put(station(i), settings(i).build(station(i)));
        }
        PlainSettings.Station stranger = PlainSettings.station().stranger();
        return id ->
                id.value().startsWith("ANY-")
                        ? Optional.of(stranger.build(id))
                        : Optional.ofNullable(listed.get(id));
    }

    private static PlainSettings.Station settings(int number) {
        PlainSettings.Csms csms = PlainSettings.csms("ws://127.0.0.1/{station}");
        PlainSettings.Station plain =
                PlainSettings.station()
                        .vendor(VENDORS.get(number % VENDORS.size()))
                        .callbackFrom(CallbackFrom.LEARN)
                        .callWait(Duration.ofSeconds(10))
                        .csms(
                                (number % 3 == 0 ? csms.lenient() : csms)
                                        .answerWait(Duration.ofSeconds(5))
                                        .delivery(
                                                new CsmsSettings.Delivery(
                                                        Duration.ofSeconds(10),
                                                        3,
                                                        Duration.ofSeconds(5),
                                                        200))
                                        .build());
        return keepsItsOwn(number)
                ? plain.offline(
                        OfflinePolicy.REJECT, OfflineAuthorization.OfflineLocalUnknownAuthorization)
                : plain;
    }

    /** Whether a station is turned away while the CSMS is away. */
    static boolean keepsItsOwn(int number) {
        return number == STATIONS - 1;
    }

    /** Plays one input to its end. */
    final void play(Dice throwing) {
        dice = throwing;
        forgetScript();
        csms.turn(dice.oneIn(3) ? this::inAMood : this::inOrder);
        try {
            input();
            rest();
            csms.turn(this::inOrder);
            time.pass(Duration.ofMillis(dice.of(1, 100, 1_000)));
            verify();
            rest();
            csms.settle();
            settle();
        } catch (Defect defect) {
            logged.add(defect.getMessage());
        } finally {
            csms.forget();
            forget();
        }
        if (!logged.isEmpty()) {
            throw new Defect(logged.get(0));
        }
    }

    /** Ends what was asked for; an answer that is missing is a defect. */
    abstract void settle();

    /** Nothing of the input matters any more. */
    abstract void forget();

    /** The input of these dice. */
    abstract void input();

    /** Whether everybody has had the answers that he is owed. */
    abstract boolean allAnswered();

    /** Looks at what became of the input; throws a {@link Defect}. */
    abstract void verify();

    /** Whether a station was told by a CSMS in a mood that it is not accepted, and says so. */
    static boolean isHeldBack(String answer) {
        return answer.contains("SUB-1018");
    }

    /** The CSMS is there again and answers as it should, until the next input. */
    final void calm() {
        csms.turn(this::inOrder);
        time.pass(Duration.ofSeconds(5));
    }

    /** Lets time pass until all is answered. */
    final void rest() {
        time.settle();
        Instant end = time.instant().plus(LONGEST);
        while (!(allAnswered() && csms.allAnswered()) && time.instant().isBefore(end)) {
            time.pass(Duration.ofSeconds(1));
        }
    }

    /**
     * Does something within the gateway's own work, which a defect that is found must not break
     * off.
     */
    final void watched(Runnable work) {
        try {
            work.run();
        } catch (Defect defect) {
            logged.add(defect.getMessage());
        }
    }

    /** Drops what was kept of the last input. */
    final void forgetScript() {
        script.clear();
        logged.clear();
    }

    /** A station boots in good order. */
    abstract void boot(StationId station);

    /**
     * Everything ends well: stations boot, for who was not accepted is held back until he does, and
     * the CSMS answers as it should until nothing is owed.
     */
    final void drain() {
        forgetScript();
        calm();
        Set<StationId> all = new LinkedHashSet<>(ledger.owing());
        for (int i = 0; i < STATIONS; i++) {
            all.add(station(i));
        }
        all.forEach(this::boot);
        rest();
        csms.settle();
        settle();
        for (int hours = 0; hours < 48 && ledger.owed() > 0; hours++) {
            time.pass(Duration.ofHours(1));
        }
        time.pass(Duration.ofHours(2));
        if (ledger.owed() > 0) {
            throw new Defect(ledger.owed() + " rows are left in the outbox: " + ledger.rows());
        }
        CompletableFuture<Census> census = gateway.census();
        time.settle();
        if (census.join().pending() != 0 || census.join().queued() != 0) {
            throw new Defect("something is left: " + census.join());
        }
    }

    final Census census() {
        CompletableFuture<Census> census = gateway.census();
        time.settle();
        return census.join();
    }

    /** Keeps what was said, for whoever repeats it. */
    final void note(String who, String text) {
        note(who, () -> text);
    }

    /** The same for what is only put together when somebody asks. */
    final void note(String who, Supplier<String> text) {
        script.add(new Line(who, text));
    }

    /** Everything that stations and the CSMS said. */
    final String sent() {
        return script.stream()
                .filter(line -> line.who().startsWith("station") || line.who().startsWith("csms"))
                .map(line -> line.text().get())
                .collect(Collectors.joining("\n"));
    }

    final void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    final Map<String, Integer> outcomes() {
        return outcomes;
    }

    /** Something at ERROR, or with a trace; it belongs to the input under way. */
    final void logged(String line) {
        logged.add(line);
    }

    /** The input under way with what became of it, in lines of bounded length. */
    final String script() {
        StringBuilder text = new StringBuilder();
        for (Line said : script) {
            String line = said.who() + " > " + said.text().get();
            text.append("    ")
                    .append(printable(line.substring(0, Math.min(line.length(), SHOWN))))
                    .append(line.length() > SHOWN ? "... (" + line.length() + ")" : "")
                    .append('\n');
        }
        return text.toString();
    }

    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        for (char c : text.toCharArray()) {
            line.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : c);
        }
        return line.toString();
    }

    private Judge.Said fromGateway(StationId identity, String text) {
        note("gateway to CSMS " + identity, text);
        return Judge.frame(text, this::sent);
    }

    /** What a CSMS in order answers. */
    private List<String> inOrder(Judge.Said call, String frame) {
        return List.of("[3," + quoted(call.id()) + "," + answer(call.action()) + "]");
    }

    private String answer(String action) {
        return switch (action) {
            case "BootNotification" ->
                    "{\"status\":\"Accepted\",\"currentTime\":\"2026-01-01T08:00:00Z\",\"interval\":300}";
            case "StartTransaction" ->
                    "{\"transactionId\":"
                            + ++lastTransaction
                            + ",\"idTagInfo\":{\"status\":\"Accepted\"}}";
            default -> seeds.answerOfCsms(action);
        };
    }

    private List<String> inAMood(Judge.Said call, String frame) {
        String good = inOrder(call, frame).get(0);
        List<String> answers =
                switch (dice.below(12)) {
                    case 0 -> List.of();
                    case 1 -> List.of(HostileCsms.Mood.CUT);
                    case 2 -> List.of(good, good);
                    case 3 -> List.of("[3,\"another\",{}]", good);
                    case 4 ->
                            List.of(
                                    "[4,"
                                            + quoted(call.id())
                                            + ",\""
                                            + dice.of(
                                                    "GenericError",
                                                    "NotImplemented",
                                                    "FormationViolation",
                                                    "Nonsense",
                                                    "",
                                                    "x".repeat(5_000))
                                            + "\",\"no\",{}]");
                    case 5 ->
                            List.of(
                                    json.frame(
                                            dice,
                                            "[4,"
                                                    + quoted(call.id())
                                                    + ",\"InternalError\",\"no\",{\"a\":1}]"));
                    case 6, 7 -> List.of(json.frame(dice, good));
                    default ->
                            List.of(
                                    "[3,"
                                            + quoted(call.id())
                                            + ","
                                            + json.payload(dice, answer(call.action()))
                                            + "]");
                };
        answers.forEach(text -> note("csms", text));
        return answers;
    }

    static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }

    /** A call of the CSMS with changes. */
    final String callOfCsms() {
        Seeds.Said said = dice.of(dice.oneIn(15) ? seeds.fromStations : seeds.fromCsms);
        return call(said, dice.oneIn(4) ? said.payload() : json.payload(dice, said.payload()));
    }

    /** A CALL with one of several kinds of ids. */
    final String call(Seeds.Said said, String payload) {
        String id =
                switch (dice.below(16)) {
                    case 0 -> String.valueOf(dice.below(1_000_000));
                    case 1 -> "\"" + "i".repeat(dice.of(36, 37, 255, 256, 4_000)) + "\"";
                    case 2 -> "\"a\\nb\\u0000\\ud800\"";
                    case 3 ->
                            dice.of(
                                    "null",
                                    "\"\"",
                                    "true",
                                    "1.5",
                                    "-1",
                                    "{}",
                                    "[]",
                                    "12345678901234567890");
                    default -> "\"n-" + dice.below(1_000_000) + "\"";
                };
        String action =
                switch (dice.below(40)) {
                    case 0 -> "Frobnicate";
                    case 1 -> said.action().toLowerCase(java.util.Locale.ROOT);
                    case 2 -> "A".repeat(dice.of(0, 255, 256, 9_000));
                    case 3 -> "a\\u0000\\r\\nINFO forged";
                    default -> said.action();
                };
        return "[2," + id + ",\"" + action + "\"," + payload + "]";
    }

    /** Text as a WebSocket can carry it: what is no Unicode is escaped. */
    static String carried(String text) {
        StringBuilder carried = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                carried = carried == null ? new StringBuilder(text.substring(0, i)) : carried;
                carried.append("\\u%04x".formatted((int) c));
            } else {
                if (carried != null) {
                    carried.append(c);
                    if (pair) {
                        carried.append(text.charAt(i + 1));
                    }
                }
                i += pair ? 1 : 0;
            }
        }
        return carried == null ? text : carried.toString();
    }

    @Override
    public void close() {
        CompletableFuture<Void> stopped = gateway.stop(Duration.ofSeconds(5));
        time.pass(Duration.ofSeconds(10));
        stopped.join();
        rules.close();
    }
}
