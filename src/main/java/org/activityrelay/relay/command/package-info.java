/** The command line: what an operator asks for beside the running service. */
package org.activityrelay.relay.command;
