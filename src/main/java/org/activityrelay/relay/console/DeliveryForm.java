package org.activityrelay.relay.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.FilterBuilder;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.security.Caller;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Which deliveries an operator means. Everything may be null; nothing of it is about a person, so it may stand in an
 * address.
 *
 * @param state parked if null
 * @param endedFrom parked, delivered or cancelled at this time or later
 * @param delivered whether a replay is to include what receivers have already
 */
record DeliveryForm(
        String state,
        String destination,
        String reason,
        String mode,
        String type,
        String disposition,
        String service,
        String receivedFrom,
        String receivedTo,
        String endedFrom,
        String endedTo,
        Boolean delivered) {

    DeliveryForm {
        state = Typed.clean(state) == null ? DeliveryState.PARKED.word() : Typed.clean(state);
        destination = Typed.clean(destination);
        reason = Typed.clean(reason);
        mode = Typed.clean(mode);
        type = Typed.clean(type);
        disposition = Typed.clean(disposition);
        service = Typed.clean(service);
        receivedFrom = Typed.clean(receivedFrom);
        receivedTo = Typed.clean(receivedTo);
        endedFrom = Typed.clean(endedFrom);
        endedTo = Typed.clean(endedTo);
        delivered = Boolean.TRUE.equals(delivered);
    }

    /** Throws {@link RefusedException} when there is no such state. */
    DeliveryState ofState() {
        return Stream.of(DeliveryState.values())
                .filter(known -> known.word().equals(state))
                .findFirst()
                .orElseThrow(() -> RefusedException.malformed("There is no state of that name."));
    }

    /** Null for both. */
    Mode ofMode() {
        return mode == null
                ? null
                : Stream.of(Mode.values())
                        .filter(known -> known.word().equals(mode))
                        .findFirst()
                        .orElseThrow(() -> RefusedException.malformed("There is no mode of that name."));
    }

    /** What it means to the ledger; throws {@link RefusedException} when something of it makes no sense. */
    DeliveryFilter filter(Caller caller, Clockface clockface) {
        return filter(caller, clockface, ofState());
    }

    /** The same for another state, or for all that suit if null. */
    DeliveryFilter filter(Caller caller, Clockface clockface, DeliveryState wanted) {
        try {
            return new FilterBuilder()
                    .tenant(caller.tenant())
                    .destination(destination)
                    .state(wanted)
                    .reason(reason)
                    .mode(ofMode())
                    .received(clockface.read(receivedFrom), clockface.read(receivedTo))
                    .ended(clockface.read(endedFrom), clockface.read(endedTo))
                    .type(type)
                    .disposition(disposition)
                    .service(service)
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw RefusedException.malformed(wrong.getMessage());
        }
    }

    /** Whether there is more to it than a state and a destination. */
    public boolean isNarrow() {
        return Stream.of(reason, mode, type, disposition, service, receivedFrom, receivedTo, endedFrom, endedTo)
                .anyMatch(criterion -> criterion != null);
    }

    /** As a part of a sentence: {@code parked deliveries to crm, because of unauthorized, parked since …}. */
    String words(Clockface clockface) {
        String ended = ofState() == DeliveryState.PENDING ? "ended" : state.replace('_', ' ');
        List<String> words = new ArrayList<>();
        words.add(Wording.deliveries(ofState(), ofMode()) + (destination == null ? "" : " to " + destination));
        add(words, "because of ", reason);
        add(words, "of type ", type);
        add(words, "with disposition ", disposition);
        add(words, "of service ", service);
        add(words, "received since ", zoned(receivedFrom, clockface));
        add(words, "received before ", zoned(receivedTo, clockface));
        add(words, ended + " since ", zoned(endedFrom, clockface));
        add(words, ended + " before ", zoned(endedTo, clockface));
        return String.join(", ", words);
    }

    private static String zoned(String written, Clockface clockface) {
        return clockface.zoned(clockface.read(written));
    }

    private static void add(List<String> words, String before, String word) {
        if (word != null) {
            words.add(before + word);
        }
    }

    /** The fields that are filled in. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", state);
        put(fields, "destination", destination);
        put(fields, "reason", reason);
        put(fields, "mode", mode);
        put(fields, "type", type);
        put(fields, "disposition", disposition);
        put(fields, "service", service);
        put(fields, "receivedFrom", receivedFrom);
        put(fields, "receivedTo", receivedTo);
        put(fields, "endedFrom", endedFrom);
        put(fields, "endedTo", endedTo);
        put(fields, "delivered", delivered ? "true" : null);
        return fields;
    }

    /** The same with something changed; null takes a field away. */
    String address(String path, String name, String value) {
        Map<String, String> fields = fields();
        if (value == null) {
            fields.remove(name);
        } else {
            fields.put(name, value);
        }
        return address(path, fields);
    }

    static String address(String path, Map<String, String> fields) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
        fields.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
        return address.encode().buildAndExpand(fields).toUriString();
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
