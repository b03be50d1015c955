package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.SetVariablesDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * One step of a route, or a branch of a step.
 *
 * @param node Camel's model of it
 * @param condition the innermost {@code when}, {@code otherwise} or {@code filter} around it, or null
 * @param parent the step it is part of, or null at the top of the route
 */
public record Step(NamedNode node, Step condition, Step parent) {

    /** Every step and branch of a route, in the order of the file. */
    public static List<Step> of(RouteDefinition route) {
        List<Step> steps = new ArrayList<>();
        addAll(route.getOutputs(), null, null, steps);
        return steps;
    }

    /** The name of the step in YAML: {@code to}, {@code choice}, {@code when}, … */
    public String kind() {
        return node.getShortName();
    }

    /** Line in the file, from 1. */
    public Integer line() {
        return node.getLineNumber() > 0 ? (Integer) node.getLineNumber() : null;
    }

    /** Line of the innermost condition around it, or null. */
    public Integer conditionLine() {
        return condition == null ? null : condition.line();
    }

    /** The step's own expression or predicate, or null. */
    public ExpressionDefinition expression() {
        return node instanceof HasExpressionType has ? has.getExpressionType() : null;
    }

    private static void addAll(List<? extends NamedNode> nodes, Step condition, Step parent, List<Step> steps) {
        nodes.forEach(node -> add(node, condition, parent, steps));
    }

    private static void add(NamedNode node, Step condition, Step parent, List<Step> steps) {
        Step step = new Step(node, condition, parent);
        steps.add(step);
        Step inner = step.isCondition() ? step : condition;
        if (node instanceof ChoiceDefinition choice) {
            addAll(choice.getWhenClauses(), inner, step, steps);
            if (choice.getOtherwise() != null) {
                add(choice.getOtherwise(), inner, step, steps);
            }
        } else if (node instanceof CircuitBreakerDefinition breaker) {
            addAll(breaker.getOutputs(), inner, step, steps);
            if (breaker.getOnFallback() != null) {
                add(breaker.getOnFallback(), inner, step, steps);
            }
        } else if (node instanceof TryDefinition guarded) {
            addAll(guarded.getOutputsWithoutCatches(), inner, step, steps);
            addAll(guarded.getCatchClauses(), inner, step, steps);
            if (guarded.getFinallyClause() != null) {
                add(guarded.getFinallyClause(), inner, step, steps);
            }
        } else {
            addAll(outputs(node), inner, step, steps);
        }
    }

    private boolean isCondition() {
        return kind().equals("when") || kind().equals("otherwise") || kind().equals("filter");
    }

    private static List<? extends NamedNode> outputs(NamedNode node) {
        if (node instanceof SetVariablesDefinition several) {
            return several.getVariables();
        }
        if (node instanceof SetHeadersDefinition several) {
            return several.getHeaders();
        }
        if (node instanceof OutputNode block) {
            return block.getOutputs();
        }
        return node instanceof ProcessorDefinition<?> step ? step.getOutputs() : List.of();
    }
}
