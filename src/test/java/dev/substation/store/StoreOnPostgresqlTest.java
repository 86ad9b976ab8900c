package dev.substation.store;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tests of the store that are not about H2 itself, on a PostgreSQL server. */
@ExtendWith(OnPostgresql.class)
class StoreOnPostgresqlTest {

    @Nested
    class Ledger extends JpaLedgerTest {}

    @Nested
    class OfMessages extends MessageLogTest {}

    @Nested
    class OfUnlisted extends UnlistedTest {}

    @Nested
    class Migrations extends MigrationTest {}

    @Nested
    class Schemas extends LedgerSchemaTest {}

    @Nested
    class Upgrades extends UpgradeTest {}
}
