/** SQL below the mapping: named databases, statements chosen by database, and the recorder. */
package org.activityrelay.relay.destination.sql;
