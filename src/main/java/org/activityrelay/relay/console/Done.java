package org.activityrelay.relay.console;

import java.util.List;

/**
 * What came of a repair of many.
 *
 * @param sentences for people
 * @param audited whether there is a line in the audit trail
 * @param again where the rest can be counted, or null
 * @param back where one comes from
 */
record Done(String title, List<String> sentences, boolean audited, String again, String back) {}
