package org.activityrelay.relay.check;

import java.util.Optional;
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
}
