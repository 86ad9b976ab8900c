package dev.substation.testing.stepped;

import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The station's end of a link: keeps what it was called with and answers as it is told. */
public final class ScriptedStation implements StationLink {

    public final List<Call> calls = new ArrayList<>();

    /** Why the gateway closed the link; empty while it has not. */
    public String closed = "";

    /** Why the gateway sent the station away; empty while it has not. */
    public String sentAway = "";

    /** By what it was let in; empty where the test does not ask. */
    public Optional<Admission> admission = Optional.empty();

    /** Whether it answers a ping. */
    public CompletableFuture<Boolean> alive = CompletableFuture.completedFuture(false);

    private final StationId id;
    private final Dialect dialect;
    private final String address;
    private Function<Call, CompletableFuture<Answer>> answers;

    public ScriptedStation(String id, Dialect dialect) {
        this(id, dialect, dialect.isSoap() ? "http://192.0.2.7:12801/" : "192.0.2.7:40000");
    }

    /** A station at an address of its own. */
    public ScriptedStation(String id, Dialect dialect, String address) {
        this.id = new StationId(id);
        this.dialect = dialect;
        this.address = address;
        answering("Accepted");
    }

    /** Answers all calls with this status. */
    public void answering(String status) {
        answering(call -> Answer.result(Payload.of("status", status)));
    }

    /** Answers nothing any more. */
    public void fallSilent() {
        answeringLater(call -> new CompletableFuture<>());
    }

    public void answering(Function<Call, Answer> how) {
        answeringLater(call -> CompletableFuture.completedFuture(how.apply(call)));
    }

    public void answeringLater(Function<Call, CompletableFuture<Answer>> how) {
        answers = how;
    }

    public Call last(Action action) {
        return calls.stream()
                .filter(call -> call.action().equals(action))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Override
    public StationId station() {
        return id;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Kind kind() {
        return dialect.isSoap() ? Kind.CALLED_BACK : Kind.CONNECTED;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Optional<Admission> admission() {
        return admission;
    }

    @Override
    public CompletableFuture<Boolean> isAlive(Duration within) {
        return alive;
    }

    @Override
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        calls.add(call);
        return answers.apply(call);
    }

    @Override
    public void sendAway(String reason) {
        sentAway = reason;
    }

    @Override
    public void close(String reason) {
        closed = reason;
    }
}
