/** Bodies over HTTP: read once and within limits, handed to the door's route without holding a thread, and answered. */
package org.activityrelay.relay.intake.http;
