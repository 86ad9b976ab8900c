package dev.substation.flow.down;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Triggered.Trigger;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.Optional;

/**
 * Answers calls of the CSMS that a station's dialect lacks, or that are wrong, in the station's
 * place.
 */
final class DialectLimits {

    private static final String LACKS = " has no such action";

    private final Dictionary dictionary;
    private final Checks checks;
    private final Triggers triggers;

    DialectLimits(Dictionary dictionary, Checks checks, Triggers triggers) {
        this.dictionary = dictionary;
        this.checks = checks;
        this.triggers = triggers;
    }

    /**
     * The answer to a call that the station's dialect does not have, or that is wrong; empty when
     * it can be sent.
     */
    Optional<Answer> withoutStation(
            Station station, UpstreamSettings upstream, Trigger trigger, Call call) {
        Action action = call.action();
        Dialect dialect = station.dialect();
        boolean emulated = Differences.isEmulated(dialect, action);
        String lacks = dialect.word() + LACKS;
        if (!emulated && !dictionary.knows(dialect, Direction.DOWN, action)) {
            Note note = Note.impossible("", action.name(), "", NotSent.BECAUSE + lacks);
            return Optional.of(dialect)
                    .filter(Dialect::isSoap)
                    .map(soap -> notInDialect(soap, action).noting(note));
        }
        Optional<Failure> wrong =
                checks.shape(
                        upstream.csms().dialect(),
                        Direction.DOWN,
                        action,
                        Part.REQUEST,
                        call.payload());
        if (wrong.isPresent() || !emulated) {
            return wrong.or(() -> lacking(dialect, call)).map(failure -> failure);
        }
        return Optional.of(
                NotSent.answer(triggers.answer(station, upstream, trigger, call), lacks));
    }

    /** A station over JSON may know more words than the standard, and answers itself. */
    private Optional<Failure> lacking(Dialect dialect, Call call) {
        return dialect.isSoap()
                ? checks.unsayable(dialect, call.action(), call.payload())
                : Optional.empty();
    }

    /** What concerns keys and certificates goes on exactly or not at all. */
    Optional<Failure> wrongOfSecurity(UpstreamSettings upstream, Call call) {
        Action action = call.action();
        if (!action.isOfSecurity()) {
            return Optional.empty();
        }
        Payload payload = call.payload();
        return checks.shape(
                        upstream.csms().dialect(), Direction.DOWN, action, Part.REQUEST, payload)
                .or(
                        () ->
                                checks.exact(
                                        upstream.csms().dialect(),
                                        Direction.DOWN,
                                        action,
                                        Part.REQUEST,
                                        payload));
    }

    private static Answer notInDialect(Dialect dialect, Action action) {
        return Differences.standIn(dialect, action)
                .<Answer>map(Answer::result)
                .orElseGet(
                        () ->
                                Action.of(Direction.DOWN).contains(action)
                                        ? Answer.failure(
                                                Cause.NOT_IN_DIALECT, action, dialect.word())
                                        : Answer.failure(Cause.UNKNOWN_ACTION, action));
    }

    /** Whether the transaction id in a call is one that a station can have: an xsd:int in SOAP. */
    static boolean isSayable(Station station, Action action, Payload payload) {
        return !station.dialect().isSoap()
                || TransactionPlace.of(action)
                        .read(payload)
                        .filter(id -> id < 1 || id > Integer.MAX_VALUE)
                        .isEmpty();
    }
}
