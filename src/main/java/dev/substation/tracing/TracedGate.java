package dev.substation.tracing;

import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Begins a trace for each call of a station. A station's own idea of a trace counts for nothing.
 */
record TracedGate(StationGate gate, CallSpans spans) implements StationGate {

    @Override
    public CompletableFuture<Answer> call(StationLink from, Call call) {
        return spans.followed(call, traced -> gate.call(from, traced));
    }

    @Override
    public void said(Call call, Answer.Result answer, List<Note> notes) {
        String trace = spans.traceOf(call);
        gate.said(trace.isEmpty() ? call : call.traced(trace), answer, notes);
    }

    @Override
    public Optional<StationSettings> settings(StationId station) {
        return gate.settings(station);
    }

    @Override
    public Answer.Failure unknown(Object name) {
        return gate.unknown(name);
    }

    @Override
    public long settingsVersion() {
        return gate.settingsVersion();
    }

    @Override
    public DoorRefusals refusals() {
        return gate.refusals();
    }

    @Override
    public Optional<Answer.Failure> turnedAway(StationId station, String peer) {
        return gate.turnedAway(station, peer);
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return gate.isRevoked(certificate);
    }

    @Override
    public void nextKeyShown(StationId station) {
        gate.nextKeyShown(station);
    }

    @Override
    public void opened(StationLink link) {
        gate.opened(link);
    }

    @Override
    public void closed(StationLink link) {
        gate.closed(link);
    }

    @Override
    public void rejected(Call call, Answer.Failure why) {
        gate.rejected(call, why);
    }

    @Override
    public CompletableFuture<Void> passed(StationLink from, PassedText message) {
        return gate.passed(from, message);
    }
}
