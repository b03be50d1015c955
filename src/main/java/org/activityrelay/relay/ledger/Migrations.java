package org.activityrelay.relay.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the ledger's tables up to date; several processes may start at once. In their order and without a gap: one that
 * comes late would meet tables that a later one has changed already.
 */
final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /**
     * @param folder below {@code db/}: one per database
     * @param where names the database in messages
     */
    static void run(DataSource database, String folder, String where) {
        try {
            Flyway flyway = flyway(database, folder);
            lookForLater(flyway.info().current(), folder, where);
            MigrateResult done = flyway.migrate();
            if (done.migrationsExecuted > 0) {
                LOG.info(
                        "The ledger's tables in {} are brought from version {} to {}",
                        where,
                        done.initialSchemaVersion == null ? "0" : done.initialSchemaVersion,
                        done.targetSchemaVersion);
            }
        } catch (FlywayException e) {
            throw new LedgerStartException(
                    "The ledger's tables in " + where + " (relay.ledger.url) cannot be brought up to date: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Of several processes on one PostgreSQL, an older version goes on beside a newer one while they are updated one after the
     * other, and starts again if it has to: migrations only expand. SQLite has one process; there it is a step back.
     */
    private static void lookForLater(MigrationInfo current, String folder, String where) {
        if (current == null || current.getState() != MigrationState.FUTURE_SUCCESS) {
            return;
        }
        if (folder.equals("sqlite")) {
            throw new LedgerStartException(
                    "The ledger's tables in " + where + " (relay.ledger.url) are of a newer version"
                            + " of Activity Relay (tables of version " + current.getVersion()
                            + "). Start that version, or restore"
                            + " the backup that was made before it ran.");
        }
        LOG.warn(
                "The ledger's tables in {} are of a newer version of Activity Relay (tables of version {}): this one goes on"
                        + " beside it, for as long as an update takes",
                where,
                current.getVersion());
    }

    /**
     * The newest migration that the tables have.
     *
     * @param known whether this version of the program brings it
     */
    record Schema(String version, boolean known) {}

    static Schema schema(DataSource database, String folder) {
        MigrationInfo current = flyway(database, folder).info().current();
        return current == null || current.getVersion() == null
                ? new Schema("0", false)
                : new Schema(current.getVersion().getVersion(), current.getState() == MigrationState.SUCCESS);
    }

    private static Flyway flyway(DataSource database, String folder) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/" + folder)
                .table("ledger_migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}
