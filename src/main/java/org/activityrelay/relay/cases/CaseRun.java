package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.cases.Case.Check;
import org.activityrelay.relay.cases.Case.Contents;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.explain.Explainer;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.routing.Decision;

/** Runs one case. */
final class CaseRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Case asked;
    private final Explainer explainer;
    private final Comparison comparison;

    CaseRun(Case asked, Explainer explainer, Function<String, String> settings) {
        this.asked = asked;
        this.explainer = explainer;
        this.comparison = new Comparison(settings);
    }

    CaseResult run(Snapshot snapshot) {
        long began = System.nanoTime();
        List<Decision> reached = List.of();
        BodyReader.Item item = item(snapshot);
        if (item != null) {
            ScriptedReceivers receivers = new ScriptedReceivers(asked.answers(), comparison);
            Explanation.Record record = explainer.explain(item, receivers);
            if (compare(record)) {
                receivers.reportUnused(comparison);
            }
            reached = record.deliveries().stream()
                    .map(delivery -> delivery.rule())
                    .map(rule -> new Decision(rule.routeId(), rule.file(), rule.line(), rule.whenLine()))
                    .toList();
        }
        return new CaseResult(
                asked.fullName(),
                asked.file(),
                asked.line(),
                List.copyOf(comparison.differences()),
                (System.nanoTime() - began) / 1_000_000,
                reached,
                asked.expected().stream()
                        .filter(delivery -> !delivery.contents().isEmpty())
                        .map(Case.Delivery::destination)
                        .map(name -> comparison.resolved(name, "expect", asked.line()))
                        .toList());
    }

    /** The record to try; null when the case names none that there is. */
    private BodyReader.Item item(Snapshot snapshot) {
        Case.Source source = asked.source();
        JsonNode body = source.body();
        if (source.sample() != null) {
            byte[] sample = snapshot.bytes(Snapshot.SAMPLES + source.sample()).orElse(new byte[0]);
            if (source.with() == null) {
                return whole(sample, source);
            }
            try {
                body = JSON.readTree(sample);
            } catch (java.io.IOException notJson) {
                comparison.differs("record", source.line(), "a sample that is one JSON object, for 'with'", null);
                return null;
            }
        }
        return explainer.reader().read(source.with() == null ? body : patched(body, source.with()), asked.tenant());
    }

    private BodyReader.Item whole(byte[] sample, Case.Source source) {
        List<BodyReader.Item> items =
                explainer.reader().read(new Body(sample, null, "case", null, asked.tenant(), null));
        if (source.number() < 1 || source.number() > items.size()) {
            comparison.differs("record.number", source.line(), "1 to " + items.size(), String.valueOf(source.number()));
            return null;
        }
        return items.get(source.number() - 1);
    }

    /** JSON Merge Patch, RFC 7396. */
    static JsonNode patched(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), patched(result.path(field.getKey()), field.getValue()));
            }
        }
        return result;
    }

    /** Whether the record went as far as the case expects. */
    private boolean compare(Explanation.Record record) {
        if (record.refused() != null || asked.refused() != null) {
            refusal(record);
            return false;
        }
        comparison.check("", asked.activity(), record.activity());
        if (record.unrouted() != null || asked.unrouted() != null) {
            unrouted(record);
            return false;
        }
        for (Case.Delivery expected : asked.expected()) {
            delivery(expected, record);
        }
        unexpected(record);
        return true;
    }

    private void refusal(Explanation.Record record) {
        if (record.refused() == null) {
            comparison.differs("record", asked.line(), "refused", "it is a record, " + planned(record));
            return;
        }
        List<String> pointers = record.refused().errors().stream()
                .map(error -> error.pointer() + "  " + error.detail())
                .toList();
        if (asked.refused() == null) {
            comparison.differs("record", asked.line(), "a record", "refused: " + String.join("; ", pointers));
            return;
        }
        for (Check wrong : asked.refused()) {
            String pointer = wrong.expected().asText();
            if (record.refused().errors().stream()
                    .noneMatch(error -> error.pointer().equals(pointer))) {
                comparison.differs(
                        "refused", wrong.line(), "something wrong at " + pointer, String.join("; ", pointers));
            }
        }
    }

    private void unrouted(Explanation.Record record) {
        if (record.unrouted() == null) {
            comparison.differs(
                    "unrouted",
                    asked.unrouted().line(),
                    asked.unrouted().expected().asText(),
                    planned(record));
            return;
        }
        Explanation.Unrouted why = record.unrouted();
        String actual = "unrouted, " + why.reason()
                + (why.rule() == null
                        ? ""
                        : " at " + why.rule().file() + ":" + why.rule().line())
                + (why.detail() == null ? "" : ": " + why.detail());
        if (asked.unrouted() == null) {
            comparison.differs("record", asked.line(), "routed", actual);
        } else if (!asked.unrouted().expected().asText().equals(why.reason())) {
            comparison.differs(
                    "unrouted",
                    asked.unrouted().line(),
                    asked.unrouted().expected().asText(),
                    actual);
        }
    }

    private void delivery(Case.Delivery expected, Explanation.Record record) {
        String name = name(expected);
        Explanation.Delivery actual = find(expected, record);
        if (actual == null) {
            comparison.differs(name, expected.line(), "a delivery", planned(record));
            return;
        }
        String prefix = name + ": ";
        comparison.check(prefix, expected.arguments(), JSON.valueToTree(actual.arguments()));
        if (expected.outcome() == null && !actual.outcome().equals("delivered")) {
            comparison.differs(prefix + "outcome", expected.line(), "delivered", failure(actual));
        }
        word(prefix, expected.outcome(), actual.outcome(), failure(actual));
        word(prefix, expected.reason(), actual.reason(), actual.reason());
        word(prefix, expected.externalId(), actual.externalId(), actual.externalId());
        expected.contents().forEach((kind, contents) -> contents(prefix, kind, contents, actual));
    }

    private void word(String prefix, Check expected, String actual, String shown) {
        if (expected != null && !expected.expected().isTextual()) {
            comparison.check(prefix, expected, actual == null ? MissingNode.getInstance() : TextNode.valueOf(actual));
        } else if (expected != null && !expected.expected().textValue().equals(actual)) {
            comparison.differs(
                    prefix + expected.shown(),
                    expected.line(),
                    expected.expected().textValue(),
                    shown == null ? "nothing" : shown);
        }
    }

    private static String failure(Explanation.Delivery actual) {
        return actual.outcome()
                + (actual.reason() == null ? "" : " (" + actual.reason() + ")")
                + (actual.detail() == null ? "" : ": " + actual.detail());
    }

    private void contents(String prefix, String kind, Contents expected, Explanation.Delivery actual) {
        List<Explanation.Request> requests = actual.requests().stream()
                .filter(request -> kind.equals("message")
                        ? !List.of("mail", "http", "sql").contains(request.kind())
                        : request.kind().equals(kind))
                .filter(request -> expected.all() || !request.asks())
                .toList();
        if (requests.size() != expected.requests().size()) {
            comparison.differs(
                    prefix + kind,
                    expected.line(),
                    expected.requests().size() + (expected.all() ? " in all" : " that writes"),
                    requests.size()
                            + requests.stream()
                                    .map(CaseRun::brief)
                                    .collect(Collectors.joining(", ", requests.isEmpty() ? "" : ": ", "")));
            return;
        }
        for (int i = 0; i < requests.size(); i++) {
            comparison.check(prefix, expected.requests().get(i), requests.get(i).content());
        }
    }

    private static String brief(Explanation.Request request) {
        JsonNode content = request.content();
        return switch (request.kind()) {
            case "http" ->
                content.path("method").asText() + " " + content.path("url").asText();
            case "mail" -> "to " + content.path("to");
            case "sql" ->
                content.path("statement").asText().strip().lines().findFirst().orElse("");
            default -> content.path("endpoint").asText();
        };
    }

    private void unexpected(Explanation.Record record) {
        for (Case.Never never : asked.never()) {
            String destination = comparison.resolved(never.destination(), "never", never.line());
            record.deliveries().stream()
                    .filter(delivery -> delivery.destination().equals(destination)
                            && (never.part() == null || never.part().equals(delivery.part())))
                    .forEach(delivery ->
                            comparison.differs(name(delivery), never.line(), "no delivery", because(delivery)));
        }
        if (asked.others()) {
            return;
        }
        List<String> expected =
                asked.expected().stream().map(this::name).collect(Collectors.toCollection(ArrayList::new));
        asked.never().forEach(never -> expected.add(comparison.resolved(never.destination(), "never", never.line())));
        record.deliveries().stream()
                .filter(delivery -> !expected.contains(name(delivery)))
                .forEach(delivery ->
                        comparison.differs(name(delivery), asked.line(), "no further delivery", because(delivery)));
    }

    private static String because(Explanation.Delivery delivery) {
        Explanation.Rule rule = delivery.rule();
        return "planned by " + rule.file() + ":" + rule.line()
                + (rule.condition() == null ? "" : " if " + rule.condition());
    }

    private Explanation.Delivery find(Case.Delivery expected, Explanation.Record record) {
        return record.deliveries().stream()
                .filter(delivery -> name(delivery).equals(name(expected)))
                .findFirst()
                .orElse(null);
    }

    private String name(Case.Delivery delivery) {
        String destination = comparison.resolved(delivery.destination(), "expect", delivery.line());
        return destination + (delivery.part().isEmpty() ? "" : "/" + delivery.part());
    }

    private static String name(Explanation.Delivery delivery) {
        return delivery.destination() + (delivery.part().isEmpty() ? "" : "/" + delivery.part());
    }

    private static String planned(Explanation.Record record) {
        return record.deliveries().isEmpty()
                ? "no delivery"
                : record.deliveries().stream()
                        .map(CaseRun::name)
                        .collect(Collectors.joining(", ", "deliveries to ", ""));
    }
}
