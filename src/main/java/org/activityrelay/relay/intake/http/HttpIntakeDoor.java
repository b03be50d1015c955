package org.activityrelay.relay.intake.http;

import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.Receipt;

/** Where the HTTP door hands a body in: the route {@code intake-http} of the running configuration. */
interface HttpIntakeDoor {

    /** As {@link Intake#accept}. */
    CompletableFuture<Receipt> submit(Body body);
}
