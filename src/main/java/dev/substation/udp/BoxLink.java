package dev.substation.udp;

import dev.substation.flow.ports.StationLink;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A box as a connected station: from the time that it answers until it does not any more. */
final class BoxLink implements StationLink {

    private final StationId station;
    private final InetSocketAddress address;
    private final BoxCalls calls;
    private final BoxLine line;
    private final Timers timers;
    private final Executor turn;
    private final AtomicBoolean open = new AtomicBoolean(true);

    BoxLink(
            StationId station,
            InetSocketAddress address,
            BoxCalls calls,
            BoxLine line,
            Timers timers,
            Executor turn) {
        this.station = station;
        this.address = address;
        this.calls = calls;
        this.line = line;
        this.timers = timers;
        this.turn = turn;
    }

    /** Whether neither side has ended it. */
    boolean isOpen() {
        return open.get();
    }

    @Override
    public StationId station() {
        return station;
    }

    @Override
    public Dialect dialect() {
        return Dialect.JSON_16;
    }

    @Override
    public Kind kind() {
        return Kind.CONNECTED;
    }

    @Override
    public String address() {
        return peer() + ":" + address.getPort();
    }

    @Override
    public String peer() {
        return address.getAddress().getHostAddress();
    }

    @Override
    public CompletableFuture<Boolean> isAlive(Duration within) {
        CompletableFuture<Boolean> alive = new CompletableFuture<>();
        turn.execute(
                () ->
                        line.ask(KebaCommand.STATE)
                                .thenAccept(said -> alive.complete(said.isPresent())));
        Runnable cancel = timers.after(within, () -> alive.complete(false));
        alive.thenRun(cancel);
        return alive;
    }

    @Override
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        turn.execute(
                () -> {
                    if (!isOpen()) {
                        answer.complete(
                                Answer.failure(
                                        Cause.STATION_UNREACHABLE,
                                        station,
                                        "it does not answer over UDP"));
                        return;
                    }
                    calls.answer(call)
                            .whenComplete(
                                    (given, fault) -> {
                                        if (fault == null) {
                                            answer.complete(given);
                                        } else {
                                            answer.completeExceptionally(fault);
                                        }
                                    });
                });
        Runnable cancel =
                timers.after(
                        deadline,
                        () ->
                                answer.complete(
                                        Answer.failure(
                                                Cause.STATION_TIMED_OUT,
                                                station,
                                                call.action(),
                                                deadline.toSeconds())));
        answer.whenComplete((given, fault) -> cancel.run());
        return answer;
    }

    /** The box cannot connect again by itself: the next look at it does that. */
    @Override
    public void sendAway(String reason) {
        close(reason);
    }

    @Override
    public void close(String reason) {
        open.set(false);
    }
}
