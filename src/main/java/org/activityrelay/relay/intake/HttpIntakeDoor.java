package org.activityrelay.relay.intake;

import java.util.concurrent.CompletableFuture;

/** Where the HTTP door hands a body in: the route {@code intake-http} of the running configuration. */
interface HttpIntakeDoor {

    /** As {@link Intake#accept}. */
    CompletableFuture<Receipt> submit(Body body);
}
