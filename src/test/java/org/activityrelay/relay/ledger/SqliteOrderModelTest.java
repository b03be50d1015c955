package org.activityrelay.relay.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** One process with two who claim: an embedded ledger has no more. */
class SqliteOrderModelTest extends OrderModelContract {

    @Override
    OrderModel.Processes open(BrokenQueue.Fault fault) {
        try {
            return new Single(Files.createTempDirectory("order"), fault);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Single implements OrderModel.Processes {

        private final Path folder;
        private final BrokenQueue.Fault fault;
        private LedgerFixture only;
        private DeliveryQueue queue;

        Single(Path folder, BrokenQueue.Fault fault) {
            this.folder = folder;
            this.fault = fault;
            open();
        }

        private void open() {
            only = new LedgerFixture(TestDatabase.sqlite(folder).settings());
            queue = fault == null ? only.queue : new BrokenQueue(only, fault);
        }

        @Override
        public LedgerFixture ledger(int process) {
            return only;
        }

        @Override
        public DeliveryQueue queue(int process) {
            return queue;
        }

        @Override
        public boolean restart(int process) {
            only.close();
            open();
            return true;
        }

        @Override
        public void close() {
            only.close();
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
