package org.activityrelay.relay.delivery.engine;

import java.time.Duration;

/**
 * A destination that rests for a while in this process.
 *
 * @param reason bounded word
 * @param length how long
 * @param pause whether it is for trouble at this side (credentials, tables), so that a changed configuration ends it
 */
record Hold(String reason, Duration length, boolean pause) {}
