/** Mail below the template: one message per delivery, by SMTP or into the recorder. */
package org.activityrelay.relay.destination.mail;
