/** What is held about a person: erased everywhere on request, kept no longer than configured, and given to the person. */
package org.activityrelay.relay.privacy;
