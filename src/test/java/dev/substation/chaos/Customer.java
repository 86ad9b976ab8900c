package dev.substation.chaos;

import dev.substation.chaos.Book.Message;
import dev.substation.chaos.Book.Session;
import dev.substation.chaos.Line.Told;
import dev.substation.chaos.Line.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A station with two connectors at work. Like real ones it sends one message at a time, waits only
 * so long, and sends a start or a stop again until it is answered; it may skip meter values, forget
 * a stop over a reboot, and send values after the stop. Now and then it misses an answer that came,
 * and sends any of these messages once more, under the same id or another.
 */
final class Customer implements Runnable {

    private static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CONNECTORS = 2;
    private static final int MOST_VALUES = 5;

    private final Book book;
    private final Line line;
    private final Random random;
    private final Duration pause;
    private final Session[] sessions = new Session[CONNECTORS];
    private volatile boolean closing;
    private volatile boolean given;

    Customer(Book book, Line line, Random random, Duration pause) {
        this.book = book;
        this.line = line;
        this.random = random;
        this.pause = pause;
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
        say("BootNotification", 0);
        while (!given) {
            int connector = random.nextInt(CONNECTORS);
            if (closing && sessions[connector] == null) {
                connector = CONNECTORS - 1 - connector;
            }
            if (closing && sessions[connector] == null) {
                return;
            }
            step(connector);
            rest(Duration.ofMillis(random.nextLong(pause.toMillis() * 2 + 1)));
        }
    }

    private void step(int connector) {
        Session session = sessions[connector];
        if (session == null) {
            noise(connector + 1);
            Session fresh = book.begin(connector + 1, random.nextInt(MOST_VALUES));
            sessions[connector] = fresh;
            untilAnswered(book.start(fresh));
        } else if (session.valuesLeft-- > 0) {
            values(session);
        } else if (chance(4)) {
            sessions[connector] = null; // a reboot, and the stop is forgotten
            book.over(session);
            say("BootNotification", 0);
        } else {
            untilAnswered(book.write("StopTransaction", session));
            sessions[connector] = null;
            book.over(session);
            if (chance(5)) {
                values(session);
            }
        }
    }

    private void values(Session session) {
        Message values = book.write("MeterValues", session);
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
        switch (random.nextInt(6)) {
            case 0 -> say("BootNotification", 0);
            case 1 -> say("StatusNotification", connector);
            case 2, 3 -> say("Authorize", 0);
            default -> {}
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void untilAnswered(Message message) {
        String id = UUID.randomUUID().toString();
        while (!given && !attempt(message, id)) {
            rest(Duration.ofMillis(50 + random.nextInt(150)));
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
        long transaction = start ? 0 : session.told.isEmpty() ? 0 : session.told.iterator().next();
        Words words =
                new Words(
                        message.action,
                        session.connector,
                        transaction,
                        message.number,
                        EPOCH.plusSeconds(message.number).toString());
        boolean answered =
                wait(
                        id,
                        words,
                        told -> {
                            if (start) {
                                book.told(session, told.transaction());
                            }
                            book.answered(message, false);
                        });
        if (answered) {
            book.answered(message, true);
        }
        return answered;
    }

    private void say(String action, int connector) {
        wait(
                UUID.randomUUID().toString(),
                new Words(action, connector, 0, 0, EPOCH.toString()),
                told -> {});
    }

    private boolean wait(String id, Words words, Consumer<Told> answer) {
        long patience = 400 + random.nextInt(2_000);
        try {
            line.send(id, words, answer).get(patience, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            given = true;
            return false;
        }
    }

    private static void rest(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
