/** Judges failures of every kind of destination; one class per kind, one word per reason. */
package org.activityrelay.relay.delivery.classifier;
