/** Stage 4: claims due deliveries, runs them through their destination, and keeps the promise. */
package org.activityrelay.relay.delivery;
