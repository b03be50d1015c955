/** The configuration snapshot, and the Camel contexts built from it. */
package org.activityrelay.relay.configuration;
