package org.activityrelay.relay.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDryRunsTest extends DryRunsContract {

    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return TestDatabase.sqlite(folder);
    }

    @Override
    Database second(OpenLedger first) {
        return first.database();
    }
}
