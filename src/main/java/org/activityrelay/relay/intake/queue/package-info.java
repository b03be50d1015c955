/** Messages of a JMS queue, in transactions that are committed after the ledger's; and the embedded broker. */
package org.activityrelay.relay.intake.queue;
