package org.activityrelay.relay.problem;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Reads what is left of a body that was refused unread, so that its sender gets to read why; but not for long. Tomcat
 * itself would wait for each next byte as long as for the first: anybody could hold all its threads with bodies that
 * never end, without a key.
 */
public class RestOfBodyValve extends ValveBase {

    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long LOOK_AGAIN = Duration.ofMillis(5).toNanos();

    public RestOfBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !request.isFinished()) {
            response.finishResponse();
            // Who asked before sending the body has not sent it.
            if (request.getCoyoteRequest().hasExpectation() || !swallowed(request)) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    /** Whether the body came to its end in time. */
    private static boolean swallowed(Request request) throws IOException {
        Unread unread = new Unread();
        long deadline = System.nanoTime() + PATIENCE;
        while (System.nanoTime() - deadline < 0) {
            if (!hasArrived(request)) {
                LockSupport.parkNanos(LOOK_AGAIN);
            } else if (request.getCoyoteRequest().doRead(unread) < 0) {
                return true;
            }
            if (request.isFinished()) {
                return true;
            }
        }
        return false;
    }

    /** Whether bytes can be read without waiting for them. */
    private static boolean hasArrived(Request request) {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        coyote.setAvailable(0);
        coyote.action(ActionCode.AVAILABLE, Boolean.TRUE);
        return coyote.getAvailable() > 0;
    }

    /** Where the container puts what nobody wants. It is read below the request's own stream, which is closed by now. */
    private static final class Unread implements ApplicationBufferHandler {

        private ByteBuffer bytes;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {
            // The container brings its own buffer.
        }
    }
}
