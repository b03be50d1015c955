package org.activityrelay.relay.intake.http;

import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Rejection;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.security.Caller;

/**
 * Keeps bodies of media types that are not read here. A record may be in them all the same (a form's default in some
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
    HttpAnswer keep(HttpBody.Held body, String contentType, Caller caller) {
        try {
            String id = rejections.keep(new Rejection(
                    caller.tenant() == null ? defaultTenant : caller.tenant(),
                    "http",
                    null,
                    caller.name(),
                    contentType.length() > LONGEST_TYPE ? contentType.substring(0, LONGEST_TYPE) : contentType,
                    body.bytes(),
                    HttpMediaTypes.unsupportedProblems()));
            Problem problem = HttpMediaTypes.unsupported();
            return problem.with("rejection", HttpAnswers.rejection(id))::send;
        } catch (LedgerUnavailableException e) {
            return HttpAnswers.unavailable(e.retryAfter())::send;
        } finally {
            body.release();
        }
    }
}
