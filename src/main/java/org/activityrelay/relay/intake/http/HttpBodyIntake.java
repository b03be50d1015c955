package org.activityrelay.relay.intake.http;

import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;

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
