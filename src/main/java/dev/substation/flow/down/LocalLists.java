package dev.substation.flow.down;

import dev.substation.dialect.Profile;
import dev.substation.dialect.Remarks;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.SendLocalList;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls stations, and sends them a local list that is longer than they take in several updates, of
 * which the CSMS sees one.
 *
 * <p>Every differential update must have a higher version than the list that the station holds
 * (OCPP 1.6 section 5.15), while the CSMS counts the whole list as one. So after a long list the
 * station's version can be ahead of the CSMS's; by how much is remembered until the next full
 * update that fits, and taken off when the CSMS asks for the version. It is remembered before the
 * first update is sent: should a later one fail, the version that the CSMS reads is below the one
 * that it sent, so that it sends the list again.
 */
public final class LocalLists {

    /** The owner of the memory of how far a station's version is ahead. */
    static final String OWNER = "local-list-version";

    private static final Logger LOG = LoggerFactory.getLogger(LocalLists.class);

    private static final String VERSION = "listVersion";

    /**
     * A list on its way.
     *
     * @param before how far the station's version was ahead
     * @param after how far it is ahead when all is accepted
     */
    private record Sending(Station station, List<Call> updates, long before, long after) {}

    private final Desk desk;
    private final Store store;
    private final Map<StationId, Long> ahead = new HashMap<>();
    private final Set<StationId> underWay = new HashSet<>();

    public LocalLists(Desk desk, Store store, List<Memory> memories) {
        this.desk = desk;
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> memory.value().matches("\\d{1,18}"))
                .forEach(memory -> ahead.put(memory.station(), Long.valueOf(memory.value())));
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        ahead.remove(station);
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, ahead.size());
    }

    /** Calls a station; always completes normally. */
    CompletableFuture<Answer> call(Station station, Call call) {
        if (call.action().equals(Action.GetLocalListVersion)) {
            long before = ahead(station.id());
            return station.call(call).thenApply(answer -> counted(answer, before));
        }
        if (!call.action().equals(Action.SendLocalList)) {
            return station.call(call);
        }
        if (underWay.contains(station.id())) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.LIST_UNDER_WAY, station.id()));
        }
        List<Payload> parts = Profile.of(station.profile()).parts(call.payload());
        return call.payload()
                .number(VERSION)
                .map(version -> sent(station, call, parts, version))
                .orElseGet(() -> station.call(call));
    }

    /** The version as the CSMS counts; 0 and -1 say that there is no list. */
    private static Answer counted(Answer answer, long ahead) {
        return answer.fold(
                result ->
                        result.payload()
                                .number(VERSION)
                                .filter(version -> ahead > 0 && version > 0)
                                .map(version -> Math.max(version - ahead, 0))
                                .map(version -> counted(result, version))
                                .orElse(result),
                failure -> failure);
    }

    private static Result counted(Result result, long version) {
        Payload counted = result.payload().with(VERSION, version);
        String reason = "version of the CSMS: the station got the list in several updates";
        return result.withPayload(counted)
                .noting(Remarks.on(result.payload(), counted, Loss.RENAMED, reason));
    }

    private long ahead(StationId station) {
        return ahead.getOrDefault(station, 0L);
    }

    private CompletableFuture<Answer> sent(
            Station station, Call call, List<Payload> parts, long version) {
        long before = ahead(station.id());
        int further = parts.size() - 1;
        long after = before + further;
        if (new SendLocalList(call.payload()).isFull()) {
            // It may have any version, as long as the first of several is one: 0 says "none".
            after = further == 0 ? 0 : Math.max(0, parts.size() - version);
        }
        long first = version + after - further;
        List<Call> updates = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            updates.add(call.withPayload(parts.get(i).with(VERSION, first + i)));
        }
        Sending sending = new Sending(station, updates, before, after);
        remember(station.id(), after);
        if (further == 0) {
            return next(sending, 0);
        }
        LOG.info(
                "station={} action={} id={} sent in {} updates, versions {} to {}",
                station.id(),
                call.action(),
                call.messageId(),
                parts.size(),
                first,
                first + further);
        underWay.add(station.id());
        return next(sending, 0).whenComplete((answer, fault) -> underWay.remove(station.id()));
    }

    /** The update at a place and, once it is accepted, those behind it. */
    private CompletableFuture<Answer> next(Sending sending, int at) {
        return sending.station()
                .call(sending.updates().get(at))
                .thenComposeAsync(
                        answer -> {
                            boolean more = at + 1 < sending.updates().size();
                            if (answer.isAccepted() && more) {
                                return next(sending, at + 1);
                            }
                            if (!answer.isAccepted()) {
                                failed(sending, at, answer);
                            }
                            return CompletableFuture.completedFuture(answer);
                        },
                        desk);
    }

    private void failed(Sending sending, int at, Answer answer) {
        StationId station = sending.station().id();
        if (at == 0 && answer instanceof Result && ahead(station) == sending.after()) {
            remember(station, sending.before()); // the station has its old list and says so
        }
        if (sending.updates().size() == 1) {
            return;
        }
        Call update = sending.updates().get(at);
        String said =
                answer.fold(
                        result -> result.status().orElse("no status"),
                        failure -> failure.description());
        String reason =
                "update %d of %d was answered %s; the list must be sent again"
                        .formatted(at + 1, sending.updates().size(), said);
        LOG.warn(
                "station={} action={} id={} {}",
                station,
                update.action(),
                update.messageId(),
                Problem.LIST_INCOMPLETE.line(reason));
        Note note = Note.approximated(SendLocalList.LIST, "", said, reason);
        store.commit(store.logged(update, List.of(note)));
    }

    private void remember(StationId station, long versions) {
        if (versions == ahead(station)) {
            return;
        }
        if (versions == 0) {
            ahead.remove(station);
        } else {
            ahead.put(station, versions);
        }
        String value = versions == 0 ? "" : Long.toString(versions);
        store.commit(new Change.Remembered(new Memory(OWNER, station, "", value)));
    }
}
