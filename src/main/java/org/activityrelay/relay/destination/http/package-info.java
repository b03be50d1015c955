/** HTTP below the mapping: authentication, keys against doubles, time limits, evidence, and the recorder. */
package org.activityrelay.relay.destination.http;
