package dev.substation.dialect;

import dev.substation.dialect.Vendors.Kind;
import dev.substation.dialect.Vendors.ListLimits;
import dev.substation.dialect.Vendors.Row;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import dev.substation.model.SendLocalList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the gateway knows of one maker's stations: calls of the station in the words of OCPP, calls
 * of the CSMS in the words of the station, and what is answered in the station's place. It changes
 * nothing beside a signature.
 */
public final class Profile {

    /** The longest vendorErrorCode of OCPP 1.6. */
    private static final int ERROR_CODE_LENGTH = 50;

    private static final Map<String, Profile> ALL = all();

    private final String vendor;
    private final Map<Action, List<Row>> up;
    private final Map<Action, List<Row>> down;

    /**
     * A call as the station should get it.
     *
     * @param instead the answer when the station should not get it at all
     */
    public record ToStation(Call call, Optional<Answer> instead) {}

    private Profile(String vendor) {
        this.vendor = vendor;
        this.up = rows(vendor, Direction.UP);
        this.down = rows(vendor, Direction.DOWN);
    }

    private static Map<Action, List<Row>> rows(String vendor, Direction direction) {
        Map<Action, List<Row>> rows = new HashMap<>();
        Vendors.rows(vendor).stream()
                .filter(row -> row.direction() == direction)
                .forEach(
                        row ->
                                rows.computeIfAbsent(row.action(), action -> new ArrayList<>())
                                        .add(row));
        return rows;
    }

    private static Map<String, Profile> all() {
        Map<String, Profile> all = new HashMap<>();
        Vendors.names().forEach(vendor -> all.put(vendor, new Profile(vendor)));
        return Map.copyOf(all);
    }

    /** The profile of a vendor as {@code site.yaml} names it. */
    public static Profile of(String vendor) {
        return ALL.getOrDefault(vendor, ALL.get(Vendors.GENERIC));
    }

    /** How long a local list may be. */
    public ListLimits lists() {
        return Vendors.lists(vendor);
    }

    /** A station's call in the words of OCPP, with a note on each that was another. */
    public Call fromStation(Call call) {
        List<Row> rows = up.get(call.action());
        return rows == null ? call : changed(call, rows, new Notes());
    }

    /** Whether the stations never do what an operation of the CSMS asks for. */
    public boolean lacks(Dialect dialect, Action action) {
        return down.getOrDefault(action, List.of()).stream()
                .anyMatch(
                        row ->
                                row.kind() == Vendors.Kind.LACKS
                                        && row.when().isEmpty()
                                        && row.dialects().contains(dialect));
    }

    /** Whether a row of one kind applies to an operation. */
    private boolean has(Kind kind, Dialect dialect, Action action) {
        return down.getOrDefault(action, List.of()).stream()
                .anyMatch(row -> row.kind() == kind && row.dialects().contains(dialect));
    }

    /** Whether the stations begin at once whatever the date in a call says. */
    public boolean begins(Call call) {
        return has(Kind.HELD, call.dialect(), call.action());
    }

    /** Whether the stations do an operation on a connector that is named only. */
    public boolean needsConnector(Call call) {
        return has(Kind.NEEDED, call.dialect(), call.action());
    }

    /** Whether the stations know by its id alone what an operation means. */
    public boolean knowsIdsAlone(Dialect dialect, Action action) {
        return has(Kind.BY_ID, dialect, action);
    }

