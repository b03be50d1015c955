package org.activityrelay.relay.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {

    @TempDir
    static Path folder;

    @Override
    LedgerSettings settings() {
        return LedgerFixture.settings("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null);
    }
}
