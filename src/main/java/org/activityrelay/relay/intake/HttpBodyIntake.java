package org.activityrelay.relay.intake;

import java.util.concurrent.CompletableFuture;

/** Lets a {@link Body} pass {@code activity:accept} as it is: who sent it was established by the door, not by a header. */
class HttpBodyIntake implements BodyIntake {

    private final Intake intake;

    HttpBodyIntake(Intake intake) {
        this.intake = intake;
    }

    @Override
    public boolean takes(Object body) {
        return body instanceof Body;
    }

    @Override
    public CompletableFuture<Receipt> accept(Object body, String door, String tenant) {
        return intake.accept((Body) body);
    }
}
