/** Stage 1: doors through which records come in; a door acknowledges only what the ledger has committed. */
package org.activityrelay.relay.intake;
