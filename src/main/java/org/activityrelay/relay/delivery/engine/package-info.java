/**
 * The engine: one loop claims for every destination with free capacity, each destination works in threads of its own,
 * one thread writes the outcomes, and leases are renewed until they are written.
 */
package org.activityrelay.relay.delivery.engine;
