package org.activityrelay.relay.ledger;

/** What makes two records the same record. */
public enum Identity {
    /** The interaction id: one agent's leg. */
    INTERACTION,
    /** The interaction id together with the agent, for sites where agents share an interaction id. */
    INTERACTION_AND_AGENT
}
