package dev.substation.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A KEBA box as the Programmers Guide V2.00 describes it, without its network: what it does when
 * somebody plugs in or shows a card, what it answers to commands, and what it broadcasts.
 *
 * <p>What the guide leaves open is decided for the worse: a card that is shown twice ends what it
 * began, a restart cuts the session off without a time and a reason, and {@code E Pres} is the
 * register in {@code report 100} and the energy in those of older sessions. A session is in {@code
 * E total} a little after its end.
 */
public final class KebaBox {

    /** What the box is. */
    public enum Model {
        P30C("KC-P30-EC240122-000", "P30 v 3.10.16 (190327-113837)"),
        P20("KC-P20-ES240010-000 ", "KEBA P20 v 2.5a3 (160613-061001)");

        private final String product;
        private final String firmware;

        Model(String product, String firmware) {
            this.product = product;
            this.firmware = firmware;
        }
    }

    private static final long MILLIWATT_MS_PER_TENTH = 360_000_000;
    private static final long VOLTS = 230;
    private static final long PHASES = 3;
    private static final long HARDWARE_CURRENT = 32_000;
    private static final long LOWEST_CURRENT = 6_000;
    private static final long HIGHEST_CURRENT = 63_000;
    private static final int KEPT = 30;
    private static final long BROADCAST_ENERGY = 100;
    private static final long UNPLUGGED = 1;
    private static final long BY_CARD = 10;
    private static final long NEVER = Long.MAX_VALUE;

    /** So much later than its end, a session is in {@code E total}. */
    private static final long ADDED_AFTER_MS = 700;

    private static final String NO_TAG = "0000000000000000";
    private static final String DONE = "\"TCH-OK :done\"\n";
    private final Model model;
    private final String serial;
    private final boolean needsCard;
    private final LongSupplier clock;
    private final Deque<KebaSession> history = new ArrayDeque<>();
    private final List<String> broadcasts = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private Optional<KebaSession> latest = Optional.empty();
    private long lastId;
    private long total;
    private long lastEnergy;
    private long milliwattMs;
    private long advanced;
    private long booted;
    private boolean plugged;
    private boolean wantsEnergy = true;
    private boolean enabled = true;
    private boolean paused;
    private long pausesAt = NEVER;
    private long addsAt = NEVER;
    private long unadded;
    private boolean failed;
    private long userCurrent = HIGHEST_CURRENT;
    private long energyLimit;
    private long output;
    private long failsafeTime;
    private long failsafeCurrent;
    private long lastOrder;
    private long saidState = -1;
    private long saidEnergy;

    /**
     * @param register in 0.1 Wh, of all sessions before
     * @param needsCard whether it charges only after a card was shown
     * @param clock milliseconds, which never go back
     */
    public KebaBox(
            Model model, String serial, long register, boolean needsCard, LongSupplier clock) {
        this.model = model;
        this.serial = serial;
        this.total = register;
        this.needsCard = needsCard;
        this.clock = clock;
        advanced = clock.getAsLong();
        booted = advanced;
        lastOrder = advanced;
    }

    /** Somebody connects a car. */
    public synchronized void plug() {
        advance();
        plugged = true;
        broadcast("Plug", 7);
        if (!needsCard) {
            begin(NO_TAG);
        }
        sayState();
    }

    /** Somebody disconnects the car. */
    public synchronized void unplug() {
        advance();
        end(UNPLUGGED);
        plugged = false;
        if (paused || pausesAt != NEVER) {
            enabled = true;
            userCurrent = HIGHEST_CURRENT;
        }
        paused = false;
        pausesAt = NEVER;
        energyLimit = 0;
        broadcast("Plug", 1);
        sayState();
    }

    /**
     * Somebody shows a card.
     *
     * @param tag as {@code report 100} writes it
     */
    public synchronized void card(String tag) {
        advance();
        Optional<KebaSession> running = running();
        if (running.isEmpty()) {
            begin(tag);
        } else if (running.get().tag.equals(tag)) {
            end(BY_CARD);
        }
        sayState();
    }

    /** The car has enough, or wants more. */
    public synchronized void wants(boolean energy) {
        advance();
        wantsEnergy = energy;
        sayState();
    }

    /** The box has a fault, or has none any more. */
    public synchronized void fail(boolean isFailed) {
        advance();
        failed = isFailed;
        sayState();
    }

