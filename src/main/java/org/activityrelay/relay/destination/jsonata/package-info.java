/** The mapping language: JSONata as a Camel language, compiled once, bounded at run time, with functions for records. */
package org.activityrelay.relay.destination.jsonata;
