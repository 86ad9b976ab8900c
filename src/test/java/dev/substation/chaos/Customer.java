package dev.substation.chaos;

import dev.substation.chaos.Book.Message;
import dev.substation.chaos.Book.Session;
import dev.substation.chaos.Cast.Speech;
import dev.substation.chaos.Line.Told;
import dev.substation.chaos.Line.Words;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A station at work. Like real ones it sends one message at a time, waits only so long, and sends a
 * start or a stop again until it is answered; it may skip meter values, forget a stop over a reboot
 * and send it after many other sessions, and send values after the stop. Now and then it misses an
 * answer that came, and sends any of these messages once more, under the same id or another; or it
 * speaks of a transaction that began before the gateway was there.
 *
 * <p>When all sessions have ended it says how its connectors are, and that must arrive.
 */
final class Customer implements Runnable {

    /** Cards that begin so are refused by the CSMS, which nobody knows before. */
    static final String BAD = "BAD-";

    /** From the CSMS's answer on: a whole backlog may come before it. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(40);

    private static final int MOST_VALUES = 5;
    private static final int MOST_GATHERED = 9;
    private static final int LAST_STATUSES = 6;
    private static final long FIRST_STRAY = 500_000_000;
    private static final List<String> STATUSES_15 = List.of("Available", "Occupied", "Faulted");
    private static final List<String> STATUSES =
            List.of("Available", "Preparing", "Charging", "SuspendedEV", "Finishing", "Faulted");

    private final Book book;
    private final Line line;
    private final Backend csms;
    private final Random random;
    private final Duration pause;
    private final Session[] sessions;
    private final Deque<Session> forgotten = new ArrayDeque<>();

    /** A session that the CSMS has refused and that the gateway must end. */
    private Session refused;

    private int errors;
    private volatile boolean closing;
    private volatile boolean given;

    Customer(Book book, Line line, Backend csms, Random random, Duration pause) {
        this.book = book;
        this.line = line;
        this.csms = csms;
        this.random = random;
        this.pause = pause;
        sessions = new Session[book.role.connectors()];
    }

    /** No new sessions; ends when those that are open have ended. */
    void finish() {
        closing = true;
    }

    /** Ends after the message under way. */
    void giveUp() {
        given = true;
    }

    Book book() {
        return book;
    }

    @Override
    public void run() {
        boot();
        while (!given) {
            int connector = connector();
            if (connector < 0) {
                closeDown();
                return;
            }
            step(connector);
            rest(Duration.ofMillis(random.nextLong(pause.toMillis() * 2 + 1)));
        }
    }

    /** Any connector; one with a session when there are to be no new ones; -1 without any. */
    private int connector() {
        int first = random.nextInt(sessions.length);
        for (int i = 0; i < sessions.length; i++) {
            int connector = (first + i) % sessions.length;
            if (!closing || sessions[connector] != null) {
                return connector;
            }
        }
        return -1;
    }

    private void step(int connector) {
        Session session = sessions[connector];
        if (session == null) {
            noise(connector + 1);
            begin(connector);
        } else if (session == refused) {
            awaitStop(connector);
        } else if (session.accepted && session.valuesLeft-- > 0) {
            values(session);
        } else if (chance(4)) {
            sessions[connector] = null; // a reboot, and the stop is forgotten
            forgotten.add(session);
            boot();
        } else {
            stop(connector);
        }
    }

    private void begin(int connector) {
        int most = book.role.window() == null ? MOST_VALUES : MOST_GATHERED;
        boolean bad = refused == null && chance(4);
        String card = bad ? BAD + random.nextInt(Integer.MAX_VALUE) : anyCard();
        Session fresh = book.begin(connector + 1, card, random.nextInt(most));
        sessions[connector] = fresh;
        untilAnswered(book.start(fresh));
        if (bad && fresh.accepted) {
            refused = fresh;
        }
    }

    private void stop(int connector) {
        Session session = sessions[connector];
        untilAnswered(book.stop(session));
        sessions[connector] = null;
        book.over(session);
        boolean gathersLong = book.role.window() != null && !book.role.window().closesSoon();
        if (chance(5) && !gathersLong) {
            values(session);
        }
    }

    /** The CSMS refuses the card once it is there; until then the car goes on charging. */
    private void awaitStop(int connector) {
        boolean toStop = line.isToStop(refused.id());
        boolean waitedLong = closing && csms.hasSaid(refused.card, STOPPED_WITHIN);
        if (toStop || waitedLong) {
            if (!toStop) {
                book.unstopped(refused);
            }
            refused = null;
            stop(connector);
        } else if (sessions[connector].values < MOST_GATHERED && chance(20)) {
            values(sessions[connector]);
        } else {
            say("Heartbeat", 0, "");
        }
    }

