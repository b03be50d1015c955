/**
 * Stage 1: doors through which records come in; a door acknowledges only what the ledger has committed.
 *
 * <p>Every door hands its bodies to the one {@link org.activityrelay.relay.intake.Intake}, which cuts them into items,
 * reads each into the canonical record, has it routed and stored, and keeps what is no record as a rejection.
 */
package org.activityrelay.relay.intake;
