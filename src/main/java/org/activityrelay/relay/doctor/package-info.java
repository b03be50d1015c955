/**
 * Examines this service and its destinations without writing or sending anything; and tries one record for real at a
 * destination that is in dry-run otherwise.
 */
package org.activityrelay.relay.doctor;
