/** Cases: what must become of given records, written beside the routes and run without sending anything. */
package org.activityrelay.relay.cases;
