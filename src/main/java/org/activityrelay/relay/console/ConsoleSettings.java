package org.activityrelay.relay.console;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the console.
 *
 * @param timeZone in which times are shown, and read in a search
 */
@ConfigurationProperties("relay.console")
record ConsoleSettings(ZoneId timeZone) {}
