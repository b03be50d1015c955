package org.activityrelay.relay.intake.queue;

import java.util.Map;
import org.activityrelay.relay.intake.DoorRig;
import org.activityrelay.relay.intake.Intake;

/** The queue's route. */
final class QueueRig {

    private QueueRig() {}

    /** Not started. */
    static DoorRig of(QueueSettings settings, Intake intake, QueueBroker broker) throws Exception {
        DoorRig rig = new DoorRig("queue", intake);
        rig.context.addComponent("jms", new QueueComponent(broker, settings, rig.door()));
        return rig.load("routes/1-intake-queue.camel.yaml", Map.of("relay.intake.queue.name", settings.name()));
    }
}
