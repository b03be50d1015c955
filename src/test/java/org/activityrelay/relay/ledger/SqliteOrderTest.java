package org.activityrelay.relay.ledger;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqliteOrderTest extends OrderContract {

    @TempDir
    Path folder;

    @Override
    List<LedgerFixture> open() {
        return List.of(reopen(0));
    }

    @Override
    LedgerFixture reopen(int number) {
        return new LedgerFixture(TestDatabase.sqlite(folder).settings());
    }
}
