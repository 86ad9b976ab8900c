package dev.substation.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.substation.store.DatabaseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL server as a process of its own, on a random port, with the binaries of Maven Central
 * or else with those of the machine. It ends with this JVM.
 *
 * <p>PostgreSQL does not run as root. Where the tests do, in a container, it runs as nobody.
 */
public final class PostgresqlServer implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String NOBODY = "65534";
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
    private static final long ENDED_WITHIN_S = 60;
    private static final Path MACHINES_OWN = Path.of("/usr/lib/postgresql");

    /** Ends the server when its own input ends, which is when this JVM does. */
    private static final String KEEPER = "\"$@\" & cat >/dev/null; kill -INT $!; wait $!";

    private static PostgresqlServer shared;
    private static String impossible;

    private final Path folder;
    private final Path binaries;
    private final List<String> settings;
    private final int port = GatewayProcess.freePort();
    private Process keeper;

    private PostgresqlServer(Path folder, Path binaries, List<String> settings) {
        this.folder = folder;
        this.binaries = binaries;
        this.settings = settings;
    }

    /**
     * The one server for all tests of this JVM, started when it is asked for first. It does not
     * sync, for nobody pulls its plug. Skips the test where none can run.
     */
    public static synchronized PostgresqlServer shared() {
        if (impossible == null && shared == null) {
            try {
                shared = start("-c", "fsync=off", "-c", "max_connections=200");
                Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
            } catch (TestAbortedException e) {
                impossible = e.getMessage();
            }
        }
        if (impossible != null) {
            throw new TestAbortedException(impossible);
        }
        return shared;
    }

    /**
     * Starts a server of its own on a new folder.
     *
     * @param settings as they stand on the server's command line
     */
    public static PostgresqlServer start(String... settings) {
        try {
            // Not below a folder of the tests, which nobody may enter.
            Path folder =
                    Files.createTempDirectory(
                            "substation-postgresql",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwxr-xr-x")));
            PostgresqlServer server = new PostgresqlServer(folder, binaries(), List.of(settings));
            server.initialise();
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path binaries() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        String name =
                "/postgres-%s-%s.txz"
                        .formatted(
                                system.startsWith("mac") ? "darwin" : system,
                                switch (processor) {
                                    case "amd64", "x86_64" -> "x86_64";
                                    case "aarch64" -> "arm_64";
                                    default -> processor;
                                });
        URL packed = PostgresqlServer.class.getResource(name);
        if (packed != null) {
            return unpacked(packed);
        }
        if (Files.isDirectory(MACHINES_OWN)) {
            try (Stream<Path> versions = Files.list(MACHINES_OWN)) {
                Optional<Path> newest =
                        versions.filter(one -> Files.isExecutable(one.resolve("bin/initdb")))
                                .max(
                                        Comparator.comparing(
                                                one ->
                                                        Integer.parseInt(
                                                                one.getFileName().toString())));
                if (newest.isPresent()) {
                    return newest.get().resolve("bin");
                }
            }
        }
        throw new TestAbortedException(
                "there is no PostgreSQL to test with: none in " + name + ", none on the machine");
    }

    /** Unpacks the binaries once for all runs. */
    private static Path unpacked(URL packed) throws IOException {
        Path home =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "substation-postgresql-"
                                + Integer.toHexString(packed.toString().hashCode())
                                + "-"
                                + System.getProperty("user.name"));
        if (!Files.isDirectory(home)) {
            Path fresh = Files.createTempDirectory("substation-postgresql-unpacked");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Process tar = new ProcessBuilder("tar", "-x", "-C", fresh.toString()).start();
            try (InputStream in = new XZInputStream(packed.openStream());
                    var out = tar.getOutputStream()) {
                in.transferTo(out);
            }
            awaited(tar, "tar");
            try {
                Files.move(fresh, home);
            } catch (AtomicMoveNotSupportedException e) {
                throw e;
            } catch (FileSystemException e) {
                delete(fresh); // another run was faster
                if (!(e instanceof FileAlreadyExistsException) && !Files.isDirectory(home)) {
                    throw e;
                }
            }
        }
        return home.resolve("bin");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The command, without the rights of root. */
    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void initialise() throws IOException {
        try {
            Files.createDirectory(data());
            if (isRoot()) {
                awaited(run(List.of("chown", NOBODY, data().toString())), "chown");
            }
            awaited(
                    run(
                            command(
                                    "initdb",
                                    "-D",
                                    data().toString(),
                                    "-U",
                                    USER,
                                    "--auth=trust",
                                    "--encoding=UTF8",
                                    "--locale=C",
                                    "--no-sync")),
                    "initdb");
        } catch (IOException e) {
            throw new TestAbortedException("no PostgreSQL runs here: " + e.getMessage(), e);
        }
    }

    private Process run(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static void awaited(Process process, String what) throws IOException {
        try {
            if (!process.waitFor(STARTED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(what + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(what + " ended with " + process.exitValue());
        }
    }

    /** Starts the server that was killed or stopped, on its data and its port. */
    public void restart() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper"));
        command.addAll(
                command(
                        "postgres",
                        "-D",
                        data().toString(),
                        "-p",
                        "" + port,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories="));
        command.addAll(settings);
        try {
            keeper = run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Wait.until("the server takes connections", STARTED_WITHIN, this::takesConnections);
    }

    private boolean takesConnections() {
        try (Connection connection = connect("postgres")) {
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, "");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** An empty database of that name, made when it is not there. */
    public DatabaseSettings database(String name) {
        return database(name, "template1");
    }

    /** A database of that name, made as a copy of another one when it is not there. */
    public DatabaseSettings database(String name, String template) {
        String word = name.toLowerCase(Locale.ROOT).replaceAll("\\W", "");
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + word + " TEMPLATE " + template);
        } catch (SQLException e) {
            if (!"42P04".equals(e.getSQLState())) { // it is there
                throw new IllegalStateException(e);
            }
        }
        return new DatabaseSettings(url(word), USER, "");
    }

    /** Runs SQL in a database of this server. */
    public void execute(DatabaseSettings database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.url(), USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL; what it had not written is lost. */
    public void kill() {
        try {
            long server =
                    Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).get(0));
            List<ProcessHandle> all = new ArrayList<>();
            ProcessHandle.of(server)
                    .ifPresent(
                            one -> {
                                all.add(one);
                                one.descendants().forEach(all::add);
                            });
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        endKeeper();
    }

    /** Ends it in order, at once for all that are connected. */
    public void stop() {
        endKeeper();
    }

    private void endKeeper() {
        try {
            keeper.getOutputStream().close();
            if (!keeper.waitFor(ENDED_WITHIN_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's log. */
    public String log(int most) {
        try {
            String all = Files.readString(log(), UTF_8);
            return all.substring(Math.max(0, all.length() - most));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        endKeeper();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
