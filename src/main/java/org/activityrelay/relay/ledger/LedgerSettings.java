package org.activityrelay.relay.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the ledger.
 *
 * @param url JDBC URL: {@code jdbc:sqlite:<file>} or {@code jdbc:postgresql://<host>/<database>}
 * @param username of PostgreSQL
 * @param password of PostgreSQL
 * @param identity what makes two records the same record
 * @param personKey secret for the hashes of phones and addresses; empty: made once and kept in the ledger
 * @param waitingRecords how many records may wait for a commit; above, senders are asked to come back
 * @param waitingBytes how many bytes of records may wait for a commit
 * @param connections connections to PostgreSQL; of SQLite, those that read
 * @param connectTimeout how long to wait for a connection before the ledger counts as unavailable
 * @param statementTimeout how long to wait for an answer before the ledger counts as unavailable
 */
@ConfigurationProperties("relay.ledger")
record LedgerSettings(
        String url,
        String username,
        String password,
        Identity identity,
        String personKey,
        int waitingRecords,
        DataSize waitingBytes,
        int connections,
        Duration connectTimeout,
        Duration statementTimeout) {

    /** Without the secrets. */
    @Override
    public String toString() {
        return "LedgerSettings[" + identity + "]";
    }
}
