package dev.substation.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one station has sent and was told. Each of its messages carries a number that only grows: a
 * meter's reading, which is in every message of a transaction and tells them apart.
 */
final class Book {

    /** A message of a transaction. */
    static final class Message {
        final long number;
        final String action;
        final Session session;
        int sent;
        boolean answered;

        /** Answered while the station still waited, so that the next one was sent after it. */
        boolean answeredInTime;

        private Message(long number, String action, Session session) {
            this.number = number;
            this.action = action;
            this.session = session;
        }

        @Override
        public String toString() {
            return "%d %s sent %d times, %s, session %d told %s"
                    .formatted(
                            number,
                            action,
                            sent,
                            answeredInTime ? "answered" : answered ? "answered late" : "no answer",
                            session.number,
                            session.told);
        }
    }

    /** From a StartTransaction on. */
    static final class Session {
        final int connector;
        final long number;

        /** All transaction ids that the station was ever told for it. */
        final Set<Long> told = new LinkedHashSet<>();

        boolean open = true;
        int valuesLeft;

        private Session(int connector, long number, int values) {
            this.connector = connector;
            this.number = number;
            this.valuesLeft = values;
        }
    }

    final String station;
    private final Map<Long, Message> messages = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long last = 1_000;

    Book(String station) {
        this.station = station;
    }

    synchronized Session begin(int connector, int values) {
        long number = ++last;
        Session session = new Session(connector, number, values);
        messages.put(number, new Message(number, "StartTransaction", session));
        return session;
    }

    synchronized Message start(Session session) {
        return messages.get(session.number);
    }

    synchronized Message write(String action, Session session) {
        long number = ++last;
        Message message = new Message(number, action, session);
        messages.put(number, message);
        return message;
    }

    synchronized void sent(Message message) {
        message.sent++;
    }

    synchronized void answered(Message message, boolean inTime) {
        message.answered = true;
        message.answeredInTime |= inTime;
    }

    /** The station was told an id; it must be the same every time, and no other open session's. */
    synchronized void told(Session session, long id) {
        if (!session.told.add(id)) {
            return;
        }
        if (session.told.size() > 1) {
            faults.add("session " + session.number + " was told " + session.told);
        }
        messages.values().stream()
                .map(message -> message.session)
                .distinct()
                .filter(other -> other != session && other.open && other.told.contains(id))
                .forEach(
                        other ->
                                faults.add(
                                        "sessions %d and %d are both open under %d"
                                                .formatted(other.number, session.number, id)));
    }

    synchronized void over(Session session) {
        session.open = false;
    }

    synchronized Map<Long, Message> messages() {
        return new LinkedHashMap<>(messages);
    }

    /** Wrong ids that the station itself saw. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
