package org.activityrelay.relay.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * One evaluation of the routing routes for one record: collects the plan, and knows the step that runs. Bound to the
 * thread that evaluates.
 */
public final class Evaluation {

    private static final ThreadLocal<Evaluation> CURRENT = new ThreadLocal<>();

    private final Map<Key, PlannedDelivery> planned = new LinkedHashMap<>();
    private volatile Decision step;

    /** The evaluation that runs on this thread, or null outside routing. */
    public static Evaluation current() {
        return CURRENT.get();
    }

    /** Notes the step that is about to run; what fails or delivers next is attributed to it. */
    public void at(Decision next) {
        step = next;
    }

    /** The step that runs or ran last, or null before the first. */
    public Decision step() {
        return step;
    }

    /**
     * Adds a destination to the plan. The same destination and part with equal arguments is planned once.
     *
     * @throws ConflictingDeliveriesException when it is already planned with other arguments
     */
    public void deliver(String destination, String part, SortedMap<String, String> arguments) {
        PlannedDelivery delivery = new PlannedDelivery(destination, part, arguments, step);
        PlannedDelivery earlier = planned.putIfAbsent(new Key(destination, part), delivery);
        if (earlier != null && !earlier.arguments().equals(arguments)) {
            throw new ConflictingDeliveriesException(earlier, delivery);
        }
    }

    /** What was planned so far, in the order of the rules. */
    List<PlannedDelivery> planned() {
        return new ArrayList<>(planned.values());
    }

    void begin() {
        CURRENT.set(this);
    }

    static void end() {
        CURRENT.remove();
    }

    private record Key(String destination, String part) {}
}
