package org.activityrelay.relay.intake.http;

import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records.StoredDelivery;

/**
 * What a sender waited for: a delivery that is final, well or badly.
 *
 * @param delivery as it ended
 * @param caseId the case that the record is linked to, or null
 * @param contactId the contact that the record is linked to, or null
 */
record HttpDelivered(StoredDelivery delivery, String caseId, String contactId) {

    /** Id of what was written at the destination; null for a dry run and for what failed. */
    String externalId() {
        boolean written = delivery.mode() == Mode.LIVE && delivery.state() == DeliveryState.DELIVERED;
        return written ? delivery.externalId() : null;
    }
}
