package org.activityrelay.relay.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.activityrelay.relay.ledger.Audit.Deed;
import org.activityrelay.relay.ledger.Audit.Noted;

/**
 * A line of the audit trail.
 *
 * @param count on how many it acted, or null
 * @param criteria what it was asked to act on
 * @param record the only record that it was about, or null
 */
record AuditLine(
        String id,
        String at,
        String instant,
        String who,
        String action,
        Integer count,
        List<String> criteria,
        String detail,
        String record) {

    static AuditLine of(Noted noted, Deeds deeds, Clockface clockface) {
        Deed deed = noted.deed();
        JsonNode filter = deed.filter();
        return new AuditLine(
                noted.id(),
                clockface.show(noted.at()),
                noted.at().toString(),
                Wording.who(deed.who()),
                Deeds.action(deed.action()),
                deed.count(),
                deeds.criteria(filter),
                deed.detail(),
                filter != null && filter.hasNonNull("activity")
                        ? filter.get("activity").asText()
                        : null);
    }
}
