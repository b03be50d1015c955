package org.activityrelay.relay.intake.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Rejection;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.security.Caller;

/**
 * Keeps bodies of media types that are not read here, and the beginning of those that are too large. A record may be in them all the same (a form's default in some
 * workflow), and its sender may never send it again.
 */
class HttpKeeper {

    private static final int LONGEST_TYPE = 200;

    private final Rejections rejections;
    private final String defaultTenant;

    HttpKeeper(Rejections rejections, String defaultTenant) {
        this.rejections = rejections;
        this.defaultTenant = defaultTenant;
    }

    /** Keeps the body, releases it, and answers 415. */
    HttpAnswer keep(HttpBody.Held body, String contentType, Caller caller, String door) {
        try {
            String id = keep(body.bytes(), contentType, caller, door, HttpMediaTypes.WHAT_IS_READ);
            Problem problem = HttpMediaTypes.unsupported();
            return caller.isPublic() ? problem::send : problem.with("rejection", HttpAnswers.rejection(id))::send;
        } catch (LedgerUnavailableException e) {
            return HttpAnswers.unavailable(e.retryAfter())::send;
        } finally {
            body.release();
        }
    }

    /** Keeps the beginning of a body that is too large, so that operators find its sender, and answers 413. */
    HttpAnswer keep(HttpBody.TooLarge body, String contentType, Caller caller, String door) {
        try {
            String kept = body.first().length == 0 ? "nothing" : "only its first " + body.first().length + " bytes";
            String id = keep(body.first(), contentType, caller, door, body.what() + " Kept is " + kept + " of it.");
            Problem problem = body.problem();
            return caller.isPublic() ? problem::send : problem.with("rejection", HttpAnswers.rejection(id))::send;
        } catch (LedgerUnavailableException e) {
            // Sending it again would not help.
            return body.problem()::send;
        }
    }

    private String keep(byte[] bytes, String contentType, Caller caller, String door, String why) {
        boolean isLong = contentType != null && contentType.length() > LONGEST_TYPE;
        ArrayNode problems = JsonNodeFactory.instance.arrayNode();
        problems.addObject().put("pointer", "").put("detail", why);
        return rejections.keep(new Rejection(
                caller.tenant() == null ? defaultTenant : caller.tenant(),
                door,
                null,
                caller.name(),
                isLong ? contentType.substring(0, LONGEST_TYPE) : contentType,
                bytes,
                problems));
    }
}
