package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.time.Duration;
import java.util.List;

/** The ledger: {@code store}. */
final class StoreKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> URL =
            KEYS.add(
                    key("url", Types.JDBC_URL, Effect.RESTART)
                            .in(
                                    Scope.STORE,
                                    "JDBC address (H2 file or PostgreSQL) of the ledger. If unset, a database file in `data/`",
                                    "\"jdbc:h2:file:/var/lib/substation/ledger\""));

    static final Key<String> USER =
            KEYS.add(
                    key("user", Types.TEXT, Effect.RESTART)
                            .in(Scope.STORE, "User of the database", "substation"));

    static final Key<String> PASSWORD =
            KEYS.add(
                    key("password", Types.TEXT, Effect.RESTART)
                            .in(Scope.STORE, "Password of the database", "\"${file:keys/store}\""));

    static final Key<Long> RESERVE =
            KEYS.add(
                    key("reserve", Types.SIZE, Effect.RESTART)
                            .usually("64MB")
                            .in(
                                    Scope.STORE,
                                    "If less than this is free on the disk of the ledger, the gateway takes no new messages, but still the ends of running transactions (not with PostgreSQL)"));

    static final Key<Duration> LOG_AGE =
            KEYS.add(
                    key("log-age", Types.DURATION, Effect.RESTART)
                            .usually("7d")
                            .in(Scope.STORE, "How long the message log keeps a line"));

    static final Key<Long> LOG_ROWS =
            KEYS.add(
                    key("log-rows", Types.ROWS, Effect.RESTART)
                            .usually("500000")
                            .in(Scope.STORE, "How many lines the message log keeps"));

    static final Key<Long> LOG_SIZE =
            KEYS.add(
                    key("log-size", Types.SIZE, Effect.RESTART)
                            .in(
                                    Scope.STORE,
                                    "How much disk space the message log may use. If unset, a tenth of the disk, at most 2 GB ([operations](operations.md#what-the-message-log-takes))",
                                    "2GB"));

    static final Key<Duration> TRANSACTIONS_AGE =
            KEYS.add(
                    key("transactions-age", Types.DURATION, Effect.RESTART)
                            .usually("90d")
                            .in(Scope.STORE, "How long a transaction is kept after its end"));

    static final Key<Long> TRANSACTIONS_ROWS =
            KEYS.add(
                    key("transactions-rows", Types.ROWS, Effect.RESTART)
                            .usually("200000")
                            .in(Scope.STORE, "How many ended transactions are kept"));

    static final Key<List<String>> SECRET_KEYS =
            KEYS.add(
                    key("secret-keys", Types.SECRET_NAMES, Effect.RESTART)
                            .in(
                                    Scope.STORE,
                                    "Further names of configuration keys and fields whose values are passwords or codes. The message log, the log and the API show `***` instead, see [security.md](security.md#secrets-in-messages). `*` stands for any text. Only letters and digits are compared, in upper or lower case",
                                    "[\"*meter/key*\", DoorCode]"));

    static final List<Key<?>> ALL = KEYS.all();

    private StoreKeys() {}
}
