/** The HTTP API beside the intake: records, rejections, deliveries. */
package org.activityrelay.relay.api;
