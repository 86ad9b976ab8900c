package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.StationLocks;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real gateway between the WebSocket of a station and that of its CSMS, of which only the
 * network is missing: what a script says goes in as text, and what comes out is the text of a
 * message, or {@code close CODE REASON}. Every step is followed to its end before the next.
 *
 * <p>The steps of a script:
 *
 * <ul>
 *   <li>{@code station> TEXT}, {@code csms> TEXT}: what they send; ␀ is a zero byte
 *   <li>{@code station< TEXT}, {@code csms< TEXT}: what they get next; {@code …} stands for
 *       anything, {@code $name} for a word that is the same wherever it is named, in what is sent
 *       too
 *   <li>{@code station hears nothing}: what was sent to it has all been named before
 *   <li>{@code NAME opens}, {@code NAME closes}: a WebSocket of the same station, under any name;
 *       the one called {@code station} is open from the start
 *   <li>{@code csms goes}, {@code csms comes}
 *   <li>as the first step {@code csms is strict}, or {@code offline is MODE} with a mode of {@link
 *       OfflineAuthorization}
 *   <li>{@code wait 31s}, {@code wait 5m}
 *   <li>{@code $a is not $b}, {@code $a has at most 36 characters}
 *   <li>{@code log says TEXT}: a line at INFO or above that has it somewhere
 * </ul>
 */
final class JsonSession implements AutoCloseable {

    private static final StationId STATION = new StationId("CP-1");
    private static final Checks CHECKS = new Checks(Dictionary.load());
    private static final Logger OURS = Logger.getLogger("dev.substation");
    private static final Pattern NAME = Pattern.compile("\\$[a-z]+");
    private static final String STRICT = "csms is strict";
    private static final String OFFLINE = "offline is ";

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final Map<String, Deque<String>> heard = new LinkedHashMap<>();
    private final Map<String, JsonStation> stations = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Lines log = new Lines();
    private final Csms csms = new Csms();
    private final Entrance entrance;

    /** Whether a step says what the site is like. */
    static boolean isGiven(String step) {
        return step.equals(STRICT) || step.startsWith(OFFLINE);
    }

    /**
     * @param given what the site is like; empty when it is as usual
     */
    JsonSession(String given) {
        OURS.addHandler(log);
        PlainSettings.Csms plain = PlainSettings.csms("ws://127.0.0.1/{station}");
        CsmsSettings settings = (given.equals(STRICT) ? plain : plain.lenient()).build();
        PlainSettings.Station common = PlainSettings.station().csms(settings);
        if (given.startsWith(OFFLINE)) {
            common.offline(
                    OfflinePolicy.STORE_AND_FORWARD,
                    OfflineAuthorization.valueOf(given.substring(OFFLINE.length())));
        }
        entrance =
                new Entrance(
                        SteppedGateway.started(
                                time,
                                station -> Optional.of(common.build(station)),
                                new MemoryLedger(),
                                csms,
                                (station, dialect, address) -> {
                                    throw new AssertionError("no station speaks SOAP here");
                                }),
                        time,
                        Entrance.Limits.usual(10),
                        List.of());
        heard.put("csms", new ArrayDeque<>());
        open("station");
    }

    /** Does one step; an assertion fails when it does not come out as it says. */
    void step(String words) {
        Matcher said = Pattern.compile("(\\w+)([<>]) (.*)").matcher(words);
        if (!said.matches()) {
            act(words);
        } else if (said.group(2).equals(">")) {
            send(said.group(1), filled(said.group(3)).replace('␀', '\0'));
        } else {
            String next = heard.get(said.group(1)).poll();
            assertTrue(
                    next != null && matches(said.group(3), next),
                    () -> said.group(1) + " heard " + next + "; on the way are " + heard);
        }
    }

