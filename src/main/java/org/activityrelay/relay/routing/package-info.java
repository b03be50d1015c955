/** Stage 3: routes decide where a record goes; evaluating them only makes a plan. */
package org.activityrelay.relay.routing;
