package org.activityrelay.relay.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.ledger.Rejection;
import org.activityrelay.relay.ledger.Rejections;

/** Rejections in memory. */
final class FakeRejections implements Rejections {

    final List<Rejection> kept = new ArrayList<>();
    RuntimeException failure;

    @Override
    public String keep(Rejection rejection) {
        if (failure != null) {
            throw failure;
        }
        kept.add(rejection);
        return "rejection-" + kept.size();
    }

    @Override
    public Optional<Kept> find(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Kept> list(String before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void corrected(String id, String activityId) {
        throw new UnsupportedOperationException();
    }
}
