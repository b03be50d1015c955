package org.activityrelay.relay.intake.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A whole answer, ready to be written. */
interface HttpAnswer {

    void send(HttpServletResponse response) throws IOException;
}
