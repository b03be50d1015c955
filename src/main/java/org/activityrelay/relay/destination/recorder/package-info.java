/** The boundary around every other component: evidence when live, a recorder when nothing may be sent. */
package org.activityrelay.relay.destination.recorder;
