package org.activityrelay.relay.destination.queue;

import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;

/**
 * A queue to send to.
 *
 * @param text as the broker knows it; with Artemis also {@code address::queue}
 */
record QueueName(String text) {

    /** @throws ClassifiedException when it is none to send to */
    QueueName {
        if (text.isBlank()) {
            throw mistake("there is no name of a queue: write queue:name");
        }
    }

    /** @throws ClassifiedException when records would come back from there */
    void mustNotBe(String intake) {
        if (address(text).equals(intake)) {
            throw mistake("this service takes its records from " + intake
                    + ", so each would come back from there: publish to another queue");
        }
    }

    private static String address(String name) {
        int colons = name.indexOf("::");
        return colons < 0 ? name : name.substring(0, colons);
    }

    private static ClassifiedException mistake(String message) {
        return new ClassifiedException(new Outcome.Rejected(Reason.MAPPING_FAILED.word()), message, null);
    }
}
