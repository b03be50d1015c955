/** Files in the drop folder: cut into records one at a time, and moved away only when every record is stored or refused. */
package org.activityrelay.relay.intake.file;
