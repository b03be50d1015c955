/** How any module prepares the Camel contexts of the service. */
package org.activityrelay.relay.camel;
