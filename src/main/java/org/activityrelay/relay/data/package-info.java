/** The folder of everything the service writes, and who else on the machine may look into it: nobody. */
package org.activityrelay.relay.data;