    private void act(String words) {
        String[] word = words.split(" ", 3);
        switch (word[1]) {
            case "opens" -> open(word[0]);
            case "closes" -> stations.get(word[0]).closed("1006");
            case "goes" -> csms.goes();
            case "comes" -> csms.comes();
            case "hears" -> assertEquals(List.of(), List.copyOf(heard.get(word[0])));
            case "says" ->
                    assertTrue(
                            log.lines.stream().anyMatch(line -> line.contains(word[2])),
                            log.lines::toString);
            case "is" -> assertNotEquals(names.get(word[0]), names.get(word[2].substring(4)));
            case "has" ->
                    assertTrue(
                            names.get(word[0]).length()
                                    <= Integer.parseInt(word[2].replaceAll("\\D", "")),
                            () -> names.get(word[0]));
            default -> {
                assertEquals("wait", word[0], "no step: " + words);
                time.pass(Duration.parse("PT" + word[1].toUpperCase(Locale.ROOT)));
            }
        }
        time.settle();
    }

    /** Nothing was sent that the script does not name. */
    void end() {
        heard.forEach((who, messages) -> assertEquals(List.of(), List.copyOf(messages), who));
    }

    @Override
    public void close() {
        OURS.removeHandler(log);
    }

    private void open(String name) {
        Deque<String> messages = new ArrayDeque<>();
        heard.put(name, messages);
        JsonStation station =
                new JsonStation(
                        new Admission(STATION, STATION, StationLocks.NONE, 0),
                        "10.0.0.7:4711",
                        entrance,
                        time,
                        CHECKS,
                        TrafficBudget.ofHeap(1 << 30).account(),
                        time,
                        wire(messages));
        stations.put(name, station);
        station.opened();
        time.settle();
    }

    private static Wire wire(Deque<String> messages) {
        return new Wire() {
            @Override
            public void send(String text) {
                messages.add(text);
            }

            @Override
            public void ping() {
                // It has no place in a script: pings go on for ever.
            }

            @Override
            public void close(int code, String reason) {
                messages.add("close " + code + " " + reason);
            }
        };
    }

    private void send(String name, String text) {
        if (name.equals("csms")) {
            csms.conversation.received(text);
        } else {
            stations.get(name).received(text);
        }
        time.settle();
    }

    private String filled(String text) {
        return NAME.matcher(text)
                .replaceAll(
                        name ->
                                Matcher.quoteReplacement(
                                        names.getOrDefault(name.group(), name.group())));
    }

    private boolean matches(String expected, String text) {
        StringBuilder pattern = new StringBuilder();
        List<String> fresh = new ArrayList<>();
        Matcher part = Pattern.compile("…|\\$[a-z]+").matcher(expected);
        int from = 0;
        while (part.find()) {
            pattern.append(Pattern.quote(expected.substring(from, part.start())));
            String known = names.get(part.group());
            if (part.group().equals("…")) {
                pattern.append(".*?");
            } else if (known != null) {
                pattern.append(Pattern.quote(known));
            } else {
                pattern.append("([^\",\\]}]+)");
                fresh.add(part.group());
            }
            from = part.end();
        }
        pattern.append(Pattern.quote(expected.substring(from)));
        Matcher whole = Pattern.compile(pattern.toString()).matcher(text);
        boolean same = whole.matches();
        for (int i = 0; same && i < fresh.size(); i++) {
            names.put(fresh.get(i), whole.group(i + 1));
        }
        return same;
    }

    /** A CSMS at the other end of one link, without the network. */
    private final class Csms implements CsmsLinks, CsmsLink {

        private Listener listener;
        private Conversation conversation;
        private boolean away;

        @Override
        public CsmsLink open(StationId identity, CsmsSettings settings, Listener whom) {
            listener = whom;
            if (!away) {
                time.execute(this::comes);
            }
            return this;
        }

        void comes() {
            away = false;
            conversation =
                    new Conversation(
                            Conversation.Peer.CSMS,
                            Dialect.JSON_16,
                            STATION,
                            time,
                            time,
                            CHECKS,
                            16,
                            TrafficBudget.ofHeap(1 << 30).account(),
                            heard.get("csms")::add,
                            listener::call);
            listener.connected();
        }

        void goes() {
            away = true;
            conversation.closed();
            listener.disconnected("cut by the script");
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return away
                    ? CompletableFuture.completedFuture(Answer.failure(Cause.CSMS_AWAY, "main"))
                    : conversation.call(call, deadline);
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            conversation.closed();
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class Lines extends Handler {

        private final List<String> lines = new ArrayList<>();
        private final SimpleFormatter words = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(words.formatMessage(line));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