    /**
     * A call of the CSMS as the station should get it.
     *
     * @param cutsLists whether a local list with more cards than the station holds is cut, rather
     *     than refused
     */
    public ToStation towardsStation(Call call, boolean cutsLists) {
        Notes notes = new Notes();
        List<Row> rows = down.getOrDefault(call.action(), List.of());
        Optional<Row> lacking = rows.stream().filter(row -> isLacking(row, call)).findFirst();
        if (lacking.isPresent()) {
            Answer answer =
                    LocalAnswers.refused(call.action())
                            .<Answer>map(Answer::result)
                            .orElseGet(
                                    () ->
                                            Answer.failure(
                                                    Cause.NOT_OF_VENDOR, call.action(), vendor));
            String shown =
                    answer.fold(
                            result -> result.status().orElse(""), failure -> failure.code().name());
            notes.add(Loss.IMPOSSIBLE, FieldPath.TOP, "", shown, lacking.get().why());
            return new ToStation(call.noting(notes.list()), Optional.of(answer));
        }
        if (call.action().equals(Action.SendLocalList)) {
            return list(call, cutsLists, notes);
        }
        return new ToStation(changed(call, rows, notes), Optional.empty());
    }

    private ToStation list(Call whole, boolean cuts, Notes notes) {
        Call call = cuts ? cut(whole, notes) : whole;
        int cards = new SendLocalList(call.payload()).entries().size();
        FieldPath path = FieldPath.TOP.field(SendLocalList.LIST);
        if (cards > lists().capacity()) {
            Answer answer =
                    Answer.failure(Cause.LIST_TOO_LONG, call.station(), lists().capacity(), cards);
            notes.add(
                    Loss.IMPOSSIBLE,
                    path,
                    cards + " cards",
                    "",
                    "the station holds " + lists().capacity() + " at most");
            return new ToStation(call.noting(notes.list()), Optional.of(answer));
        }
        int parts = parts(call.payload()).size();
        if (parts > 1) {
            notes.add(
                    Loss.APPROXIMATED,
                    path,
                    cards + " cards",
                    parts + " updates",
                    "the station takes "
                            + lists().full()
                            + " in a full update and "
                            + lists().differential()
                            + " in a differential one");
        }
        return new ToStation(call.noting(notes.list()), Optional.empty());
    }

    /**
     * A full list with as many cards as the station holds, the first ones; it asks for the others
     * (KEBA P30 configuration manual). The message log has the whole list. What a differential one
     * removes must not be cut off.
     */
    private Call cut(Call call, Notes notes) {
        List<Payload> cards = call.payload().objects(SendLocalList.LIST);
        boolean full = new SendLocalList(call.payload()).isFull();
        if (!full || cards.size() <= lists().capacity()) {
            return call;
        }
        notes.add(
                Loss.IMPOSSIBLE,
                FieldPath.TOP.field(SendLocalList.LIST),
                cards.size() + " cards",
                lists().capacity() + " cards",
                "the station holds no more; it asks for the others (long-local-list)");
        return call.withPayload(
                call.payload().with(SendLocalList.LIST, cards.subList(0, lists().capacity())));
    }

    /**
     * A SendLocalList in updates that the station takes, in order, each with the list version of
     * the whole; itself when it is short enough.
     */
    public List<Payload> parts(Payload list) {
        String field = SendLocalList.LIST;
        List<Payload> cards = list.objects(field);
        boolean full = new SendLocalList(list).isFull();
        int first = full ? lists().full() : lists().differential();
        if (cards.size() <= first) {
            return List.of(list);
        }
        List<Payload> parts = new ArrayList<>();
        parts.add(list.with(field, cards.subList(0, first)));
        Payload further = list.with("updateType", "Differential");
        for (int from = first; from < cards.size(); from += lists().differential()) {
            int to = Math.min(from + lists().differential(), cards.size());
            parts.add(further.with(field, cards.subList(from, to)));
        }
        return parts;
    }

    private static boolean isLacking(Row row, Call call) {
        return row.kind() == Kind.LACKS
                && row.dialects().contains(call.dialect())
                && row.when().entrySet().stream()
                        .allMatch(
                                field ->
                                        field.getValue()
                                                .equals(read(call.payload(), field.getKey())));
    }

    private static String read(Payload payload, String path) {
        int dot = path.indexOf('.');
        return dot < 0
                ? String.valueOf(payload.get(path))
                : payload.object(path.substring(0, dot))
                        .map(inner -> read(inner, path.substring(dot + 1)))
                        .orElse("");
    }

