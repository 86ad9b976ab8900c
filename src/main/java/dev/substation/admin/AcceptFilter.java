package dev.substation.admin;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outer door: 403 for connections from networks that the site does not accept, whatever they
 * want. A connection that begins and ends at one address comes from this machine, such as the
 * launcher's question at the start, and is always accepted. The filter goes by the other end of the
 * connection alone, which behind a proxy is the proxy; headers that say otherwise can be written by
 * anybody.
 */
public final class AcceptFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFilter.class);

    /** With a line for each rejected connection, anybody could fill the disk. */
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    private final Networks accepted;
    private final Timers timers;
    private final Throttle lines = new Throttle(LOG_EVERY);

    private final DoorRefusals refusals;

    public AcceptFilter(Networks accepted, DoorRefusals refusals, Timers timers) {
        this.refusals = refusals;
        this.accepted = accepted;
        this.timers = timers;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String address = request.getRemoteAddr();
        if (address.equals(request.getLocalAddr())
                || Networks.literal(address).filter(this::isAccepted).isPresent()) {
            chain.doFilter(request, response);
            return;
        }
        Answer.Failure refusal = Answer.failure(Cause.FOREIGN_NETWORK, address);
        String path = ((HttpServletRequest) request).getRequestURI();
        refusals.add(Door.HTTP, refusal, new Knock(address, path, refusal.description()));
        if (lines.passes(timers.moment())) {
            LOG.warn("{}; further ones of the next minute are not logged", refusal.line());
        }
        Page.refuse((HttpServletResponse) response, refusal.description());
    }

    private boolean isAccepted(InetAddress address) {
        return accepted.contains(address);
    }
}
