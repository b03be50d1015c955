/** The Camel component {@code activity:} with its four words: accept, routing, deliver, destination. */
package org.activityrelay.relay.component;
