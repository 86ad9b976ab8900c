package dev.substation.flow.down;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.FailedCalls;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.Optional;

/** Answers of stations in the form that the contract with the CSMS has for them. */
final class AnswerForms {

    private final Desk desk;
    private final Checks checks;
    private final Connections connections;
    private final FailedCalls failed;

    AnswerForms(Desk desk, Checks checks, Connections connections, FailedCalls failed) {
        this.desk = desk;
        this.checks = checks;
        this.connections = connections;
        this.failed = failed;
    }

    /** A station's answer as the CSMS can read it. */
    Answer forCsms(UpstreamSettings upstream, Call received, Answer answer) {
        return answer.fold(
                result -> {
                    Checks.Strict mended = mended(upstream, received.action(), result.payload());
                    connections
                            .station(upstream.first())
                            .ifPresent(it -> it.quirks().seen(received.action(), mended.notes()));
                    return mended.offence()
                            .map(offence -> unfit(upstream, received, offence))
                            .orElseGet(
                                    () ->
                                            result.withPayload(mended.payload())
                                                    .noting(mended.notes()));
                },
                failure -> failure);
    }

    private Checks.Strict mended(UpstreamSettings upstream, Action action, Payload payload) {
        if (upstream.csms().strict()) {
            return checks.strict(
                    upstream.csms().dialect(),
                    Direction.DOWN,
                    action,
                    Part.RESPONSE,
                    payload,
                    desk.now());
        }
        Checks.Normalised normalised =
                checks.forCsms(
                        upstream.csms().dialect(),
                        Direction.DOWN,
                        action,
                        Part.RESPONSE,
                        payload,
                        desk.now());
        return new Checks.Strict(normalised.payload(), normalised.notes(), Optional.empty());
    }

    /** An answer whose meaning is open is none, and a strict CSMS would not read it. */
    private Answer unfit(UpstreamSettings upstream, Call received, Failure offence) {
        return failed.seen(
                received,
                Answer.failure(
                        Cause.STATION_GARBLED,
                        upstream.first(),
                        received.action(),
                        offence.description()));
    }
}
