package org.activityrelay.relay.privacy;

import java.io.IOException;
import java.io.OutputStream;
import org.activityrelay.relay.ledger.Erasures.Subject;

/** Gives everything that the ledger holds about a person, and where it was sent. */
public interface PersonFile {

    /** Writes it as one JSON object, record by record, however many there are; throws IOException when nobody reads. */
    void write(Subject subject, String who, OutputStream out) throws IOException;
}
