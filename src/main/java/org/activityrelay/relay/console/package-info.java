/** The page for operators at {@code /}: search, a record's story, what waits for people, and the destinations. */
package org.activityrelay.relay.console;
