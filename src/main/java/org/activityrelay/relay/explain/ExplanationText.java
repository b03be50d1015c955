package org.activityrelay.relay.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.activityrelay.relay.intake.Receipt;

/** Writes explanations for people at a terminal. Control characters of a record are shown, never sent to the terminal. */
public final class ExplanationText {

    private static final int STATEMENT_LINES = 4;
    private static final int NAME = 22;
    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private final boolean colour;
    private final boolean full;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param colour whether the terminal knows ANSI colours
     * @param full whether to show the HTML of mails and the whole of long SQL statements
     */
    public ExplanationText(boolean colour, boolean full) {
        this.colour = colour;
        this.full = full;
    }

    /** The whole text. */
    public String write(Explanation explanation) {
        for (Explanation.Record record : explanation.records()) {
            record(record);
        }
        line(
                0,
                dim("Nothing was sent, asked or stored. Configuration "
                        + explanation.configuration().substring(0, 12) + "."));
        return out.toString();
    }

    private void record(Explanation.Record record) {
        String place = record.place() == null ? "" : record.place() + ": ";
        if (record.refused() != null) {
            line(
                    0,
                    bold(place + "refused") + ", answered with HTTP "
                            + record.refused().status());
            for (Receipt.Problem problem : record.refused().errors()) {
                line(
                        2,
                        red(problem.pointer().isEmpty() ? "(whole)" : problem.pointer()) + "  "
                                + visible(problem.detail()));
            }
            line(0, "");
            return;
        }
        JsonNode activity = record.activity();
        line(
                0,
                bold(place + activity.path("type").asText() + " "
                                + activity.path("interactionId").asText())
                        + (record.dialect() == null ? "" : ", read as " + record.dialect())
                        + (record.revision() == 1 ? "" : ", revision " + record.revision()));
        fields(activity, 2);
        line(0, "");
        rules(record);
        int number = 0;
        for (Explanation.Delivery delivery : record.deliveries()) {
            delivery(++number, delivery);
        }
    }

