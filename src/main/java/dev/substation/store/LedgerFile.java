package dev.substation.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/** The file of an H2 ledger, for copies of it: {@code substation.mv.db} in a folder. */
public final class LedgerFile {

    /** Its name in the data folder of a home. */
    public static final String NAME = "substation.mv.db";

    private static final int BYTES = 1 << 16;

    private LedgerFile() {}

    /**
     * Copies the file of a ledger that nobody uses.
     *
     * @param copied gets the number of bytes that are copied so far
     * @throws DatabaseInUse when a process has it open
     */
    public static void copy(Path ledger, OutputStream to, LongConsumer copied) throws IOException {
        // As H2 opens it: whoever has it open has locked it.
        try (FileChannel file =
                        FileChannel.open(
                                ledger, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new DatabaseInUse(ledger);
            }
            copy(Channels.newInputStream(file), to, copied);
        } catch (OverlappingFileLockException e) {
            throw new DatabaseInUse(ledger);
        }
    }

    /** Copies a stream. */
    public static void copy(InputStream from, OutputStream to, LongConsumer copied)
            throws IOException {
        byte[] bytes = new byte[BYTES];
        long sum = 0;
        for (int read = from.read(bytes); read > 0; read = from.read(bytes)) {
            to.write(bytes, 0, read);
            sum += read;
            copied.accept(sum);
        }
    }

    /**
     * Whether a copied file is a whole ledger that this program can work on. The file is opened,
     * which changes it.
     *
     * @param folder where it is
     * @param site the database of site.yaml, whose login may be the one of the file
     * @throws DatabaseUnusable when it is not
     */
    public static void check(Path folder, Optional<DatabaseSettings> site) {
        if (!Files.exists(folder.resolve(NAME))) {
            throw new DatabaseUnusable("There is no " + NAME + " in " + folder, null);
        }
        DatabaseSettings settings = opened(folder, site);
        try (Connection connection = DatabaseAccess.source(settings).getConnection();
                Statement statement = connection.createStatement()) {
            LedgerSchema.demandReadable(settings, connection);
            for (String table : LedgerTables.of(connection)) {
                statement.executeQuery("SELECT COUNT(*) FROM " + table).close();
            }
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            throw DatabaseAccess.unusable(settings, e);
        }
    }

    /** A copied file with the login that opens it: the program's own, none, or that of the site. */
    static DatabaseSettings opened(Path folder, Optional<DatabaseSettings> site) {
        DatabaseSettings own = DatabaseSettings.inFolder(folder);
        List<DatabaseSettings> logins = new ArrayList<>(List.of(own));
        logins.add(new DatabaseSettings(own.url(), "", ""));
        site.ifPresent(
                one ->
                        logins.add(
                                one.isH2()
                                        ? one.copiedTo(folder)
                                        : new DatabaseSettings(
                                                own.url(), one.user(), one.password())));
        SQLException last = null;
        for (DatabaseSettings one : logins) {
            try {
                DatabaseAccess.source(one).getConnection().close();
                return one;
            } catch (SQLException e) {
                last = e;
            }
        }
        throw DatabaseAccess.unusable(own, last);
    }

    /** A copy of an open database, as a ZIP with the file in it. */
    static void backUp(DataSource open, Path zip) throws SQLException {
        try (Connection connection = open.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("BACKUP TO '" + zip.toString().replace("'", "''") + "'");
        }
    }
}
