/** How stages take part in the Camel contexts built from a snapshot, and in which order the stages start and stop. */
package org.activityrelay.relay.context;