    /** The power goes and comes again. */
    public synchronized void reboot() {
        advance();
        running().ifPresent(session -> settle(session, 0, 0));
        add();
        latest.ifPresent(this::remember);
        latest = Optional.empty();
        lastEnergy = 0;
        booted = advanced;
        enabled = true;
        paused = false;
        pausesAt = NEVER;
        userCurrent = HIGHEST_CURRENT;
        energyLimit = 0;
        if (plugged && !needsCard) {
            begin(NO_TAG);
        }
        sayState();
    }

    /** What it broadcasts, since this was asked last. */
    public synchronized List<String> broadcasts() {
        advance();
        sayState();
        List<String> all = List.copyOf(broadcasts);
        broadcasts.clear();
        return all;
    }

    /** What its display has shown. */
    public synchronized List<String> shown() {
        return List.copyOf(shown);
    }

    /** The limit that counts now, in mA. */
    public synchronized long limit() {
        advance();
        return current();
    }

    /** Whether a session runs. */
    public synchronized boolean isInSession() {
        return running().isPresent();
    }

    /** The register in 0.1 Wh, with the session that runs. */
    public synchronized long register() {
        advance();
        return total + unadded + running().map(session -> session.energy).orElse(0L);
    }

    private Optional<KebaSession> running() {
        return latest.filter(session -> !session.over);
    }

    private void begin(String tag) {
        add();
        latest.ifPresent(this::remember);
        lastEnergy = 0;
        milliwattMs = 0;
        saidEnergy = 0;
        latest = Optional.of(new KebaSession(++lastId, total, sec(), tag));
    }

    private void remember(KebaSession session) {
        history.addFirst(session);
        if (history.size() > KEPT) {
            history.removeLast();
        }
    }

    private void end(long reason) {
        running().ifPresent(session -> settle(session, Math.max(1, sec()), reason));
    }

    private void settle(KebaSession session, long ended, long reason) {
        session.ended = ended;
        session.reason = reason;
        session.over = true;
        unadded += session.energy;
        addsAt = advanced + ADDED_AFTER_MS;
        lastEnergy = session.energy;
    }

    private long sec() {
        return (advanced - booted) / 1_000;
    }

    private long state() {
        if (failed) {
            return 4;
        }
        boolean ready = plugged && running().isPresent() && current() > 0;
        return !ready ? 1 : wantsEnergy ? 3 : 2;
    }

    private long current() {
        if (!enabled || paused || isFull()) {
            return 0;
        }
        boolean fallen = failsafeTime > 0 && advanced - lastOrder > failsafeTime * 1_000;
        return Math.min(HARDWARE_CURRENT, fallen ? failsafeCurrent : userCurrent);
    }

    private boolean isFull() {
        return energyLimit > 0
                && running().filter(session -> session.energy >= energyLimit).isPresent();
    }

    private long milliwatts() {
        return state() == 3 ? current() * VOLTS * PHASES : 0;
    }

    private void advance() {
        long now = clock.getAsLong();
        if (pausesAt <= now) {
            milliwattMs += milliwatts() * Math.max(0, pausesAt - advanced);
            advanced = Math.max(advanced, pausesAt);
            paused = true;
            pausesAt = NEVER;
        }
        milliwattMs += milliwatts() * (now - advanced);
        advanced = now;
        if (addsAt <= now) {
            add();
        }
        running().ifPresent(session -> session.energy = milliwattMs / MILLIWATT_MS_PER_TENTH);
    }

    private void add() {
        total += unadded;
        unadded = 0;
        addsAt = NEVER;
    }

    private void sayState() {
        long state = state();
        if (state != saidState) {
            broadcast("State", state);
            saidState = state;
        }
        running()
                .filter(session -> session.energy - saidEnergy >= BROADCAST_ENERGY)
                .ifPresent(
                        session -> {
                            saidEnergy = session.energy;
                            broadcast("E pres", session.energy);
                        });
    }

    private void broadcast(String name, long value) {
        broadcasts.add("{\"" + name + "\": " + value + "}\n");
    }

    /** The answer to a command; empty for one that this model does not know. */
    public synchronized Optional<String> answer(String command) {
        advance();
        String[] words = command.split(" ");
        boolean p30 = model == Model.P30C;
        Optional<String> answer =
                switch (words[0]) {
                    case "i" -> Optional.of("\"Firmware\":\"" + model.firmware + "\"\n");
                    case "report" -> report(number(words, 1));
                    case "ena" -> refreshed(() -> enable(number(words, 1) == 1));
                    case "curr" -> refreshed(() -> userCurrent = valid(number(words, 1)));
                    case "failsafe" -> ordered(() -> failsafe(number(words, 1), number(words, 2)));
                    case "output" -> ordered(() -> output = number(words, 1));
                    case "unlock" -> ordered(() -> {});
                    case "currtime" -> p30 ? ordered(() -> timed(words)) : Optional.empty();
                    case "setenergy" ->
                            p30 ? ordered(() -> energyLimit = number(words, 1)) : Optional.empty();
                    case "display" ->
                            p30
                                    ? ordered(() -> shown.add(words[5].replace('$', ' ')))
                                    : Optional.empty();
                    case "start" -> p30 ? ordered(() -> card(words[1])) : Optional.empty();
                    case "stop" -> p30 ? ordered(() -> stop(words[1])) : Optional.empty();
                    default -> Optional.empty();
                };
        sayState();
        return answer;
    }

