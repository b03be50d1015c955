/** The HTTP API of operators: what is stored, what was refused, and the API's own description. */
package org.activityrelay.relay.api;
