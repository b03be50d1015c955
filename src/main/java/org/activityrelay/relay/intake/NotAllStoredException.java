package org.activityrelay.relay.intake;

import java.time.Duration;
import org.activityrelay.relay.ledger.LedgerUnavailableException;

/** Some items of a body could not be stored now; the sender keeps the body and tries again. */
public class NotAllStoredException extends LedgerUnavailableException {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final transient Receipt receipt;

    public NotAllStoredException(Receipt receipt) {
        super(detail(receipt), SOON, null);
        this.receipt = receipt;
    }

    /** What became of each item. */
    public Receipt receipt() {
        return receipt;
    }

    private static String detail(Receipt receipt) {
        long failed = receipt.items().stream()
                .filter(Receipt.NotStored.class::isInstance)
                .count();
        return failed + " of " + receipt.items().size() + " items could not be stored";
    }
}
