package dev.substation.store;

import dev.substation.flow.time.Moment;
import dev.substation.model.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold of one gateway on its database: a connection outside the pool, kept as long as the
 * database is open. On H2 it keeps the file open, which no other process can open then. On
 * PostgreSQL it carries an advisory lock, which is lost with the connection: when the server starts
 * anew, another gateway may take it. Therefore (docs/adr/0033-one-owner.md):
 *
 * <ul>
 *   <li>each gateway that takes the lock raises the epoch in {@code ledger_owner}, and each
 *       transaction that writes demands its own epoch: what a gateway writes that was taken over is
 *       refused;
 *   <li>the hold is looked after every second. It lapses when the server has not confirmed it for
 *       the time of the {@link Lease}, and from then on nothing may be sent to a csms. Who takes
 *       over waits longer than that before it begins;
 *   <li>a hold that is lost is taken again, if nobody has taken over in between.
 * </ul>
 */
final class StoreLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

    /** How long the server may take to confirm the hold. */
    private static final int ANSWER_WAIT_MS = 5_000;

    /** Keeps a gateway from writing that has lost its hold. */
    static final String TAKE_OVER = "UPDATE ledger_owner SET epoch = epoch + 1, owner = ''";

    private static final String UNDEFINED_TABLE = "42P01";

    /** Refuses a write: the ledger is another gateway's. */
    static final class TakenOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenOver(String sentence) {
            super(sentence);
        }
    }

    /** What a server says of a ledger and of the connection that asks. */
    private record Standing(long epoch, int backend, String since) {}

    private final DatabaseSettings settings;
    private final DataSource source;
    private final Supplier<Moment> clock;
    private final Lease lease;

    private Connection connection;
    private volatile Standing mine;
    private boolean claimed;
    private boolean complained;

    /** Until when it is certain that no other gateway has begun. */
    private volatile Moment until;

    private volatile Optional<String> takenOver = Optional.empty();

    private StoreLock(
            DatabaseSettings settings,
            DataSource source,
            Connection connection,
            Supplier<Moment> clock,
            Lease lease) {
        this.settings = settings;
        this.source = source;
        this.connection = connection;
        this.clock = clock;
        this.lease = lease;
        this.until = clock.get();
    }

    /**
     * Takes hold of a database; the ledger in it is {@link #claim}ed afterwards.
     *
     * @throws DatabaseInUse when another process holds it
     */
    static StoreLock of(
            DatabaseSettings settings, DataSource source, Supplier<Moment> clock, Lease lease) {
        Connection connection = DatabaseAccess.hold(settings, source);
        return new StoreLock(settings, source, connection, clock, lease);
    }

    Connection connection() {
        return connection;
    }

    /**
     * Makes the ledger this gateway's own and waits until the one before it is silent for certain;
     * not when that has closed the ledger, nor when its process on this machine has ended. To be
     * called before and after the schema is brought up to date: in a new one there is nothing to
     * claim before.
     */
    void claim() {
        if (settings.isH2() || claimed) {
            return;
        }
        try {
            connection.setAutoCommit(false);
            Optional<Owner> before = raiseEpoch();
            connection.commit();
            connection.setAutoCommit(true);
            Moment asked = clock.get();
            mine = standing(connection);
            connection.setNetworkTimeout(Runnable::run, ANSWER_WAIT_MS);
            claimed = true;
            if (before.filter(owner -> !owner.hasEnded()).isPresent()) {
                awaitSilence();
                asked = clock.get();
                demandEpoch(connection);
            }
            until = asked.plus(lease.lapses());
        } catch (SQLException e) {
            backToAutoCommit();
            if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw DatabaseAccess.unusable(settings, e);
            }
        }
    }

    private void backToAutoCommit() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.debug("the connection is closed", e);
        }
    }

    /** Waits for transactions of the owner before to end; says who that was. */
    private Optional<Owner> raiseEpoch() throws SQLException {
        Optional<Owner> before = Optional.empty();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT owner FROM ledger_owner FOR UPDATE")) {
            if (row.next()) {
                before = Owner.ofStored(row.getString(1));
            }
        }
        try (PreparedStatement raise =
                connection.prepareStatement(
                        "UPDATE ledger_owner SET epoch = epoch + 1, owner = ?")) {
            raise.setString(1, Owner.self().stored());
            raise.executeUpdate();
        }
        return before;
    }

    private void awaitSilence() {
        Duration wait = lease.untilSilent();
        LOG.warn(Problem.PREVIOUS_OWNER.line(settings, wait.toSeconds()));
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DatabaseAccess.unusable(settings, e);
        }
    }

    private static Standing standing(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT epoch, pg_backend_pid(), (SELECT backend_start::text FROM"
                                        + " pg_stat_activity WHERE pid = pg_backend_pid()) FROM"
                                        + " ledger_owner")) {
            row.next();
            return new Standing(row.getLong(1), row.getInt(2), row.getString(3));
        }
    }

    /**
     * Lets a transaction write only while the ledger is this gateway's, and keeps it so until the
     * transaction ends.
     */
    void demandEpoch(Connection writing) throws SQLException {
        takenOver.ifPresent(
                why -> {
                    throw new TakenOver(why);
                });
        try (PreparedStatement demand =
                writing.prepareStatement("SELECT 1 FROM ledger_owner WHERE epoch = ? FOR SHARE")) {
            demand.setLong(1, mine.epoch());
            try (ResultSet row = demand.executeQuery()) {
                if (!row.next()) {
                    throw new TakenOver(wasTakenOver());
                }
            }
        }
    }

    private String wasTakenOver() {
        String sentence =
                "another gateway has taken over the "
                        + settings
                        + "; stop one of the two, then restart the other";
        if (takenOver.isEmpty()) {
            LOG.error(Problem.TAKEN_OVER.line(sentence));
        }
        takenOver = Optional.of(sentence);
        return sentence;
    }

    /** Why nothing may be sent or stored now, as the end of a sentence; empty while it holds. */
    Optional<String> lost() {
        if (settings.isH2() || takenOver.isPresent()) {
            return takenOver;
        }
        return clock.get().isBefore(until)
                ? Optional.empty()
                : Optional.of(
                        "the lock on the "
                                + settings
                                + " is lost, so that another gateway may take it over; it is tried"
                                + " again");
    }

    /** Asks the server to confirm the hold, or takes it again. Blocks for some seconds at most. */
    synchronized void confirm() {
        if (!claimed || takenOver.isPresent()) {
            return;
        }
        Moment asked = clock.get();
        try {
            if (standing(connection).epoch() != mine.epoch()) {
                wasTakenOver();
                return;
            }
            until = asked.plus(lease.lapses());
        } catch (SQLException e) {
            if (!complained) {
                LOG.warn(Problem.LOCK_LOST.line(settings, SqlFault.sentence(e)));
                complained = true;
            }
            closeQuietly(connection);
            takeAgain();
        }
    }

    private void takeAgain() {
        Connection fresh = null;
        try {
            fresh = source.getConnection();
            fresh.setNetworkTimeout(Runnable::run, ANSWER_WAIT_MS);
            Moment asked = clock.get();
            boolean locked = DatabaseAccess.lock(fresh);
            Standing now = standing(fresh);
            if (now.epoch() != mine.epoch()) {
                wasTakenOver();
            } else if (locked) {
                connection = fresh;
                fresh = null;
                mine = now;
                until = asked.plus(lease.lapses());
                complained = false;
                LOG.info("the {} is locked again; nobody has taken it over in between", settings);
            } else {
                endOwnBackend(fresh);
            }
        } catch (SQLException e) {
            LOG.debug("the hold cannot be taken again", e);
        } finally {
            closeQuietly(fresh);
        }
    }

    /** The server may not have seen yet that our connection is gone, and hold its lock for it. */
    private void endOwnBackend(Connection fresh) throws SQLException {
        try (PreparedStatement end =
                fresh.prepareStatement(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND"
                                + " backend_start::text = ?")) {
            end.setInt(1, mine.backend());
            end.setString(2, mine.since());
            end.executeQuery().close();
        }
    }

    private static void closeQuietly(Connection one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (SQLException e) {
            LOG.debug("the connection is closed", e);
        }
    }

    /** Gives it up in order, so that the next gateway need not wait. */
    @Override
    public synchronized void close() {
        if (claimed && takenOver.isEmpty()) {
            try (PreparedStatement release =
                    connection.prepareStatement(
                            "UPDATE ledger_owner SET owner = '' WHERE epoch = ?")) {
                release.setLong(1, mine.epoch());
                release.executeUpdate();
            } catch (SQLException e) {
                LOG.warn(Problem.NOT_RELEASED.line(settings, SqlFault.sentence(e)));
            }
        }
        claimed = false;
        closeQuietly(connection);
    }
}
