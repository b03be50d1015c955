package org.activityrelay.relay.configuration;

import java.util.List;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.RecordedRequest;

/**
 * What a destination route did when nothing was sent.
 *
 * @param attempt how it would have ended, if the receivers had answered as rehearsed
 * @param requests what would have been sent and asked, in order
 */
public record Rehearsed(Attempt attempt, List<RecordedRequest> requests) {}
