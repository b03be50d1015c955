package org.activityrelay.relay.delivery.engine;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.LedgerUnavailableException;

/** A failure as it may be logged: types and places. Messages of databases and routes quote records. */
final class Trouble {

    private static final int CAUSES = 5;

    private Trouble() {}

    static String of(Throwable failure) {
        return Stream.iterate(failure, link -> link != null, Throwable::getCause)
                .limit(CAUSES)
                .map(Trouble::link)
                .collect(Collectors.joining(", caused by "));
    }

    private static String link(Throwable link) {
        if (link instanceof LedgerUnavailableException) {
            return link.getMessage();
        }
        StackTraceElement[] frames = link.getStackTrace();
        return link.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
    }
}
