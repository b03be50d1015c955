package org.activityrelay.relay.routing;

import java.util.SortedMap;

/**
 * One destination that a routing plan names.
 *
 * @param destination name of the destination
 * @param part names a second delivery to the same destination; empty for the first
 * @param arguments what the rule hands to the destination, by name
 * @param decision the rule that asked for it
 */
public record PlannedDelivery(
        String destination, String part, SortedMap<String, String> arguments, Decision decision) {}
