package org.activityrelay.relay.destination.crm;

import java.time.Duration;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;

/** A CRM has refused something, and its own words say why. */
final class CrmRefusal extends ClassifiedException {

    private CrmRefusal(Outcome outcome, String message) {
        super(outcome, message, null);
    }

    /** This record will never be taken as it is. */
    static CrmRefusal rejected(Reason reason, String message) {
        return new CrmRefusal(new Outcome.Rejected(reason.word()), message);
    }

    /** The same again may well succeed. */
    static CrmRefusal retry(Reason reason, String message) {
        return new CrmRefusal(new Outcome.Retry(reason.word(), null, false), message);
    }

    /** @param after not before this long, or null to follow the schedule */
    static CrmRefusal retry(Reason reason, Duration after, String message) {
        return new CrmRefusal(new Outcome.Retry(reason.word(), after, false), message);
    }

    /** Others would be refused, too. */
    static CrmRefusal pause(Reason reason, Duration until, String message) {
        return new CrmRefusal(new Outcome.Pause(reason.word(), until), message);
    }

    boolean isFinal() {
        return outcome() instanceof Outcome.Rejected;
    }
}