    private void fields(JsonNode object, int indent) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            boolean empty = value.isNull() || value.isContainerNode() && value.isEmpty();
            if (!empty) {
                labelled(indent, field.getKey(), text(field.getKey(), value));
            }
        }
    }

    private static String text(String name, JsonNode value) {
        if (value.isContainerNode()) {
            return value.toString();
        }
        boolean isTime = (name.equals("startTime") || name.equals("endTime")) && value.canConvertToLong();
        return isTime ? value.asText() + "  " + Instant.ofEpochMilli(value.longValue()) : value.asText();
    }

    private void rules(Explanation.Record record) {
        if (record.unrouted() != null) {
            Explanation.Unrouted unrouted = record.unrouted();
            String at = unrouted.rule() == null ? "" : place(unrouted.rule()) + ": ";
            String what = unrouted.detail() == null ? "no rule chose a destination" : unrouted.detail();
            line(0, red("unrouted") + " (" + unrouted.reason() + ")  " + visible(at + what) + ".");
            line(2, sentence(unrouted.remedy()));
            line(0, "");
            return;
        }
        line(0, bold("rules"));
        for (Explanation.Delivery delivery : record.deliveries()) {
            Explanation.Rule rule = delivery.rule();
            String why =
                    rule.condition() == null ? "always" : "if " + rule.condition() + "  (line " + rule.whenLine() + ")";
            line(2, dim(place(rule)) + "  → " + bold(name(delivery)) + "  " + visible(why));
        }
        line(0, "");
    }

    private void delivery(int number, Explanation.Delivery delivery) {
        line(0, bold(number + ". " + name(delivery)) + dim("  " + delivery.mode() + ", by " + place(delivery.rule())));
        if (!delivery.arguments().isEmpty()) {
            line(
                    3,
                    delivery.arguments().entrySet().stream()
                            .map(argument -> argument.getKey() + "=" + argument.getValue())
                            .map(ExplanationText::visible)
                            .collect(Collectors.joining(", ", "with ", "")));
        }
        for (Explanation.Request request : delivery.requests()) {
            request(request);
        }
        if (!delivery.outcome().equals("delivered")) {
            line(3, red("fails") + " (" + delivery.reason() + ", " + consequence(delivery.outcome()) + ")");
            if (delivery.detail() != null) {
                lines(5, delivery.detail());
            }
        }
        line(0, "");
    }

    private static String consequence(String outcome) {
        return switch (outcome) {
            case "rejected" -> "parked";
            case "pause" -> "the destination pauses";
            default -> "tried again";
        };
    }

    private void request(Explanation.Request request) {
        JsonNode content = request.content();
        if (request.asks()) {
            line(3, "would ask");
        }
        switch (request.kind()) {
            case "http" -> http(content);
            case "mail" -> mail(content);
            case "sql" -> sql(content);
            default -> other(content);
        }
    }

    private void http(JsonNode request) {
        line(3, cyan(request.path("method").asText() + " " + request.path("url").asText()));
        for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
            line(5, dim(header.getKey() + ": ") + visible(header.getValue().asText()));
        }
        body(request.path("body"));
    }

    private void mail(JsonNode mail) {
        for (String header : List.of("from", "to", "cc", "bcc", "subject", "messageId")) {
            JsonNode value = mail.path(header);
            if (!value.isMissingNode()) {
                labelled(3, header, value.isArray() ? joined(value) : value.asText());
            }
        }
        if (mail.hasNonNull("text")) {
            line(0, "");
            lines(5, mail.path("text").asText().strip());
        }
        if (mail.hasNonNull("html")) {
            String html = mail.path("html").asText().strip();
            line(0, "");
            if (full || !mail.hasNonNull("text")) {
                lines(5, html);
            } else {
                line(5, dim("and HTML of " + html.length() + " characters: --full shows it"));
            }
        }
    }

    private void sql(JsonNode sql) {
        List<String> statement = sql.path("statement").asText().strip().lines().toList();
        int shown = full ? statement.size() : Math.min(STATEMENT_LINES, statement.size());
        line(3, cyan("SQL"));
        statement.subList(0, shown).forEach(text -> line(5, visible(text)));
        if (shown < statement.size()) {
            line(5, dim("… " + (statement.size() - shown) + " lines more: --full shows them"));
        }
        JsonNode parameters = sql.path("parameters");
        if (parameters.isObject()) {
            List<String> absent = new ArrayList<>();
            for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
                if (parameter.getValue().isNull()) {
                    absent.add(parameter.getKey());
                } else {
                    labelled(5, parameter.getKey(), parameter.getValue().asText());
                }
            }
            if (!absent.isEmpty()) {
                labelled(5, "null", String.join(", ", absent));
            }
        } else {
            body(parameters);
        }
    }

    private void other(JsonNode message) {
        line(3, cyan(message.path("endpoint").asText()));
        for (Map.Entry<String, JsonNode> header : message.path("headers").properties()) {
            line(5, dim(header.getKey() + ": ") + visible(header.getValue().asText()));
        }
        body(message.path("body"));
    }

    private void body(JsonNode body) {
        if (body.isMissingNode() || body.isNull()) {
            return;
        }
        try {
            lines(5, body.isTextual() ? body.asText() : JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void labelled(int indent, String name, String value) {
        List<String> lines = value.lines().toList();
        String label = name + " ".repeat(Math.max(1, NAME - name.length()));
        for (int i = 0; i < Math.max(1, lines.size()); i++) {
            String text = lines.isEmpty() ? "" : lines.get(i);
            line(indent, (i == 0 ? dim(label) : " ".repeat(label.length())) + visible(text));
        }
    }

    private void lines(int indent, String text) {
        text.lines().forEach(each -> line(indent, visible(each)));
    }

    /** Styled text: what comes from a record has been made visible. */
    private void line(int indent, String text) {
        out.append(" ".repeat(text.isEmpty() ? 0 : indent)).append(text).append('\n');
    }

    private static String visible(String text) {
        return text.codePoints()
                .mapToObj(c -> isHidden(c) ? escaped(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private String bold(String text) {
        return styled("1", text);
    }

    private String dim(String text) {
        return styled("2", text);
    }

    private String red(String text) {
        return styled("31", text);
    }

    private String cyan(String text) {
        return styled("36", text);
    }

    private String styled(String code, String text) {
        return colour ? "\u001b[" + code + "m" + visible(text) + "\u001b[0m" : visible(text);
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c) && c != '\t' || Character.getType(c) == Character.FORMAT;
    }

    private static String escaped(int c) {
        return String.format("\\u%04x", c);
    }

    private static String joined(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return String.join(", ", texts);
    }

    private static String name(Explanation.Delivery delivery) {
        return delivery.destination() + (delivery.part().isEmpty() ? "" : "/" + delivery.part());
    }

    private static String place(Explanation.Rule rule) {
        return rule.file() + ":" + rule.line();
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