    /** What keeps the box from falling to its safe current. */
    private Optional<String> refreshed(Runnable effect) {
        lastOrder = advanced;
        return ordered(effect);
    }

    private Optional<String> ordered(Runnable effect) {
        effect.run();
        return Optional.of(DONE);
    }

    private void enable(boolean on) {
        enabled = on;
        paused &= !on;
        pausesAt = on ? NEVER : pausesAt;
    }

    /** A current that is not allowed is confirmed, and becomes the lowest. */
    private static long valid(long milliamperes) {
        return milliamperes >= LOWEST_CURRENT && milliamperes <= HIGHEST_CURRENT
                ? milliamperes
                : LOWEST_CURRENT;
    }

    private void failsafe(long seconds, long milliamperes) {
        lastOrder = advanced;
        failsafeTime = seconds;
        failsafeCurrent = milliamperes;
    }

    private void timed(String[] words) {
        boolean pauses = number(words, 1) == 0 && number(words, 2) > 0;
        pausesAt = pauses && !paused ? advanced + number(words, 2) * 1_000 : NEVER;
        paused &= pauses;
    }

    private void stop(String tag) {
        if (running().filter(session -> session.tag.equals(tag)).isPresent()) {
            end(BY_CARD);
        }
    }

    private static long number(String[] words, int at) {
        boolean is = words.length > at && words[at].matches("[0-9]{1,12}");
        return is ? Long.parseLong(words[at]) : 0;
    }

    private Optional<String> report(long number) {
        if (number >= 1 && number <= 3) {
            return Optional.of(number == 1 ? product() : number == 2 ? status() : meter());
        }
        if (model == Model.P20 || number < 100 || number > 100 + KEPT) {
            return Optional.empty();
        }
        Optional<KebaSession> session =
                number == 100 ? latest : history.stream().skip(number - 101).findFirst();
        return Optional.of(
                session.orElse(new KebaSession(0, 0, 0, "0"))
                        .report(number, HARDWARE_CURRENT, serial, sec()));
    }

    private String product() {
        String text =
                "{\n\"ID\": \"1\",\n\"Product\": \"%s\",\n\"Serial\": \"%s\",\n\"Firmware\":\"%s\""
                        .formatted(model.product, serial, model.firmware);
        return model == Model.P20
                ? text + "\n}\n"
                : text + ",\n\"COM-module\": 0,\n\"Sec\": " + sec() + "\n}\n";
    }

    private String status() {
        String timed =
                model == Model.P20
                        ? ""
                        : "\"Curr timer\": 0,\n\"Tmo CT\": 0,\n\"Setenergy\": "
                                + energyLimit
                                + ",\n";
        return ("{\n\"ID\": \"2\",\n\"State\": %d,\n\"Error1\": %d,\n\"Error2\": 0,\n\"Plug\": %d,\n"
                        + "\"Enable sys\": %d,\n\"Enable user\": %d,\n\"Max curr\": %d,\n"
                        + "\"Max curr %% \": 1000,\n\"Curr HW\": %d,\n\"Curr user\": %d,\n"
                        + "\"Curr FS\": %d,\n\"Tmo FS\": %d,\n%s\"Output\": %d,\n\"Input\": 0,\n"
                        + "\"Serial\": \"%s\",\n\"Sec\": %d,\n}\n")
                .formatted(
                        state(),
                        failed ? 99 : 0,
                        plugged ? 7 : 1,
                        current() > 0 ? 1 : 0,
                        enabled && !paused ? 1 : 0,
                        current(),
                        HARDWARE_CURRENT,
                        userCurrent,
                        failsafeCurrent,
                        failsafeTime,
                        timed,
                        output,
                        serial,
                        sec());
    }

    private String meter() {
        boolean charging = state() == 3;
        return KebaTexts.meter(
                charging ? VOLTS : 0,
                charging ? current() : 0,
                milliwatts(),
                running().map(session -> session.energy).orElse(lastEnergy),
                total,
                serial,
                sec());
    }
}
