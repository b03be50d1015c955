package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;

/** Simple rules of content: enough to tell records apart, independent of the order of fields. */
class TestContent implements RecordContent {

    @Override
    public byte[] fingerprint(Activity activity) {
        Map<String, String> fields = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : activity.json().properties()) {
            boolean business = !Set.of("tenant", "kind", "agentId", "state").contains(field.getKey());
            if (business && !field.getValue().isNull()) {
                String value = field.getValue().toString();
                fields.put(
                        field.getKey(),
                        field.getKey().equals("interactionId") ? value.toLowerCase(Locale.ROOT) : value);
            }
        }
        return Digests.sha256(fields.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Activity merge(Activity known, Activity sent) {
        ObjectNode merged = known.json().deepCopy();
        sent.json().properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        return Activity.of(merged);
    }

    @Override
    public Set<String> persons(Activity activity) {
        return Stream.concat(phone("", activity.phoneNumber()).stream(), email(activity.email()).stream())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> phone(String tenant, String asTyped) {
        String digits = asTyped == null ? "" : asTyped.replaceAll("\\D", "");
        return digits.isEmpty() ? Set.of() : Set.of("+" + digits);
    }

    @Override
    public Set<String> email(String asTyped) {
        return asTyped == null || !asTyped.contains("@")
                ? Set.of()
                : Set.of(asTyped.strip().toLowerCase(Locale.ROOT));
    }
}
