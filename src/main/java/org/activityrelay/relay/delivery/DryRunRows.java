package org.activityrelay.relay.delivery;

import java.io.IOException;
import java.util.List;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.LedgerUnavailableException;

/** Dry-run results in the ledger, where every process sees them. */
public final class DryRunRows implements DryRunStore {

    private final DryRuns ledger;

    public DryRunRows(DryRuns ledger) {
        this.ledger = ledger;
    }

    @Override
    public void keep(Claim claim, List<RecordedRequest> requests) throws IOException {
        try {
            ledger.keep(
                    claim,
                    requests.stream()
                            .map(request ->
                                    new DryRuns.Request(request.kind(), request.lookup(), request.description()))
                            .toList());
        } catch (LedgerUnavailableException e) {
            throw new IOException("the ledger did not keep what would have been sent", e);
        }
    }

    @Override
    public List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
        return ledger.requests(delivery.id());
    }
}