    private static Call changed(Call call, List<Row> rows, Notes notes) {
        Payload payload = call.payload();
        for (Row row : rows) {
            if (row.kind() != Kind.LACKS && row.dialects().contains(call.dialect())) {
                payload = changed(payload, row, row.field(), FieldPath.TOP, notes);
            }
        }
        return payload == call.payload() && notes.list().isEmpty()
                ? call
                : call.withPayload(payload).noting(notes.list());
    }

    private static Payload changed(
            Payload payload, Row row, String path, FieldPath above, Notes notes) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            String noted = row.kind() == Kind.UNIT ? row.beside() : path;
            return field(payload, row, path, above.field(noted), notes);
        }
        String name = path.substring(0, dot);
        String rest = path.substring(dot + 1);
        List<Payload> items = payload.objects(name);
        if (items.isEmpty() || items.stream().anyMatch(Samples::isSignature)) {
            return payload;
        }
        Set<Object> signed = Samples.signedTimes(items);
        List<Object> changed = new ArrayList<>((List<?>) payload.get(name));
        boolean any = false;
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i) instanceof Payload item && !Samples.isSealed(item, signed)) {
                changed.set(i, changed(item, row, rest, above.item(name, i), notes));
                any |= changed.get(i) != item;
            }
        }
        return any ? payload.with(name, changed) : payload;
    }

    private static Payload field(
            Payload payload, Row row, String name, FieldPath path, Notes notes) {
        Object value = payload.get(name);
        if (value == null) {
            return payload;
        }
        String text = value.toString();
        boolean meant = text.equals(row.kind() == Kind.WRITTEN ? row.ours() : row.theirs());
        switch (row.kind()) {
            case DROPPED -> {
                notes.add(Loss.IMPOSSIBLE, path, text, "", row.why());
                return payload.without(name);
            }
            case IGNORED -> {
                notes.add(Loss.APPROXIMATED, path, text, text, row.why());
                return payload;
            }
            case ODD -> {
                if (meant) {
                    notes.add(Loss.APPROXIMATED, path, text, text, row.why());
                }
                return payload;
            }
            case HELD, NEEDED, BY_ID -> {
                return payload; // what follows needs more than the call
            }
            case UNIT -> {
                boolean bare = payload.text(row.beside()).orElse("").isEmpty();
                if (meant && bare) {
                    notes.add(Loss.DEDUCED, path, "", row.second(), row.why());
                }
                return meant && bare ? payload.with(row.beside(), row.second()) : payload;
            }
            default -> {
                return meant ? worded(payload, row, name, path, notes) : payload;
            }
        }
    }

    private static Payload worded(
            Payload payload, Row row, String name, FieldPath path, Notes notes) {
        boolean writing = row.kind() == Kind.WRITTEN;
        String before = writing ? row.ours() : row.theirs();
        String after = writing ? row.theirs() : row.ours();
        Payload worded = payload.with(name, after);
        notes.add(Loss.RENAMED, path, before, after, row.why());
        return switch (row.kind()) {
            case READ_KEPT -> kept(worded, row, notes);
            case READ_SPLIT ->
                    worded.get(row.beside()) == null
                            ? worded.with(row.beside(), row.second())
                            : worded;
            default -> worded;
        };
    }

    /**
     * The maker's word where the maker's words belong: alone, or behind what stands there and a
     * blank. What stands there is never cut: without room the word is in the note alone.
     */
    private static Payload kept(Payload payload, Row row, Notes notes) {
        String there = payload.text(row.beside()).orElse("").strip();
        String both = there.isEmpty() ? row.second() : there + " " + row.second();
        if (there.contains(row.second()) || both.length() > ERROR_CODE_LENGTH) {
            return payload;
        }
        notes.add(Loss.RENAMED, FieldPath.TOP.field(row.beside()), there, both, row.why());
        return payload.with(row.beside(), both);
    }
}
