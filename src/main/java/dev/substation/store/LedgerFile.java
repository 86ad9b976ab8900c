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
     * @param folder where it is
     * @param copied gets the number of bytes that are copied so far
     * @throws DatabaseInUse when a process has it open
     */
    public static void copy(Path folder, OutputStream to, LongConsumer copied) throws IOException {
        DatabaseSettings settings = DatabaseSettings.inFolder(folder);
        // As H2 opens it: whoever has it open has locked it.
        try (FileChannel file =
                        FileChannel.open(
                                folder.resolve(NAME),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new DatabaseInUse(settings, null);
            }
            copy(Channels.newInputStream(file), to, copied);
        } catch (OverlappingFileLockException e) {
            throw new DatabaseInUse(settings, e);
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
     * @throws DatabaseUnusable when it is not
     */
    public static void check(Path folder) {
        DatabaseSettings settings = DatabaseSettings.inFolder(folder);
        if (!Files.exists(folder.resolve(NAME))) {
            throw new DatabaseUnusable("There is no " + NAME + " in " + folder, null);
        }
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

    /** A copy of an open database, as a ZIP with the file in it. */
    static void backUp(DataSource open, Path zip) throws SQLException {
        try (Connection connection = open.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("BACKUP TO '" + zip.toString().replace("'", "''") + "'");
        }
    }
}
