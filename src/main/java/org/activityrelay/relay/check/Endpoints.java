package org.activityrelay.relay.check;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/** The endpoint a step names, as far as it is written in the file. */
final class Endpoints {

    private Endpoints() {}

    static Optional<String> of(Step step) {
        if (step.node() instanceof SendDefinition<?> send) {
            return Optional.ofNullable(send.getUri());
        }
        if (step.node() instanceof ToDynamicDefinition dynamic) {
            return Optional.ofNullable(dynamic.getUri());
        }
        if (step.node() instanceof PollDefinition poll) {
            return Optional.ofNullable(poll.getUri());
        }
        boolean computed = step.node() instanceof EnrichDefinition
                || step.node() instanceof PollEnrichDefinition
                || step.node() instanceof RecipientListDefinition<?>;
        return computed && step.node() instanceof ExpressionNode node && node.getExpression() != null
                ? Optional.ofNullable(node.getExpression().getExpression())
                : Optional.empty();
    }

    /** The component an endpoint belongs to; empty when that is computed. */
    static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 || uri.startsWith("${") || uri.startsWith("{{") ? "" : uri.substring(0, colon);
    }

    /** Without options, because they may hold secrets. */
    static String shown(String uri) {
        return uri.isEmpty() ? "nothing" : uri.replaceAll("\\?.*$", "");
    }

    /** The destination that an address hands a record to, if it is one of a rule. */
    static Optional<ActivityUri> deliver(String uri) {
        return ActivityUri.of(uri).filter(activity -> activity.word().equals("deliver"));
    }

    /** Options by name; what Camel keeps raw is taken out of its {@code RAW(…)}. */
    static Map<String, String> options(String uri) {
        Map<String, String> options = new TreeMap<>();
        int question = uri.indexOf('?');
        if (question >= 0) {
            for (String option : uri.substring(question + 1).split("&")) {
                int equals = option.indexOf('=');
                if (equals > 0) {
                    String value = option.substring(equals + 1).replaceFirst("^RAW\\((.*)\\)$", "$1");
                    options.put(option.substring(0, equals), decoded(value));
                }
            }
        }
        return options;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return value;
        }
    }
}
