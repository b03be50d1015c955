/** Stage 5: what destination routes use below their mapping: mail, HTTP authentication, SQL, JSONata, the recorder. */
package org.activityrelay.relay.destination;
