package dev.substation.chaos;

import dev.substation.chaos.Backend.Arrival;
import dev.substation.chaos.Book.Message;
import dev.substation.chaos.Book.Session;
import dev.substation.chaos.Cast.Place;
import dev.substation.chaos.Cast.Speech;
import dev.substation.chaos.Cast.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the stations were told against what the CSMS was sent.
 *
 * <p>Where a rule gathers meter values, a value that was answered has arrived when its energy is in
 * the sum of what came of its session, and when a reading of the same session came that is as late
 * and no more than a window later: that is how the last of each window and the energy show.
 *
 * @param sessions transactions begun
 * @param messages of transactions, and last statuses, that a station was answered for
 * @param resends messages that came to the CSMS again under the same id
 * @param lost answered, and never arrived
 * @param reordered arrived before one that was answered before it was sent
 * @param wrong a transaction id that is not the CSMS's for that session, two ids for one session,
 *     one id for two; another station or connector than the CSMS knows; a message id with two
 *     bodies; a refused card that went on charging; a message that went out again and again though
 *     the CSMS will never take it, or was not kept then
 * @param doubled messages that came to the CSMS under two message ids, energy that counts twice
 * @param left rows that lie in the outbox still, and values that a rule still holds
 * @param aside what the CSMS will never take, as it said: kept, and neither lost nor delivered
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
        int aside,
        List<String> differences) {

    private static final int SHOWN = 12;

    boolean isClean() {
        return lost == 0 && reordered == 0 && wrong == 0 && doubled == 0 && left == 0;
    }

    /** The first differences, for a screen. */
    List<String> first() {
        return differences.subList(0, Math.min(SHOWN, differences.size()));
    }

    static Verdict of(Collection<Book> books, Backend csms, Remains remains) {
        Count count = new Count(csms);
        books.forEach(count::compare);
        count.setAside(remains);
        return new Verdict(
                count.sessions,
                count.messages,
                count.resends,
                count.lost,
                count.reordered,
                count.wrong,
                count.doubled,
                remains.left(),
                remains.aside().size(),
                count.differences);
    }

    /** The numbers of what a station was answered for. */
    static Set<Long> answered(Book book) {
        return book.messages().values().stream()
                .filter(message -> message.answered)
                .map(message -> message.number)
                .collect(Collectors.toSet());
    }

    /** Whether all of these messages of a station have arrived. */
    static boolean haveArrived(Collection<Long> numbers, Book book, Backend csms) {
        Map<Long, Message> sent = book.messages();
        List<Arrival> arrivals = arrivals(book, sent, csms);
        Set<Long> there = arrivals.stream().map(Arrival::number).collect(Collectors.toSet());
        Map<Session, Long> energy = energy(sent, arrivals);
        return numbers.stream()
                .map(sent::get)
                .allMatch(
                        message ->
                                there.contains(message.number)
                                        || maySayNothing(book, message)
                                        || isGathered(book, message) && times(message, energy) > 0);
    }

    /** OCPP 1.5 has one word for what the CSMS has many for: it may know already. */
    private static boolean maySayNothing(Book book, Message message) {
        return book.role.speech() == Speech.SOAP_15 && message.status.equals("Occupied");
    }

    private static boolean isGathered(Book book, Message message) {
        return book.role.window() != null && message.action.equals("MeterValues");
    }

    /** What has come of a station, from all upstream stations that it is; each id once. */
    private static List<Arrival> arrivals(Book book, Map<Long, Message> sent, Backend csms) {
        return upstreams(book).stream()
                .flatMap(upstream -> csms.arrivals(upstream).stream())
                .filter(arrival -> sent.containsKey(arrival.number()))
                .toList();
    }

    private static Set<String> upstreams(Book book) {
        return book.role.places().stream()
                .map(Place::upstream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<Session, Long> energy(Map<Long, Message> sent, List<Arrival> arrivals) {
        Map<String, Arrival> each = new LinkedHashMap<>();
        arrivals.forEach(arrival -> each.putIfAbsent(arrival.id(), arrival));
        Map<Session, Long> energy = new HashMap<>();
        each.values().stream()
                .filter(arrival -> arrival.action().equals("MeterValues"))
                .forEach(
                        arrival ->
                                energy.merge(
                                        sent.get(arrival.number()).session,
                                        arrival.interval(),
                                        Long::sum));
        return energy;
    }

    /** How often the energy of gathered values is in the sum: each has a digit of base four. */
    private static long times(Message message, Map<Session, Long> energy) {
        return energy.getOrDefault(message.session, 0L) / message.interval % 4;
    }

    private static final class Count {
        private final Backend csms;
        private int sessions;
        private int messages;
        private int resends;
        private int lost;
        private int reordered;
        private int wrong;
        private int doubled;
        private final List<String> differences = new ArrayList<>();

        Count(Backend csms) {
            this.csms = csms;
        }

        void compare(Book book) {
            int before = lost + reordered + wrong + doubled;
            Map<Long, Message> sent = book.messages();
            List<Arrival> arrivals = arrivals(book, sent, csms);
            Map<Long, Arrival> first = firsts(book, sent, arrivals);
            named(book, sent, arrivals, first);
            upstreams(book).forEach(upstream -> inOrder(book, upstream, sent, first));
            missing(book, sent, arrivals, first);
            statuses(book, sent);
            book.faults().forEach(fault -> wrong(book, fault));
            for (Session session : book.unstopped()) {
                wrong(book, session + " was refused by the CSMS, and nobody stopped it");
            }
            if (lost + reordered + wrong + doubled > before) {
                differences.add(history(book, sent.values(), arrivals));
            }
        }

        /** The first arrival of each message; counts what is not the same when it comes again. */
        private Map<Long, Arrival> firsts(
                Book book, Map<Long, Message> sent, List<Arrival> arrivals) {
            Map<String, String> bodies = new HashMap<>();
            Map<Long, Arrival> first = new LinkedHashMap<>();
            for (Arrival arrival : arrivals) {
                Message message = sent.get(arrival.number());
                String body = bodies.putIfAbsent(arrival.id(), arrival.body());
                resends += body == null ? 0 : 1;
                if (body != null && !body.equals(arrival.body())) {
                    wrong(book, arrival + " had another body before: " + body);
                }
                if (!message.action.equals(arrival.action())) {
                    wrong(book, arrival + " was never sent");
                    continue;
                }
                Arrival earlier = first.putIfAbsent(arrival.number(), arrival);
                boolean toldAgain = arrival.action().equals("StatusNotification"); // after a boot
                if (earlier != null && !toldAgain && !earlier.id().equals(arrival.id())) {
                    doubled++;
                    differences.add(
                            book.role.station() + ": " + arrival + " came before as " + earlier);
                }
            }
            return first;
        }

        /** Whether everything came under the CSMS's own names for things. */
        private void named(
                Book book,
                Map<Long, Message> sent,
                List<Arrival> arrivals,
                Map<Long, Arrival> first) {
            for (Arrival arrival : arrivals) {
                Message message = sent.get(arrival.number());
                Place place = book.place(message);
                boolean elsewhere =
                        !arrival.upstream().equals(place.upstream())
                                || arrival.connector() >= 0
                                        && arrival.connector() != place.connector();
                if (elsewhere) {
                    wrong(book, arrival + " should be at " + place);
                }
                boolean hasId =
                        message.session != null && !arrival.action().equals("StartTransaction");
                if (!hasId) {
                    continue;
                }
                Optional<String> id = idOf(message.session, first);
                if (!id.equals(Optional.of(arrival.transaction()))) {
                    wrong(book, arrival + " belongs to transaction " + id);
                }
            }
        }

        /** What the CSMS calls a session; -1 is one that it would not have. */
        private Optional<String> idOf(Session session, Map<Long, Arrival> first) {
            if (session.stray) {
                return Optional.of("" + session.id());
            }
            Arrival start = first.get(session.number);
            if (start == null) {
                return Optional.empty();
            }
            return csms.isRefusedForGood(start.id())
                    ? Optional.of("-1")
                    : csms.transaction(start.id());
        }

        private void inOrder(
                Book book, String upstream, Map<Long, Message> sent, Map<Long, Arrival> first) {
            long latest = 0;
            Map<Session, Long> ofSession = new HashMap<>();
            for (Arrival arrival : first.values()) {
                Message message = sent.get(arrival.number());
                if (!arrival.upstream().equals(upstream) || !message.answeredInTime) {
                    continue;
                }
                boolean gathered = isGathered(book, message);
                long before = gathered ? ofSession.getOrDefault(message.session, 0L) : latest;
                if (arrival.number() < before) {
                    reordered++;
                    differences.add(
                            "%s: %s came after number %d"
                                    .formatted(book.role.station(), arrival, before));
                }
                if (message.session != null) {
                    ofSession.merge(message.session, arrival.number(), Math::max);
                }
                latest = gathered ? latest : Math.max(latest, arrival.number());
            }
        }

        private void missing(
                Book book,
                Map<Long, Message> sent,
                List<Arrival> arrivals,
                Map<Long, Arrival> first) {
            Map<Session, Long> energy = energy(sent, arrivals);
            for (Message message : sent.values()) {
                sessions += message.action.equals("StartTransaction") ? 1 : 0;
                messages += message.answered ? 1 : 0;
                boolean gathered = isGathered(book, message);
                long times = gathered ? times(message, energy) : 1;
                boolean there =
                        gathered
                                ? times > 0 && hasLater(book.role.window(), message, sent, first)
                                : first.containsKey(message.number) || maySayNothing(book, message);
                if (message.answered && !there) {
                    lost++;
                    differences.add(book.role.station() + ": lost " + message);
                }
                if (times > 1) {
                    doubled++;
                    differences.add(
                            "%s: the energy of %s counts %d times"
                                    .formatted(book.role.station(), message, times));
                }
            }
        }

        /** Whether a reading of the same session and window came that is this one or later. */
        private static boolean hasLater(
                Window window, Message message, Map<Long, Message> sent, Map<Long, Arrival> first) {
            for (long number = message.number;
                    number < message.number + window.seconds();
                    number++) {
                Message later = sent.get(number);
                boolean came =
                        later != null
                                && later.session == message.session
                                && later.action.equals("MeterValues")
                                && first.containsKey(number);
                if (came) {
                    return true;
                }
            }
            return false;
        }

        /** How a connector is at last must be what the CSMS has taken last. */
        private void statuses(Book book, Map<Long, Message> sent) {
            Map<Place, Message> last = new HashMap<>();
            sent.values().stream()
                    .filter(message -> message.action.equals("StatusNotification"))
                    .filter(message -> message.answered)
                    .forEach(message -> last.put(book.place(message), message));
            last.forEach(
                    (place, message) -> {
                        String known = csms.status(place);
                        boolean same =
                                maySayNothing(book, message)
                                        ? Set.of("Preparing", "Finishing").contains(known)
                                        : message.status.equals(known);
                        if (!same) {
                            wrong(
                                    book,
                                    "%s is %s, the CSMS knows %s".formatted(place, message, known));
                        }
                    });
        }

        /** What the CSMS will never take must be kept, and nothing else; nor sent for ever. */
        void setAside(Remains remains) {
            for (String id : csms.refusedForGood()) {
                if (!remains.aside().contains(id)) {
                    wrong++;
                    differences.add("the CSMS will never take " + id + ", and it was not kept");
                }
                if (csms.isRefusedTooOften(id)) {
                    wrong++;
                    differences.add("the CSMS will never take " + id + ", and got it for ever");
                }
            }
            for (String id : remains.aside()) {
                if (!csms.isRefusedForGood(id)) {
                    wrong++;
                    differences.add(id + " was set aside, and the CSMS would have taken it");
                }
            }
        }

        private void wrong(Book book, String what) {
            wrong++;
            differences.add(book.role.station() + ": " + what);
        }

        private static String history(Book book, Collection<Message> sent, List<Arrival> arrivals) {
            StringBuilder both = new StringBuilder(book.role.station() + " sent:\n");
            sent.forEach(message -> both.append("    ").append(message).append('\n'));
            both.append("  the CSMS got:\n");
            arrivals.forEach(arrival -> both.append("    ").append(arrival).append('\n'));
            return both.toString();
        }
    }

    /** The line of a run. */
    String line(long seed, int kills, int steps, long seconds) {
        return "seed=%d kills=%d sessions=%d messages=%d resends=%d lost=%d reordered=%d wrong=%d doubled=%d left=%d aside=%d steps=%d seconds=%d"
                .formatted(
                        seed, kills, sessions, messages, resends, lost, reordered, wrong, doubled,
                        left, aside, steps, seconds);
    }
}
