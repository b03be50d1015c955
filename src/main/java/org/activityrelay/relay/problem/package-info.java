/** Every refusal over HTTP, from any layer, as an RFC 9457 problem document. */
package org.activityrelay.relay.problem;
