/** What would happen to a record, without its happening: nothing is sent, asked, fetched or stored. */
package org.activityrelay.relay.explain;
