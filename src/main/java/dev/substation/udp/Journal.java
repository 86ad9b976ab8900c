package dev.substation.udp;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What the gateway remembers of a box over restarts: which of its sessions the CSMS has got, the
 * one that runs, and what the CSMS has set. It is one row of the ledger, written as a whole.
 */
final class Journal {

    private static final String KEY = "box";

    /**
     * The latest session that the CSMS has got, or that it must not get.
     *
     * @param register at its end in 0.1 Wh
     */
    record Last(long id, long register, Instant at) {}

    /**
     * A card that the CSMS has started from afar and the box has not reported yet.
     *
     * @param tag as the box was given it; empty for a box that takes none
     */
    record RemoteCard(String tag, String idTag, Instant until) {}

    private final StationId station;
    private final Ledger ledger;
    private String serial = "";
    private Optional<Instant> run = Optional.empty();
    private Optional<Instant> earlierRun = Optional.empty();
    private Optional<Last> last = Optional.empty();
    private Optional<OpenSession> open = Optional.empty();
    private Optional<RemoteCard> remote = Optional.empty();
    private Instant seen = Instant.EPOCH;
    private long seenRegister;
    private boolean replaced;
    private boolean inoperative;
    private boolean paused;
    private final Map<String, String> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Journal(StationId station, Ledger ledger) {
        this.station = station;
        this.ledger = ledger;
    }

    /** Reads it; empty of everything for a box that is new. */
    static CompletableFuture<Journal> of(StationId station, Ledger ledger) {
        return ledger.recall(Memory.UDP_BOXES, station, KEY)
                .thenApply(
                        found -> {
                            Journal journal = new Journal(station, ledger);
                            found.ifPresent(memory -> journal.read(memory.value()));
                            return journal;
                        });
    }

    private void read(String text) {
        try {
            Payload stored = Json.read(text);
            serial = stored.text("serial").orElse("");
            run = stored.text("run").map(Instant::parse);
            earlierRun = stored.text("earlierRun").map(Instant::parse);
            seen = stored.text("seen").map(Instant::parse).orElse(Instant.EPOCH);
            seenRegister = stored.number("seenRegister").orElse(0L);
            replaced = Boolean.TRUE.equals(stored.get("replaced"));
            last =
                    stored.object("last")
                            .map(
                                    one ->
                                            new Last(
                                                    one.number("id").orElse(0L),
                                                    one.number("register").orElse(0L),
                                                    Instant.parse(one.text("at").orElseThrow())));
            open = stored.object("open").map(OpenSession::of);
            remote =
                    stored.object("remote")
                            .map(
                                    one ->
                                            new RemoteCard(
                                                    one.text("tag").orElse(""),
                                                    one.text("idTag").orElse(""),
                                                    Instant.parse(
                                                            one.text("until").orElseThrow())));
            inoperative = Boolean.TRUE.equals(stored.get("inoperative"));
            paused = Boolean.TRUE.equals(stored.get("paused"));
            stored.object("keys")
                    .ifPresent(all -> all.forEach((key, value) -> keys.put(key, value.toString())));
        } catch (BadMessage | DateTimeException | NoSuchElementException e) {
            throw new IllegalStateException("what is remembered of " + station, e);
        }
    }

    /** Stores it; completes when it is on the disk. */
    CompletableFuture<Void> store() {
        Payload.Builder all = new Payload.Builder();
        all.put("serial", serial);
        run.ifPresent(at -> all.put("run", at.toString()));
        earlierRun.ifPresent(at -> all.put("earlierRun", at.toString()));
        all.put("seen", seen.toString());
        all.put("seenRegister", seenRegister);
        all.put("replaced", replaced);
        last.ifPresent(
                one ->
                        all.put(
                                "last",
                                Payload.of(
                                        "id", one.id(),
                                        "register", one.register(),
                                        "at", one.at().toString())));
        open.ifPresent(one -> all.put("open", one.payload()));
        remote.ifPresent(
                one ->
                        all.put(
                                "remote",
                                Payload.of(
                                        "tag", one.tag(),
                                        "idTag", one.idTag(),
                                        "until", one.until().toString())));
        all.put("inoperative", inoperative);
        all.put("paused", paused);
        all.put("keys", new Payload(keys));
        return ledger.commit(
                List.of(
                        new Change.Remembered(
                                new Memory(
                                        Memory.UDP_BOXES, station, KEY, Json.write(all.build())))));
    }

    /**
     * Another box stands in the place of the one before. The session of that one is over, with the
     * register that was seen last; once the CSMS has it, {@link #begun} forgets the rest.
     */
    void replaced(String by) {
        serial = by;
        run = Optional.empty();
        earlierRun = Optional.empty();
        replaced = true;
        open =
                open.map(
                        session ->
                                session.end().isPresent()
                                        ? session
                                        : session.ended(
                                                new OpenSession.End(
                                                        seen.isBefore(session.started())
                                                                ? session.started()
                                                                : seen,
                                                        Math.max(
                                                                seenRegister,
                                                                session.energyAtStart()),
                                                        "Other")));
    }

    /** Whether the CSMS has not yet got all of a box that is not there any more. */
    boolean isReplaced() {
        return replaced;
    }

    /** Nothing of the box before counts any more. */
    void begun() {
        replaced = false;
        last = Optional.empty();
        open = Optional.empty();
    }

    String serial() {
        return serial;
    }

    /** When the box had started whose boot was accepted last. */
    Optional<Instant> run() {
        return run;
    }

    void ran(Instant since) {
        run = Optional.of(since);
    }

    /** When the box had started that was heard before it started last. */
    Optional<Instant> earlierRun() {
        return earlierRun;
    }

    /** The box has started anew. */
    void startedAnew(Instant since) {
        earlierRun = run;
        run = Optional.of(since);
    }

    Optional<Last> last() {
        return last;
    }

    void reported(Last latest) {
        last = Optional.of(latest);
        open = Optional.empty();
    }

    Optional<OpenSession> open() {
        return open;
    }

    void open(OpenSession session) {
        open = Optional.of(session);
    }

    Optional<RemoteCard> remote() {
        return remote;
    }

    void remote(Optional<RemoteCard> card) {
        remote = card;
    }

    /** When the box was heard last, as far as it was stored. */
    Instant seen() {
        return seen;
    }

    /**
     * @param register in 0.1 Wh
     */
    void saw(Instant at, long register) {
        seen = at;
        seenRegister = register;
    }

    /** Whether the CSMS has taken the box out of service. */
    boolean isInoperative() {
        return inoperative;
    }

    void operative(boolean is) {
        inoperative = !is;
    }

    /** Whether the gateway must allow charging again once the car has gone. */
    boolean isPaused() {
        return paused;
    }

    void paused(boolean is) {
        paused = is;
    }

    /** Whether nothing but the car and the box themselves must keep it from charging. */
    boolean mayCharge() {
        return !inoperative && !paused;
    }

    /** Configuration keys that the CSMS has set. */
    Map<String, String> keys() {
        return keys;
    }
}
