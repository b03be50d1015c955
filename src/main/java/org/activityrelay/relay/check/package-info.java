/** What route files must keep to, checked before they run: the same rules at start, on the command line, and on reload. */
package org.activityrelay.relay.check;
