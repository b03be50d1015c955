package org.activityrelay.relay.routing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Limits of routing, and destinations that routes name by a setting.
 *
 * @param timeout how long the rules may take for one record; after that it is stored unrouted
 * @param crm name of the destination that shipped rules call the CRM
 * @param crmEach kinds of selected objects of which each gets a record of its own there
 */
@ConfigurationProperties("relay.routing")
public record RoutingSettings(Duration timeout, String crm, String crmEach) {}
