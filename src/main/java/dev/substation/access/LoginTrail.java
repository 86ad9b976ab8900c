package dev.substation.access;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins in the audit log: those that failed too, but not more a day than the disk can bear. A
 * login changes nothing, so it need not wait for the disk to have room.
 */
public final class LoginTrail {

    private static final Logger LOG = LoggerFactory.getLogger(LoginTrail.class);

    private static final String OK = "200";

    private final AuditLog audit;
    private final Supplier<Moment> clock;
    private final Throttle lines = new Throttle(Duration.ofMinutes(1));
    private final DayBudget failures;

    /**
     * @param clock monotonic
     */
    public LoginTrail(AuditLog audit, Supplier<Moment> clock) {
        this.audit = audit;
        this.clock = clock;
        failures = new DayBudget(clock);
    }

    /**
     * Adds one.
     *
     * @param way how somebody has shown who it is
     * @param what in a line, without secrets
     * @param answer the HTTP status
     */
    void add(String name, String way, String address, String what, String answer) {
        if (!answer.equals(OK) && !failures.passes()) {
            return;
        }
        try {
            audit.begin(name, way, address, what).end(answer);
        } catch (IOException e) {
            if (lines.passes(clock.get())) {
                LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
            }
        }
    }
}
