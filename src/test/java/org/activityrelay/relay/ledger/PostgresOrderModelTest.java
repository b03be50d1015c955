package org.activityrelay.relay.ledger;

import java.util.stream.IntStream;

/** Two processes, each with connections of its own. */
class PostgresOrderModelTest extends OrderModelContract {

    @Override
    OrderModel.Processes open(BrokenQueue.Fault fault) {
        return new Two(TestDatabase.postgres(getClass()).settings(), fault);
    }

    private static final class Two implements OrderModel.Processes {

        private final LedgerSettings settings;
        private final BrokenQueue.Fault fault;
        private final LedgerFixture[] ledgers = new LedgerFixture[OrderModel.PROCESSES];
        private final DeliveryQueue[] queues = new DeliveryQueue[OrderModel.PROCESSES];

        Two(LedgerSettings settings, BrokenQueue.Fault fault) {
            this.settings = settings;
            this.fault = fault;
            IntStream.range(0, ledgers.length).forEach(this::open);
        }

        private void open(int process) {
            ledgers[process] = new LedgerFixture(settings);
            queues[process] = fault == null ? ledgers[process].queue : new BrokenQueue(ledgers[process], fault);
        }

        @Override
        public LedgerFixture ledger(int process) {
            return ledgers[process];
        }

        @Override
        public DeliveryQueue queue(int process) {
            return queues[process];
        }

        @Override
        public boolean restart(int process) {
            ledgers[process].close();
            open(process);
            return false;
        }

        @Override
        public void close() {
            for (LedgerFixture ledger : ledgers) {
                ledger.close();
            }
        }
    }
}
