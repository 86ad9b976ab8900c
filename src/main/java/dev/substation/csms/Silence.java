package dev.substation.csms;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * When nothing may be sent to any csms: once another gateway may have taken the ledger over, what
 * is in memory here is its to send (docs/adr/0033-one-owner.md).
 */
final class Silence {

    private final Supplier<Optional<String>> reason;
    private final ChannelGroup open;

    /**
     * @param reason why nothing may be sent now; asked for each message
     */
    Silence(Supplier<Optional<String>> reason, EventExecutor executor) {
        this.reason = reason;
        this.open = new DefaultChannelGroup(executor);
    }

    Optional<String> reason() {
        return reason.get();
    }

    /** The channel ends with the next {@link #enforce} while there is a reason. */
    void ends(Channel channel) {
        open.add(channel);
    }

    /** Closes all channels while there is a reason, with what they have not sent yet. */
    void enforce() {
        if (reason().isPresent()) {
            open.close();
        }
    }
}
