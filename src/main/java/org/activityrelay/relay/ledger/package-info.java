/** Stage 2: keeps records, plans and deliveries in SQL; acknowledged means stored here. */
package org.activityrelay.relay.ledger;
