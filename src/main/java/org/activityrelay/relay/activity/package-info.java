/**
 * The canonical record, the dialects it arrives in, and dispositions: plain Java, no framework.
 *
 * <p>{@link org.activityrelay.relay.activity.ActivityReader} makes an {@link org.activityrelay.relay.activity.Activity}
 * of what was sent; {@link org.activityrelay.relay.activity.Merge} joins it with what is known of its interaction;
 * {@link org.activityrelay.relay.activity.Fingerprint} tells whether that says anything new.
 */
package org.activityrelay.relay.activity;
