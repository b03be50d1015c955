/** The canonical record, the dialects it arrives in, and dispositions: plain Java. */
package org.activityrelay.relay.activity;
