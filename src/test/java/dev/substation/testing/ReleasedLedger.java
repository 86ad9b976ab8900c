package dev.substation.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * Homes as released versions have left them: an open transaction, and messages that the CSMS has
 * not got yet.
 */
public final class ReleasedLedger {

    /** Released versions with the last migration of each. */
    public static final Map<String, String> SCHEMAS = Map.of("0.1.0", "12");

    /** The id of the open transaction at the station. */
    public static final int AT_STATION = 4711;

    /** The same at the CSMS. */
    public static final int AT_CSMS = 815;

    private ReleasedLedger() {}

    /**
     * Writes the database file of a version.
     *
     * @param data the folder {@code data/}
     * @param version one of {@link #SCHEMAS}
     * @param station an OCPP-J station
     * @param csms its CSMS
     */
    public static void write(Path data, String version, String station, String csms) {
        String url = "jdbc:h2:file:" + data.toAbsolutePath().resolve("substation");
        try {
            Files.createDirectories(data);
            Flyway.configure()
                    .dataSource(url, "sa", "")
                    .locations("classpath:db/migration")
                    .target(SCHEMAS.get(version))
                    .load()
                    .migrate();
            try (Connection connection = DriverManager.getConnection(url, "sa", "");
                    Statement statement = connection.createStatement()) {
                for (String row : rows(station, csms)) {
                    statement.execute(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> rows(String station, String csms) {
        String key = station.toLowerCase(Locale.ROOT);
        String time = "TIMESTAMP WITH TIME ZONE '2026-11-01 08:00:00+00'";
        String outbox =
                "INSERT INTO outbox (sequence, upstream_key, upstream, station, dialect, message_id,"
                        + " action, payload, transaction_key, coalesce_key, undo, accepted) VALUES"
                        + " (%d, '"
                        + key
                        + "', '"
                        + station
                        + "', '"
                        + station
                        + "', 'JSON_16', '%s', '%s', '%s', %d, '', '{\"undo\":[]}', "
                        + time
                        + ")";
        String transaction =
                "INSERT INTO charging_transaction (transaction_key, station_key, station, upstream,"
                        + " csms, connector_id, upstream_connector_id, content_key, station_tx_id,"
                        + " csms_tx_id, id_tag_info, started) VALUES (%d, '"
                        + key
                        + "', '"
                        + station
                        + "', '"
                        + station
                        + "', '"
                        + csms
                        + "', %d, %d, '%s', %d, %s, '{\"status\":\"Accepted\"}', "
                        + time
                        + ")";
        return List.of(
                "INSERT INTO station (station_key, station, dialect, address, boot) VALUES ('%s',"
                                .formatted(key)
                        + " '%s', 'JSON_16', '', '{\"chargePointVendor\":\"Old\",\"chargePointModel\":\"M\"}')"
                                .formatted(station),
                "INSERT INTO registration (upstream_key, csms, upstream, status, heartbeat_interval)"
                        + " VALUES ('%s', '%s', '%s', 'Accepted', 300)"
                                .formatted(key, csms, station),
                transaction.formatted(
                        1, 1, 1, "04AB|2026-11-01T08:00:00Z|100", AT_STATION, "'" + AT_CSMS + "'"),
                transaction.formatted(
                        2, 2, 2, "04CD|2026-11-01T08:00:00Z|200", 1_000_000_001, "NULL"),
                outbox.formatted(
                        16,
                        "old-start",
                        "StartTransaction",
                        "{\"connectorId\":2,\"idTag\":\"04CD\",\"meterStart\":200,\"timestamp\":\"2026-11-01T08:00:00Z\"}",
                        2),
                outbox.formatted(
                        17,
                        "old-values",
                        "MeterValues",
                        ("{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":[{\"timestamp\":"
                                        + "\"2026-11-01T08:01:00Z\",\"sampledValue\":[{\"value\":\"150\"}]}]}")
                                .formatted(AT_STATION),
                        1),
                "INSERT INTO high_water VALUES ('OUTBOX', 17)",
                "INSERT INTO high_water VALUES ('TRANSACTION', 2)");
    }

    /** Copies the rule library into a home, as versions up to 0.1.0 did. */
    public static void copyRules(Path routes) {
        Path library = Path.of("camel-routes");
        try (Stream<Path> files = Files.walk(library)) {
            for (Path file : files.toList()) {
                Path copy = routes.resolve(library.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
