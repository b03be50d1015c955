/** FreeMarker templates from the snapshot: escaped, without access to Java, compiled when a route loads. */
package org.activityrelay.relay.destination.template;
