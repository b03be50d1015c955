/** What other routes would have decided about stored records. Nothing is sent, asked or stored. */
package org.activityrelay.relay.shadow;
