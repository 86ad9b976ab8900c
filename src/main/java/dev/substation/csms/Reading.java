package dev.substation.csms;

import dev.substation.flow.time.Timers;
import dev.substation.ocppj.TrafficBudget;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Whether a connection is read. A CSMS that sends more than the gateway can deal with, or does not
 * read its answers, is not read until there is room: both would fill the heap. Lives on the event
 * loop.
 */
final class Reading {

    /** How long a CSMS may leave unread what it is sent. */
    private static final Duration READ_WAIT = Duration.ofSeconds(60);

    private final Timers timers;
    private final Executor loop;
    private final TrafficBudget.Account account;
    private final Runnable neverRead;
    private final CallPace pace = new CallPace();

    private Runnable cancelReadWait = () -> {};
    private Runnable cancelPause = () -> {};
    private boolean paused;

    /**
     * @param loop the event loop; it may have ended
     * @param neverRead run when the CSMS leaves its messages unread for too long
     */
    Reading(Timers timers, Executor loop, TrafficBudget.Account account, Runnable neverRead) {
        this.timers = timers;
        this.loop = loop;
        this.account = account;
        this.neverRead = neverRead;
    }

    /** The connection is open. */
    void begin(Channel read) {
        account.onRoom(() -> loop.execute(() -> whileThereIsRoom(read)));
    }

    /** A message has come. */
    void after(String text, Channel read) {
        Duration pause = pace.pause(text, timers.moment());
        if (!pause.isZero()) {
            paused = true;
            cancelPause.run();
            cancelPause = timers.after(pause, () -> loop.execute(() -> goOn(read)));
        }
        whileThereIsRoom(read);
    }

    private void goOn(Channel read) {
        paused = false;
        whileThereIsRoom(read);
    }

    /** What can be sent has become more, or less, than the CSMS reads. */
    void writabilityChanged(Channel read) {
        cancelReadWait.run();
        if (!read.isWritable()) {
            cancelReadWait = timers.after(READ_WAIT, () -> loop.execute(neverRead));
        }
        whileThereIsRoom(read);
    }

    private void whileThereIsRoom(Channel read) {
        read.config().setAutoRead(!paused && read.isWritable() && account.mayRead());
    }

    /** The connection is over. */
    void end() {
        cancelReadWait.run();
        cancelPause.run();
    }
}
