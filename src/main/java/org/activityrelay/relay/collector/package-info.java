/** The browser collector: the script that a page loads, its types, a stand-in for the desktop, and a demonstration. */
package org.activityrelay.relay.collector;
