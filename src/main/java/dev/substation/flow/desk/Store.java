package dev.substation.flow.desk;

import dev.substation.dialect.Part;
import dev.substation.dialect.Secrets;
import dev.substation.dialect.SignedSamples;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Storable;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits of the flow: what could not be stored is known as such when the station is answered. */
public final class Store {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** Of a DataTransfer. */
    private static final String MESSAGE_ID = "messageId";

    private final Ledger ledger;
    private final Counters tally;
    private final Supplier<Instant> now;
    private final Secrets secrets;

    /**
     * @param secrets what of messages the log must not have
     */
    public Store(Ledger ledger, Counters tally, Supplier<Instant> now, Secrets secrets) {
        this.ledger = ledger;
        this.tally = tally;
        this.now = now;
        this.secrets = secrets;
    }

    /** Why nothing new may be stored, as the end of a sentence; empty when there is room. */
    public Optional<String> noRoom() {
        return ledger.noRoom();
    }

    /** A payload as it may be remarked on: without passwords and codes. */
    public Payload shown(Payload payload) {
        return secrets.masked(payload);
    }

    public CompletableFuture<Void> commit(List<Change> changes) {
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return ledger.commit(changes)
                .exceptionally(
                        fault -> {
                            LOG.error(Answer.failure(Cause.NOT_STORED, fault.getMessage()).line());
                            throw new Failures.NotStored(fault);
                        });
    }

    public void commit(Change change) {
        commit(List.of(change));
    }

    /**
     * The line of the message log for a call that does not go on as it was received, with the notes
     * that it collected since; none while the disk is nearly full.
     */
    public List<Change> logged(Call received, List<Note> notes) {
        return logged(received, notes, List.of());
    }

    /**
     * The same for a call that goes on.
     *
     * @param sent it, as it does; several for several who get it
     */
    public List<Change> logged(Call received, List<Note> notes, List<Payload> sent) {
        String in = SignedSamples.hash(received.action(), received.payload());
        List<String> out =
                sent.stream()
                        .map(payload -> SignedSamples.hash(received.action(), payload))
                        .distinct()
                        .toList();
        if (in.isEmpty() && out.stream().allMatch(String::isEmpty)) {
            return logged(received, Part.REQUEST, received.payload(), notes, "", "");
        }
        if (!sent.isEmpty() && !out.equals(List.of(in))) {
            tally.signedChanged();
            LOG.error(
                    "station={} action={} id={} {}",
                    received.station(),
                    received.action(),
                    received.messageId(),
                    Problem.SIGNED_VALUES_CHANGED.line(orNone(in), out));
        }
        return logged(
                received,
                Part.REQUEST,
                received.payload(),
                notes,
                orNone(in),
                out.stream().map(Store::orNone).collect(Collectors.joining(" ")));
    }

    private static String orNone(String hash) {
        return hash.isEmpty() ? "none" : hash;
    }

    /**
     * The line of the message log for an answer that did not cross exactly; none for one that did.
     *
     * @param asked the call that is answered, by the station that it is of
     * @param answer as it is passed on, with its notes
     */
    public List<Change> answered(Call asked, Answer answer) {
        if (answer.notes().isEmpty()) {
            return List.of();
        }
        Payload shown =
                answer.fold(
                        Answer.Result::payload,
                        failure ->
                                Payload.of(
                                        "errorCode", failure.code().name(),
                                        "errorDescription", failure.description()));
        return logged(asked, Part.RESPONSE, shown, answer.notes(), "", "");
    }

    private List<Change> logged(
            Call call, Part part, Payload payload, List<Note> shown, String in, String out) {
        List<Note> notes = new ArrayList<>(shown);
        notes.addAll(Storable.notes(call));
        tally.noted(call, notes);
        if (noRoom().isPresent()) {
            return List.of();
        }
        String makers = part == Part.RESPONSE ? call.payload().text(MESSAGE_ID).orElse("") : "";
        Secrets.Kept kept = secrets.kept(payload, notes, makers);
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now.get(),
                                call.station(),
                                call.direction().word(),
                                call.dialect(),
                                call.messageId(),
                                call.action(),
                                part,
                                kept.payload(),
                                kept.notes(),
                                in,
                                out)));
    }
}
