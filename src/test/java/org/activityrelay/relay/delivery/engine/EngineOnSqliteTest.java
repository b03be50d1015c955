package org.activityrelay.relay.delivery.engine;

import java.nio.file.Path;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.io.TempDir;

class EngineOnSqliteTest extends EngineOnLedgerContract {

    @TempDir
    private Path folder;

    @Override
    LedgerFixture open() {
        return LedgerFixture.open("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null);
    }
}
