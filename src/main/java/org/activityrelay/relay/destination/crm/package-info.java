/**
 * CRMs: finding the record that an activity belongs to, and writing under a key so that a repetition changes nothing and an
 * agent's later edits survive.
 *
 * <p>To add a sibling:
 *
 * <ol>
 *   <li>Implement {@link org.activityrelay.relay.destination.crm.Crm}: find, create, read, update, describe, and what the CRM's errors
 *       mean; begin by reading {@code Salesforce}. Name it in {@code CrmCustomizer}.
 *   <li>Write {@code routes/5-destination-<name>.camel.yaml} (link, mapping, write), its mapping in {@code routes/mappings} and
 *       its tables in {@code routes/tables}; put its settings with their defaults into {@code application.yaml}.
 *   <li>Write a strict fake of its interface beside the tests, extend {@code CrmContract} with it, and write a page in {@code
 *       docs} titled by the administrator's task.
 * </ol>
 *
 * A CRM that nothing here knows is described by the options of {@code crm:rest/…} in a route; {@code Rest} reads them.
 *
 * <p>When something is sent, what is kept of it and who wins is decided in {@code WriteStep}, the same for all.
 */
package org.activityrelay.relay.destination.crm;
