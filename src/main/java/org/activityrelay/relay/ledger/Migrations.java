package org.activityrelay.relay.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the ledger's tables up to date; several processes may start at once. */
final class Migrations {

    private Migrations() {}

    /**
     * @param folder below {@code db/}: one per database
     * @param where names the database in messages
     */
    static void run(DataSource database, String folder, String where) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:db/" + folder)
                    .table("ledger_migration")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new LedgerStartException(
                    "The ledger's tables in " + where + " (relay.ledger.url) cannot be brought up to date: "
                            + e.getMessage(),
                    e);
        }
    }
}