    private void values(Session session) {
        Message values = book.values(session);
        if (chance(30)) {
            attempt(values, UUID.randomUUID().toString());
            if (chance(30)) {
                attempt(values, UUID.randomUUID().toString());
            }
        } else {
            untilAnswered(values);
        }
    }

    private void noise(int connector) {
        switch (random.nextInt(12)) {
            case 0 -> boot();
            case 1, 2, 3 -> say("StatusNotification", connector, anyStatus());
            case 4, 5 -> say("Authorize", 0, "");
            case 6 -> {
                if (!forgotten.isEmpty()) {
                    late(forgotten.poll());
                }
            }
            case 7 -> {
                if (chance(30)) {
                    stray(connector);
                }
            }
            default -> {}
        }
    }

    private void late(Session session) {
        untilAnswered(book.stop(session));
        book.over(session);
    }

    /** The gateway was put between while a car charged; or the start never got an id. */
    private void stray(int connector) {
        long id = chance(20) ? -1 : FIRST_STRAY + random.nextInt(1_000_000);
        Session stray = book.stray(connector, id);
        boolean gathersLong = book.role.window() != null && !book.role.window().closesSoon();
        if (chance(50) && !gathersLong) {
            untilAnswered(book.values(stray));
        }
        untilAnswered(book.stop(stray));
    }

    private String anyStatus() {
        List<String> all = book.role.speech() == Speech.SOAP_15 ? STATUSES_15 : STATUSES;
        return all.get(random.nextInt(all.size()));
    }

    /** After the last session: stops that are owed, and how the connectors are. */
    private void closeDown() {
        while (!given && !forgotten.isEmpty()) {
            late(forgotten.poll());
        }
        for (int connector = 1; connector <= sessions.length; connector++) {
            String before = "";
            for (int i = 0; i < LAST_STATUSES && !given; i++) {
                String status = anyStatus();
                if (!status.equals(before)) {
                    untilAnswered(book.status(connector, status));
                    before = status;
                }
            }
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void untilAnswered(Message message) {
        String id = UUID.randomUUID().toString();
        while (!given && !attempt(message, id)) {
            if (errors > 1) {
                boot(); // it was told in between that it is not accepted
            }
            rest(Duration.ofMillis(100 + random.nextInt(300)));
            id = sameOrAnother(id);
        }
        for (int missed = 0; missed < 2 && chance(10) && !given; missed++) {
            attempt(message, sameOrAnother(id));
        }
    }

    private String sameOrAnother(String id) {
        return random.nextBoolean() ? id : UUID.randomUUID().toString();
    }

    /** Sends a message once; whether it was answered while the station waited. */
    private boolean attempt(Message message, String id) {
        book.sent(message);
        Session session = message.session;
        boolean start = message.action.equals("StartTransaction");
        Words words =
                new Words(
                        message.action,
                        message.connector,
                        start || session == null ? 0 : session.id(),
                        message.number,
                        message.interval,
                        Book.time(message.number),
                        session == null ? "" : session.card,
                        message.status);
        boolean answered =
                wait(
                                id,
                                words,
                                told -> {
                                    if (start) {
                                        book.told(session, told.transaction(), told.isAccepted());
                                    }
                                    book.answered(message, false);
                                })
                        != null;
        if (answered) {
            book.answered(message, true);
        }
        return answered;
    }

    /** Boots until it is accepted, or until nobody answers. */
    private void boot() {
        Told told = say("BootNotification", 0, "");
        for (int i = 0; i < 10 && !given && told != null && !told.isAccepted(); i++) {
            rest(Duration.ofMillis(300));
            told = say("BootNotification", 0, "");
        }
    }

    private Told say(String action, int connector, String status) {
        return wait(
                UUID.randomUUID().toString(),
                new Words(action, connector, 0, 0, 0, Book.time(0), anyCard(), status),
                told -> {});
    }

    private String anyCard() {
        return "CARD-" + random.nextInt(20);
    }

    /** The answer; null when there was none, or an error. */
    private Told wait(String id, Words words, Consumer<Told> answer) {
        long patience = 600 + random.nextInt(2_000);
        try {
            Told told = line.send(id, words, answer).get(patience, TimeUnit.MILLISECONDS);
            errors = 0;
            return told;
        } catch (ExecutionException e) {
            errors += e.getCause() instanceof Line.Refused ? 1 : 0;
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            given = true;
            return null;
        }
    }

    private static void rest(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
