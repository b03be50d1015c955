package org.activityrelay.relay.crashtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to do and where.
 *
 * @param rounds how many rounds of work, kills and drain
 * @param kills how many kills in each round
 * @param seed of everything random
 * @param processes how many service processes; more than one only with PostgreSQL
 * @param folder scratch folder: absent or empty
 * @param keep whether the scratch folder stays when all went well
 * @param database where the ledger is kept; null for SQLite in the scratch folder
 * @param routes folder with the routes whose doors and database destination are used
 * @param site folder with dispositions.yaml
 * @param drain how long a round may take to deliver everything after its last kill
 * @param settings further settings of the service, {@code key=value}
 */
public record Options(
        int rounds,
        int kills,
        long seed,
        int processes,
        Path folder,
        boolean keep,
        Server database,
        Path routes,
        Path site,
        Duration drain,
        List<String> settings) {

    /** An empty PostgreSQL database. */
    public record Server(String url, String username, String password) {}

    public Options {
        if (rounds < 1 || kills < 0 || processes < 1) {
            throw new IllegalArgumentException("At least one round and one process are needed.");
        }
        if (processes > 1 && database == null) {
            throw new IllegalArgumentException("Only a ledger in PostgreSQL can be shared by several processes.");
        }
    }
}
