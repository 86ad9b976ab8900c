package dev.substation.udp;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The commands to one box, one after the other: the next is sent when the last one was answered or
 * has failed, and not before a pause has passed. UDP loses, doubles and reorders, so a command that
 * may be repeated is. All of it happens on the turn.
 */
final class BoxLine {

    /** For the answer to the first attempt; the others wait longer. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 6;

    /** Who orders faster than the box answers gets no answer. */
    private static final int MOST_WAITING = 64;

    private static final class Order {
        private final KebaCommand command;
        private final CompletableFuture<Optional<BoxText>> answer = new CompletableFuture<>();
        private int attempts;

        Order(KebaCommand command) {
            this.command = command;
        }
    }

    private final Consumer<String> wire;
    private final Timers timers;
    private final Executor turn;
    private final Duration pace;
    private final Deque<Order> waiting = new ArrayDeque<>();
    private Optional<Order> current = Optional.empty();
    private Optional<Moment> lastSent = Optional.empty();
    private Runnable cancel = () -> {};
    private boolean closed;

    /**
     * @param wire sends a datagram
     * @param pace from one command to the next, at least
     */
    BoxLine(Consumer<String> wire, Timers timers, Executor turn, Duration pace) {
        this.wire = wire;
        this.timers = timers;
        this.turn = turn;
        this.pace = pace;
    }

    /**
     * Sends a command.
     *
     * @return the answer; empty when none came. Completes on the turn, always normally
     */
    CompletableFuture<Optional<BoxText>> ask(KebaCommand command) {
        Order order = new Order(command);
        if (closed || waiting.size() >= MOST_WAITING) {
            order.answer.complete(Optional.empty());
            return order.answer;
        }
        waiting.add(order);
        next();
        return order.answer;
    }

    private void next() {
        if (current.isEmpty() && !waiting.isEmpty()) {
            current = Optional.of(waiting.remove());
            sendWhenDue(current.get());
        }
    }

    private void sendWhenDue(Order order) {
        Duration left =
                lastSent.map(at -> timers.moment().until(at.plus(pace))).orElse(Duration.ZERO);
        if (left.isZero() || left.isNegative()) {
            send(order);
        } else {
            later(left, order, () -> send(order));
        }
    }

    private void send(Order order) {
        lastSent = Optional.of(timers.moment());
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(order.attempts, 2));
        order.attempts++;
        wire.accept(order.command.text());
        later(
                wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT,
                order,
                () -> unanswered(order));
    }

    private void unanswered(Order order) {
        if (order.command.repeatable() && order.attempts < ATTEMPTS) {
            sendWhenDue(order);
        } else {
            done(order, Optional.empty());
        }
    }

    private void later(Duration delay, Order order, Runnable task) {
        cancel.run();
        cancel =
                timers.after(
                        delay,
                        () ->
                                turn.execute(
                                        () -> {
                                            if (current.filter(one -> one == order).isPresent()) {
                                                task.run();
                                            }
                                        }));
    }

    /** The box has said something; says whether it answers what was asked. */
    boolean received(BoxText said) {
        Optional<Order> answered =
                current.filter(order -> order.attempts > 0)
                        .filter(order -> order.command.answeredBy().test(said));
        answered.ifPresent(order -> done(order, Optional.of(said)));
        return answered.isPresent();
    }

    private void done(Order order, Optional<BoxText> answer) {
        cancel.run();
        current = Optional.empty();
        order.answer.complete(answer);
        next();
    }

    boolean isClosed() {
        return closed;
    }

    /** Nothing is sent any more. */
    void close() {
        closed = true;
        cancel.run();
        current.ifPresent(order -> order.answer.complete(Optional.empty()));
        current = Optional.empty();
        waiting.forEach(order -> order.answer.complete(Optional.empty()));
        waiting.clear();
    }
}
