package dev.substation.chaos;

import dev.substation.chaos.Cast.Place;
import dev.substation.chaos.Cast.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one station has sent and was told. Each of its messages carries a number that only grows and
 * that no other station's has: a meter's reading, which is in every message of a transaction and
 * tells them apart, or the time of a status.
 */
final class Book {

    /** How many numbers a station has. */
    static final long NUMBERS = 1_000_000;

    private static final long FIRST = 1_000;

    /** Long before any time that the gateway would name. */
    private static final Instant EPOCH = Instant.parse("2020-03-01T12:00:00Z");

    /** A message that the CSMS must get. */
    static final class Message {
        final long number;
        final String action;

        /** The connector that it is of; of a status too. */
        final int connector;

        /** Null for a status. */
        final Session session;

        /** What its interval adds to the energy of its session; 0 when it has none. */
        final long interval;

        final String status;
        int sent;
        boolean answered;

        /** Answered while the station still waited, so that the next one was sent after it. */
        boolean answeredInTime;

        private Message(
                long number,
                String action,
                int connector,
                Session session,
                long interval,
                String status) {
            this.number = number;
            this.action = action;
            this.connector = connector;
            this.session = session;
            this.interval = interval;
            this.status = status;
        }

        @Override
        public String toString() {
            return "%d %s%s sent %d times, %s%s"
                    .formatted(
                            number,
                            action,
                            status.isEmpty() ? "" : " " + status,
                            sent,
                            answeredInTime ? "answered" : answered ? "answered late" : "no answer",
                            session == null ? "" : ", " + session);
        }
    }

    /** From a StartTransaction on, or one that had begun before the gateway was there. */
    static final class Session {
        final int connector;
        final long number;
        final String card;

        /** Whether the gateway never saw its start. */
        final boolean stray;

        /** All transaction ids that the station was ever told for it. */
        final Set<Long> told = new LinkedHashSet<>();

        boolean open = true;

        /** Whether the station was told that its card is good. */
        boolean accepted;

        int valuesLeft;
        int values;

        private Session(int connector, long number, String card, int values, boolean stray) {
            this.connector = connector;
            this.number = number;
            this.card = card;
            this.valuesLeft = values;
            this.stray = stray;
        }

        /** The id that it goes by at the station; 0 when it was told none. */
        long id() {
            return told.isEmpty() ? 0 : told.iterator().next();
        }

        @Override
        public String toString() {
            return "%s %d on %d with %s told %s%s"
                    .formatted(
                            stray ? "stray session" : "session",
                            number,
                            connector,
                            card,
                            told,
                            accepted ? "" : ", card not accepted");
        }
    }

    final Role role;
    private final Map<Long, Message> messages = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Session> unstopped = new ArrayList<>();
    private long last;

    /**
     * @param index another one for each station of a run
     */
    Book(Role role, int index) {
        this.role = role;
        last = index * NUMBERS + FIRST;
    }

    /** When the message with a number was made; 0 for one that has none. */
    static String time(long number) {
        return EPOCH.plusSeconds(number).toString();
    }

    /** The number of the message that was made at a time. */
    static long number(String time) {
        return Duration.between(EPOCH, OffsetDateTime.parse(time).toInstant()).toSeconds();
    }

    synchronized Session begin(int connector, String card, int values) {
        Session session = new Session(connector, ++last, card, values, false);
        put("StartTransaction", connector, session, 0, "");
        return session;
    }

    /** A transaction that the gateway has never heard of. */
    synchronized Session stray(int connector, long id) {
        Session session = new Session(connector, ++last, "", 0, true);
        session.told.add(id);
        return session;
    }

    synchronized Message start(Session session) {
        return messages.get(session.number);
    }

    /** Meter values; the energy of each interval is another power of four, so that a sum tells. */
    synchronized Message values(Session session) {
        ++last;
        long interval = role.window() == null ? 0 : 1L << 2 * session.values++;
        return put("MeterValues", session.connector, session, interval, "");
    }

    synchronized Message stop(Session session) {
        ++last;
        return put("StopTransaction", session.connector, session, 0, "");
    }

    synchronized Message status(int connector, String status) {
        ++last;
        return put("StatusNotification", connector, null, 0, status);
    }

    private Message put(
            String action, int connector, Session session, long interval, String status) {
        Message message = new Message(last, action, connector, session, interval, status);
        messages.put(last, message);
        return message;
    }

    /** Where the CSMS must see a message. */
    Place place(Message message) {
        boolean stopOfNobody = message.action.equals("StopTransaction") && message.session.stray;
        return stopOfNobody
                ? new Place(role.speaker(), message.connector)
                : role.place(message.connector);
    }

    synchronized void sent(Message message) {
        message.sent++;
    }

    synchronized void answered(Message message, boolean inTime) {
        message.answered = true;
        message.answeredInTime |= inTime;
    }

    /** The station was told an id; it must be the same every time, and no other open session's. */
    synchronized void told(Session session, long id, boolean accepted) {
        session.accepted |= accepted;
        if (!session.told.add(id)) {
            return;
        }
        if (session.told.size() > 1) {
            faults.add(session + ": more than one id");
        }
        messages.values().stream()
                .map(message -> message.session)
                .distinct()
                .filter(other -> other != null && other != session && other.open)
                .filter(other -> other.told.contains(id))
                .forEach(other -> faults.add(other + " and " + session + " are both open"));
    }

    synchronized void over(Session session) {
        session.open = false;
    }

    /** Nobody asked for the end of a session, in all the time that there was for it. */
    synchronized void unstopped(Session session) {
        unstopped.add(session);
    }

    synchronized List<Session> unstopped() {
        return List.copyOf(unstopped);
    }

    synchronized Map<Long, Message> messages() {
        return new LinkedHashMap<>(messages);
    }

    /** Wrong ids that the station itself saw. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
