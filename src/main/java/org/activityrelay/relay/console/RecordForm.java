package org.activityrelay.relay.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.RecordFilter;
import org.activityrelay.relay.security.Caller;

/** Which unrouted records an operator means. Everything may be null; nothing of it is about a person. */
record RecordForm(
        String reason, String type, String disposition, String service, String receivedFrom, String receivedTo) {

    RecordForm {
        reason = Typed.clean(reason);
        type = Typed.clean(type);
        disposition = Typed.clean(disposition);
        service = Typed.clean(service);
        receivedFrom = Typed.clean(receivedFrom);
        receivedTo = Typed.clean(receivedTo);
    }

    /** What it means to the ledger; throws {@link RefusedException} when something of it makes no sense. */
    RecordFilter filter(Caller caller, Clockface clockface) {
        try {
            return new RecordFilter(
                    caller.tenant(),
                    null,
                    ActivityStatus.UNROUTED,
                    reason,
                    clockface.read(receivedFrom),
                    clockface.read(receivedTo),
                    type,
                    disposition,
                    service);
        } catch (IllegalArgumentException wrong) {
            throw RefusedException.malformed(wrong.getMessage());
        }
    }

    public boolean isNarrow() {
        return !fields().isEmpty();
    }

    /** As a part of a sentence: {@code unrouted records of type email, received since …}. */
    String words(Clockface clockface) {
        StringBuilder words = new StringBuilder("unrouted records");
        fields().forEach((name, value) -> words.append(
                switch (name) {
                    case "reason" -> ", because of " + value;
                    case "type" -> ", of type " + value;
                    case "disposition" -> ", with disposition " + value;
                    case "service" -> ", of service " + value;
                    case "receivedFrom" -> ", received since " + clockface.zoned(clockface.read(value));
                    default -> ", received before " + clockface.zoned(clockface.read(value));
                }));
        return words.toString();
    }

    /** The fields that are filled in. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "reason", reason);
        put(fields, "type", type);
        put(fields, "disposition", disposition);
        put(fields, "service", service);
        put(fields, "receivedFrom", receivedFrom);
        put(fields, "receivedTo", receivedTo);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
