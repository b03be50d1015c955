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
        return isWritten() ? delivery.externalId() : null;
    }

    /** A link to it that people can follow, or null. */
    String externalUrl() {
        return isWritten() ? delivery.externalUrl() : null;
    }

    private boolean isWritten() {
        return delivery.mode() == Mode.LIVE && delivery.state() == DeliveryState.DELIVERED;
    }
}
