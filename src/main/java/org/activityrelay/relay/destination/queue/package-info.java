/** Messages below the mapping: one for each write, to a broker or into the recorder. */
package org.activityrelay.relay.destination.queue;
