package org.activityrelay.relay.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** Answers what Tomcat refuses before any filter runs (a malformed request line, say), in place of its HTML page. */
public class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            Problems.of(status).send(response.getResponse());
            response.finishResponse();
        } catch (IOException | IllegalStateException senderIsGone) {
            // Nobody is left to answer.
        }
    }
}
