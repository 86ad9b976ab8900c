package dev.substation.flow.desk;

import dev.substation.dialect.Part;
import dev.substation.dialect.Secrets;
import dev.substation.dialect.SignedSamples;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.flow.ports.Storable;
import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    private final Supplier<Moment> moment;
    private final Secrets secrets;
    private final Events events;

    /**
     * @param now the clock on the wall
     * @param moment the monotonic clock
     * @param secrets what of messages the log must not have
     * @param events learns how calls end
     */
    public Store(
            Ledger ledger,
            Counters tally,
            Supplier<Instant> now,
            Supplier<Moment> moment,
            Secrets secrets,
            Events events) {
        this.events = events;
        this.moment = moment;
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

    /**
     * The same, and takes back what memory has of it should it fail.
     *
     * @param undo done by the desk before anybody hears of the failure
     * @return completes on the desk
     */
    public CompletableFuture<Void> commitOr(List<Change> changes, Runnable undo, Executor desk) {
        return commit(changes)
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault != null) {
                                undo.run();
                            }
                        },
                        desk);
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
            return logged(received, received.payload(), notes, "", "");
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
        return answer.notes().isEmpty() ? List.of() : lines(asked, answer, Optional.empty());
    }

    /**
     * The line of the message log for the end of a call: how it ended, after how long, and under
     * which ids it went on. Nobody waits for it to be on the disk.
     *
     * @param asked the call, by the station that it is of
     * @param answer as it is passed on, or why there is none
     * @param since when it came
     */
    public List<Change> ended(Call asked, Answer answer, Moment since) {
        tally.took(asked.direction(), asked.action(), since.until(moment.get()));
        return ownEnded(asked, answer, since);
    }

    /** The same for a call that the gateway itself has made, for which no peer waits. */
    public List<Change> ownEnded(Call made, Answer answer, Moment since) {
        Optional<Duration> took = Optional.of(since.until(moment.get()));
        Outcome outcome = new Outcome(word(answer), took, made.trail().ids(), false);
        return lines(made, answer, Optional.of(outcome));
    }

    /**
     * The line of the message log for a call that was answered with an error at once.
     *
     * @param more how many such calls, of all stations, have no line
     */
    public List<Change> rejected(Call call, Answer.Failure why, long more) {
        Answer.Failure told =
                more == 0
                        ? why
                        : new Answer.Failure(
                                why.cause(),
                                why.code(),
                                "(and %d more rejected calls, of all stations, without a line) %s"
                                        .formatted(more, why.description()),
                                why.details());
        Outcome outcome = new Outcome(word(why), Optional.empty(), "", false);
        return lines(call, told, Optional.of(outcome));
    }

    /**
     * The line of the message log for what the CSMS said to a message of the outbox.
     *
     * @param took how long the CSMS took, when it has answered
     */
    public List<Change> delivered(OutboxRow row, Answer answer, Optional<Duration> took) {
        took.ifPresent(time -> tally.tookToDeliver(row.action(), time));
        if (events.areWanted()) {
            events.add(EndedMessage.event(row, word(answer), took));
        }
        if (noRoom().isPresent()) {
            return List.of();
        }
        String makers = row.payload().text(MESSAGE_ID).orElse("");
        Secrets.Kept kept = secrets.kept(shown(answer), answer.notes(), makers);
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now.get(),
                                row.station(),
                                Direction.UP.word(),
                                row.dialect(),
                                row.messageId(),
                                row.action(),
                                Part.RESPONSE,
                                kept.payload(),
                                kept.notes(),
                                "",
                                "",
                                Optional.of(new Outcome(word(answer), took, "", true)),
                                row.trace())));
    }

    private static String word(Answer answer) {
        return answer.fold(result -> "answered", failure -> failure.cause().number());
    }

    private static Payload shown(Answer answer) {
        return answer.fold(
                Answer.Result::payload,
                failure ->
                        Payload.of(
                                "errorCode", failure.code().name(),
                                "errorDescription", failure.description()));
    }

    /** Of an answer. */
    private List<Change> lines(Call call, Answer answer, Optional<Outcome> outcome) {
        List<Note> notes = new ArrayList<>(answer.notes());
        if (!notes.isEmpty()) {
            notes.addAll(Storable.notes(call));
            tally.noted(call, notes);
        }
        if (outcome.isPresent() && events.areWanted()) {
            events.add(EndedMessage.event(call, outcome.get()));
        }
        if (noRoom().isPresent()) {
            return List.of();
        }
        String makers = call.payload().text(MESSAGE_ID).orElse("");
        Secrets.Kept kept = secrets.kept(shown(answer), notes, makers);
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now.get(),
                                call.station(),
                                call.direction().word(),
                                call.dialect(),
                                call.messageId(),
                                call.action(),
                                Part.RESPONSE,
                                kept.payload(),
                                kept.notes(),
                                "",
                                "",
                                outcome,
                                call.trail().trace())));
    }

    private List<Change> logged(
            Call call, Payload payload, List<Note> shown, String in, String out) {
        List<Note> notes = new ArrayList<>(shown);
        notes.addAll(Storable.notes(call));
        tally.noted(call, notes);
        if (noRoom().isPresent()) {
            return List.of();
        }
        Secrets.Kept kept = secrets.kept(payload, notes, "");
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now.get(),
                                call.station(),
                                call.direction().word(),
                                call.dialect(),
                                call.messageId(),
                                call.action(),
                                Part.REQUEST,
                                kept.payload(),
                                kept.notes(),
                                in,
                                out,
                                Optional.empty(),
                                call.trail().trace())));
    }
}
