package dev.substation.flow.relay;

import dev.substation.dialect.Frame;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.StationId;
import java.util.Optional;

/** The answers that pass a relay, as far as the gateway must know them. */
final class RelayedAnswers {

    private RelayedAnswers() {}

    /** An answer, and to which call it is. */
    record Read(Frame.Id id, Answer answer) {}

    /**
     * The answer in a frame; empty when it is none.
     *
     * @param direction which way it goes
     */
    static Optional<Read> read(Direction direction, StationId station, Frame frame) {
        if (frame instanceof Frame.ResultFrame result) {
            return Optional.of(new Read(result.id(), Answer.result(result.payload())));
        }
        if (frame instanceof Frame.ErrorFrame error) {
            return Optional.of(new Read(error.id(), failure(direction, error)));
        }
        if (frame instanceof Frame.Garbled garbled) {
            return Optional.of(new Read(garbled.id(), garbled(direction, station, garbled)));
        }
        return Optional.empty();
    }

    private static Answer failure(Direction direction, Frame.ErrorFrame error) {
        return new Answer.Failure(
                direction == Direction.UP ? Cause.STATION_REFUSED : Cause.CSMS_REFUSED,
                ErrorCode.of(error.code()).orElse(ErrorCode.GenericError),
                error.description(),
                error.details());
    }

    private static Answer garbled(Direction direction, StationId station, Frame.Garbled garbled) {
        return direction == Direction.UP
                ? Answer.failure(Cause.STATION_GARBLED, station, "an answer", garbled.why())
                : Answer.failure(Cause.CSMS_GARBLED, "an answer", garbled.why());
    }

    /** For a call that the other side has not answered until the link closed. */
    static Answer none(Call call) {
        return call.direction() == Direction.DOWN
                ? Answer.failure(
                        Cause.STATION_UNREACHABLE,
                        call.station(),
                        "its connection closed before it answered")
                : Answer.failure(Cause.CSMS_LINK_CLOSED, call.action());
    }

    static boolean isSame(Answer one, Answer other) {
        return one.fold(
                result ->
                        other instanceof Answer.Result same
                                && same.payload().equals(result.payload()),
                failure -> other instanceof Answer.Failure);
    }
}
