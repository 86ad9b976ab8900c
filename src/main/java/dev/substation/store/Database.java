package dev.substation.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.substation.flow.time.Moment;
import dev.substation.model.Problem;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open database: the {@link StoreLock} on it, the schema brought up to date, a pool of
 * connections, the JPA unit. Closing takes them down in the opposite order.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final long LOG_SHARE_MOST = 2L << 30;

    /** What a ledger may grow while it is copied. */
    private static final long COPY_MARGIN = 64L << 20;

    private static final int CONNECTIONS = 5; // the writer, three readers, one to spare

    /** What is taken down together. */
    private record Open(StoreLock hold, HikariDataSource pool, EntityManagerFactory unit) {}

    private final DatabaseSettings settings;
    private final ThreadFactory threads;
    private final Supplier<Moment> clock;
    private final Lease lease;
    private volatile Open open;

    private Database(
            DatabaseSettings settings, ThreadFactory threads, Supplier<Moment> clock, Lease lease) {
        this.settings = settings;
        this.threads = threads;
        this.clock = clock;
        this.lease = lease;
        this.open = opened();
    }

    /**
     * Opens a database, making and migrating it when needed. Blocks, for seconds at the first
     * start, and while a gateway that had it before may still send.
     *
     * @param threads makes the pool's threads (at most three, all idle most of the time)
     * @param clock the monotonic clock
     * @throws DatabaseInUse when another process holds it
     * @throws DatabaseUnusable when it cannot be reached, read or migrated
     */
    public static Database open(
            DatabaseSettings settings, ThreadFactory threads, Supplier<Moment> clock) {
        return open(settings, threads, clock, Lease.DEFAULT);
    }

    /** The same with another lease than the usual. */
    static Database open(
            DatabaseSettings settings, ThreadFactory threads, Supplier<Moment> clock, Lease lease) {
        Database database = new Database(settings, threads, clock, lease);
        LOG.info("{} is open", settings);
        return database;
    }

    private Open opened() {
        DataSource source = DatabaseAccess.source(settings);
        StoreLock hold = StoreLock.of(settings, source, clock, lease);
        HikariDataSource pool = null;
        try {
            boolean later = LedgerSchema.demandReadable(settings, hold.connection());
            hold.claim();
            pool = pool(settings, source, threads);
            LedgerSchema.migrate(pool, later);
            hold.claim();
            return new Open(hold, pool, unit(pool));
        } catch (HikariPool.PoolInitializationException
                | FlywayException
                | PersistenceException e) {
            closeAll(settings, hold, pool, null);
            throw DatabaseAccess.unusable(settings, e);
        } catch (RuntimeException | Error e) {
            closeAll(settings, hold, pool, null);
            throw e;
        }
    }

    private static HikariDataSource pool(
            DatabaseSettings settings, DataSource source, ThreadFactory threads) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setDataSource(source);
        config.setThreadFactory(threads);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setAutoCommit(true);
        config.setConnectionTimeout(DatabaseAccess.CONNECT_WAIT.toMillis());
        if (settings.isH2()) {
            config.setMaxLifetime(0); // connections into our own process do not wear out
        }
        return new HikariDataSource(config);
    }

    private static EntityManagerFactory unit(DataSource pool) {
        EntityManagerFactory unit =
                Persistence.createEntityManagerFactory(
                        "substation",
                        Map.of(
                                "jakarta.persistence.nonJtaDataSource",
                                pool,
                                "eclipselink.classloader",
                                Database.class.getClassLoader(),
                                "eclipselink.session-name",
                                "substation-" + UUID.randomUUID()));
        unit.createEntityManager()
                .close(); // a fault in the mapping shows now, not at the first call
        return unit;
    }

    /**
     * Transactions of the ledger, before anybody else writes it; to be closed after use.
     *
     * @throws DatabaseUnusable when it cannot be reached
     */
    public TransactionRecords transactions() {
        try {
            return new TransactionRecords(settings, open.pool().getConnection(), false);
        } catch (SQLException e) {
            throw DatabaseAccess.unusable(settings, e);
        }
    }

    /** Runs work in a transaction of its own; rolls back when it throws. */
    <T> T inTransaction(Function<EntityManager, T> work) {
        EntityManager manager = open.unit().createEntityManager();
        boolean done = false;
        try {
            manager.getTransaction().begin();
            T result = work.apply(manager);
            manager.getTransaction().commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                leaveConnections();
            }
            if (manager.getTransaction().isActive()) {
                manager.getTransaction().rollback();
            }
            manager.close();
        }
    }

    /**
     * When a server has cut one connection it has cut all, most likely: the next transaction gets a
     * fresh one instead of the next dead one.
     */
    private void leaveConnections() {
        if (isShared()) {
            open.pool().getHikariPoolMXBean().softEvictConnections();
        }
    }

    /**
     * The same for work that writes: refused once another gateway has taken the ledger over.
     *
     * @throws StoreLock.TakenOver when that is so
     */
    <T> T writing(Function<EntityManager, T> work) {
        if (!isShared()) {
            return inTransaction(work);
        }
        return inTransaction(
                manager -> {
                    try {
                        open.hold().demandEpoch(manager.unwrap(Connection.class));
                    } catch (SQLException e) {
                        throw new PersistenceException(e);
                    }
                    return work.apply(manager);
                });
    }

    /**
     * Writes a copy of the ledger as it is at one moment, while work goes on; blocks. On a server
     * its own tools do that.
     *
     * @param zip will hold the file
     * @param reserve the bytes of the disk that a copy must leave to the gateway
     * @throws DatabaseUnusable when it cannot be written, or would not leave them
     */
    public void backUp(Path zip, long reserve) {
        try {
            long size = Files.size(Path.of(settings.place()));
            long free = Files.getFileStore(zip.toAbsolutePath().getParent()).getUsableSpace();
            long left = free - size - COPY_MARGIN;
            if (left < reserve) {
                throw new DatabaseUnusable(
                        "A copy of the %s takes %d MB, and %d MB are free on the disk of %s, of which the gateway needs %d MB to work on; free space on it, or stop the gateway and repeat the backup"
                                .formatted(
                                        settings,
                                        mb(size),
                                        mb(free),
                                        zip.getParent(),
                                        mb(reserve + COPY_MARGIN)),
                        null);
            }
            LedgerFile.backUp(open.pool(), zip);
        } catch (SQLException e) {
            throw new DatabaseUnusable(
                    "The %s could not be copied to %s (%s)"
                            .formatted(settings, zip, SqlFault.message(e)),
                    e);
        } catch (IOException e) {
            throw new DatabaseUnusable(
                    "The %s could not be copied to %s (%s)".formatted(settings, zip, e), e);
        }
    }

    private static long mb(long bytes) {
        return bytes >> 20;
    }

    /** Why nothing may be sent or stored now, as the end of a sentence; empty while it may. */
    public Optional<String> lost() {
        return open.hold().lost();
    }

    /** Whether its hold must be {@link #confirmHold confirmed} again and again. */
    public boolean isShared() {
        return !settings.isH2();
    }

    /** To be called every second: confirms the hold, or takes it again. Blocks for seconds. */
    public void confirmHold() {
        open.hold().confirm();
    }

    /**
     * Brings what was committed onto the disk itself. PostgreSQL has done so when a commit returns;
     * H2 has not.
     */
    void sync() throws SQLException {
        try (Connection connection = open.pool().getConnection()) {
            DatabaseAccess.sync(settings, connection);
        }
    }

    /**
     * Whether a fault took the database with it. H2 gives its file up at the first write that fails
     * (a full disk) and must be opened anew; a PostgreSQL server that was away is found again by
     * the pool.
     */
    boolean isBrokenBy(Throwable fault) {
        return settings.isH2() && SqlFault.endsH2(fault);
    }

    /**
     * Discards the broken database and opens it again; everything stored is still there. Blocks.
     *
     * @throws DatabaseInUse when another process has taken it meanwhile
     * @throws DatabaseUnusable when it cannot be opened yet
     */
    void reopen() {
        Open before = open;
        abandon(before.hold().connection());
        closeAll(settings, before.hold(), before.pool(), before.unit());
        open = opened();
        LOG.info("{} is open again", settings);
    }

    /** Lets H2 drop the file without writing to it. */
    private static void abandon(Connection hold) {
        try (Statement statement = hold.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOG.debug("the broken database has ended with a complaint", e);
        }
    }

    /** The bytes that may still be written where the database is; without bound for a server. */
    long usableBytes() {
        if (!settings.isH2()) {
            return Long.MAX_VALUE;
        }
        try {
            return Files.getFileStore(Path.of(settings.place())).getUsableSpace();
        } catch (IOException e) {
            // Who cannot be asked is not out of room; should it be, the next write fails.
            LOG.debug("the disk does not tell its space", e);
            return Long.MAX_VALUE;
        }
    }

    /** What the message log may take when no setting says so: a tenth of the disk, 2 GB at most. */
    long logShare() {
        if (!settings.isH2()) {
            return LOG_SHARE_MOST;
        }
        try {
            Path file = Path.of(settings.place()).toAbsolutePath();
            return Math.min(LOG_SHARE_MOST, Files.getFileStore(file).getTotalSpace() / 10);
        } catch (IOException | InvalidPathException e) {
            LOG.debug("the disk does not tell its size", e);
            return LOG_SHARE_MOST;
        }
    }

    /** Closes the JPA unit, the pool, and the database file in order. */
    @Override
    public void close() {
        closeAll(settings, open.hold(), open.pool(), open.unit());
        LOG.info("{} is closed", settings);
    }

    private static void closeAll(
            DatabaseSettings settings,
            StoreLock hold,
            HikariDataSource pool,
            EntityManagerFactory unit) {
        if (unit != null && unit.isOpen()) {
            unit.close();
        }
        if (pool != null) {
            pool.close();
        }
        try (hold) {
            if (settings.isH2() && !hold.connection().isClosed()) {
                try (Statement statement = hold.connection().createStatement()) {
                    statement.execute("SHUTDOWN");
                }
            }
        } catch (SQLException e) {
            LOG.warn(Problem.NOT_CLOSED.line(settings) + ": {}", SqlFault.sentence(e));
        }
    }
}
