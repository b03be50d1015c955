package org.activityrelay.relay.intake;

import java.util.concurrent.CompletableFuture;

/**
 * Takes bodies that are more than bytes in memory, such as a big file. Declared as a bean, it is asked by
 * {@code activity:accept} before the body is read there.
 */
public interface BodyIntake {

    /** Whether it wants this body. */
    boolean takes(Object body);

    /**
     * Reads and stores everything in the body.
     *
     * @param tenant whose records they are; null for the configured default
     * @return as {@link Intake#accept}
     */
    CompletableFuture<Receipt> accept(Object body, String intake, String tenant);
}
