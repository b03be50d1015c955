/** The proof by kill -9: real service processes, killed under load, must lose nothing and double nothing. */
package org.activityrelay.relay.crashtest;
