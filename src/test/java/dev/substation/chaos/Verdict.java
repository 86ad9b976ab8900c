package dev.substation.chaos;

import dev.substation.chaos.Backend.Arrival;
import dev.substation.chaos.Book.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the stations were told against what the csms was sent.
 *
 * @param sessions transactions begun
 * @param messages of transactions, that a station was answered for
 * @param resends messages that came to the csms again under the same id
 * @param lost answered, and never arrived
 * @param reordered arrived before one that was answered before it was sent
 * @param wrong a transaction id that is not the csms' for that session, two ids for one session,
 *     one id for two; a message id with two bodies
 * @param doubled messages that came to the csms under two message ids
 * @param left rows that lie in the outbox still
 */
record Verdict(
        int sessions,
        int messages,
        int resends,
        int lost,
        int reordered,
        int wrong,
        int doubled,
        int left,
        List<String> differences) {

    private static final int SHOWN = 10;

    boolean isClean() {
        return lost == 0 && reordered == 0 && wrong == 0 && doubled == 0 && left == 0;
    }

    static Verdict of(Collection<Book> books, Backend csms, int left) {
        Count count = new Count();
        books.forEach(book -> count.compare(book, csms));
        return new Verdict(
                count.sessions,
                count.messages,
                count.resends,
                count.lost,
                count.reordered,
                count.wrong,
                count.doubled,
                left,
                count.differences.subList(0, Math.min(SHOWN, count.differences.size())));
    }

    /** The numbers of what a station was answered for. */
    static Set<Long> answered(Book book) {
        return book.messages().values().stream()
                .filter(message -> message.answered)
                .map(message -> message.number)
                .collect(Collectors.toSet());
    }

    /** The numbers of what has arrived of a station. */
    static Set<Long> arrived(Book book, Backend csms) {
        return csms.arrivals(book.station).stream()
                .map(Arrival::number)
                .collect(Collectors.toSet());
    }

    private static final class Count {
        private int sessions;
        private int messages;
        private int resends;
        private int lost;
        private int reordered;
        private int wrong;
        private int doubled;
        private final List<String> differences = new ArrayList<>();

        void compare(Book book, Backend csms) {
            int before = lost + reordered + wrong + doubled;
            Map<Long, Message> sent = book.messages();
            List<Arrival> arrivals = csms.arrivals(book.station);
            Map<String, String> bodies = new HashMap<>();
            Map<Long, Arrival> first = new LinkedHashMap<>();
            for (Arrival arrival : arrivals) {
                Message message = sent.get(arrival.number());
                String body = bodies.putIfAbsent(arrival.id(), arrival.body());
                resends += body == null ? 0 : 1;
                if (body != null && !body.equals(arrival.body())) {
                    wrong(book, arrival + " had another body before: " + body);
                }
                if (message == null || !message.action.equals(arrival.action())) {
                    wrong(book, arrival + " was never sent");
                    continue;
                }
                Arrival earlier = first.putIfAbsent(arrival.number(), arrival);
                if (earlier != null && !earlier.id().equals(arrival.id())) {
                    doubled++;
                    differences.add(
                            book.station + ": " + arrival + " came before as " + earlier.id());
                }
                if (arrival.action().equals("StartTransaction")) {
                    continue;
                }
                Arrival start = first.get(message.session.number);
                Long named = start == null ? null : csms.transaction(start.id());
                if (named == null || named != arrival.transaction()) {
                    wrong(book, arrival + " belongs to transaction " + named);
                }
            }
            long latest = 0;
            for (Arrival arrival : first.values()) {
                boolean inTime = sent.get(arrival.number()).answeredInTime;
                if (inTime && arrival.number() < latest) {
                    reordered++;
                    differences.add(book.station + ": " + arrival + " came after number " + latest);
                }
                latest = inTime ? Math.max(latest, arrival.number()) : latest;
            }
            for (Message message : sent.values()) {
                sessions += message.action.equals("StartTransaction") ? 1 : 0;
                messages += message.answered ? 1 : 0;
                if (message.answered && !first.containsKey(message.number)) {
                    lost++;
                    differences.add(book.station + ": lost " + message);
                }
            }
            book.faults().forEach(fault -> wrong(book, fault));
            if (lost + reordered + wrong + doubled > before) {
                differences.add(history(book, sent.values(), arrivals));
            }
        }

        private void wrong(Book book, String what) {
            wrong++;
            differences.add(book.station + ": " + what);
        }

        private static String history(Book book, Collection<Message> sent, List<Arrival> arrivals) {
            StringBuilder both = new StringBuilder(book.station + " sent:\n");
            sent.forEach(message -> both.append("    ").append(message).append('\n'));
            both.append("  the csms got:\n");
            arrivals.forEach(arrival -> both.append("    ").append(arrival).append('\n'));
            return both.toString();
        }
    }

    /** The line of a run. */
    String line(long seed, int kills) {
        return "seed=%d kills=%d sessions=%d messages=%d resends=%d lost=%d reordered=%d wrong=%d doubled=%d left=%d"
                .formatted(
                        seed, kills, sessions, messages, resends, lost, reordered, wrong, doubled,
                        left);
    }
}
